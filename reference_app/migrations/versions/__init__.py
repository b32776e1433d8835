"""One module per change of the schema, oldest first. What has run anywhere is never edited."""
