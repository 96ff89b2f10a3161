"""Tổng quan: the grid, and the rows behind each of its numbers."""
