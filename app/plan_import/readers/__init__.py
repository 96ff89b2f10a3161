"""One reader per format of file; each gives the document in its one normal shape."""
