"""Kênh gửi: the webhooks and chats that an administrator registers."""
