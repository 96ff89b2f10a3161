"""Công văn đôn đốc: made from what is late, looked at, issued, and followed unit by unit."""
