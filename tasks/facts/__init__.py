"""Clean text to facts: one file a fact, each fact with its span."""
