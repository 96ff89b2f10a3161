"""Bàn giao: prepared, carried out, and its minutes printed for both to sign."""
