"""Chờ xác nhận: the queue and the decision."""
