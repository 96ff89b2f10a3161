"""What stands still: lists of work that waits for a document, a date or somebody."""
