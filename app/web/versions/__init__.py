"""Thu hồi kế hoạch; bản sửa đổi, thay thế: read against the running plan, decided, applied."""
