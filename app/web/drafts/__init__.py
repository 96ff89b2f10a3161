"""Nhập kế hoạch: a file is read into a draft, looked over, corrected, and started."""
