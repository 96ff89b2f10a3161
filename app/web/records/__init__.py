"""Nhật ký: the record, for administrators."""
