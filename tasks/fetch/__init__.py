"""The network to exchanges, and exchanges to an archive on disk; what they mean is for others to say."""
