"""Bảng xác nhận kết quả: what was confirmed in a quarter, on paper, to be signed and numbered."""
