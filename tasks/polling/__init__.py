"""The live web: joins fetching, reading and what is remembered of each address into documents."""
