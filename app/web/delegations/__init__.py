"""Ủy quyền, phụ trách: who stands in for whom."""
