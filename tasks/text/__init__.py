"""Bytes to clean text: one raw document to one article."""
