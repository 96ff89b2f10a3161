"""PDF files: with ruling lines, without them, and scanned."""
