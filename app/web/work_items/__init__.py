"""One work item, and one task."""
