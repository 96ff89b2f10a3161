"""Thông báo: what a person was told."""
