"""Tổng hợp tuần: what was sent to whom, a preview for any day, and the page for the meeting."""
