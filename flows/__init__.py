"""What runs: flows on a schedule, and the command line."""
