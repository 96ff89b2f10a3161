"""Kế hoạch: what was issued, as printed, with how its tasks stand."""
