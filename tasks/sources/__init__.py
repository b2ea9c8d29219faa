"""The world to raw documents: files of every kind, read as streams."""
