"""The appendix of a plan: rows of cells in, sections and tasks out."""
