"""Articles to each other: wordings of one article."""
