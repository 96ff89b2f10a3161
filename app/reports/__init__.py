"""Figures in, bytes out. A report writer knows nothing of pages or of the database."""
