"""Việc của tôi: what a unit does next."""
