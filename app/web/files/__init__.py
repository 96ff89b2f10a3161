"""Files of documents, for those who may read them."""
