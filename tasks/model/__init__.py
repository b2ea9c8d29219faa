"""What travels between the rooms: records and errors. Imports nothing of ours."""
