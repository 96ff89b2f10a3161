"""Papers and workbooks: figures in, bytes out. Nothing here asks a database."""
