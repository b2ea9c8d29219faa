"""The published copy in a browser: pages that are made on this machine, for whoever sits at it."""
