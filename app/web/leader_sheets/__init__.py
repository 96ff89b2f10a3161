"""Phiếu trình: what only a leader decides on, on one page or one paper."""
