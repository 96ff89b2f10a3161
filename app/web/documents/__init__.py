"""Sổ văn bản: the register, a document's page, the import, and the choice for a work item."""
