"""Trao đổi: what people say to each other on an item."""
