"""Nhập thay: one small form for what the office was told."""
