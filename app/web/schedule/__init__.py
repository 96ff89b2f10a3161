"""Lịch chạy: the scheduled jobs and their runs, and the mails of the outbox."""
