"""Lịch và kênh nhận tin: what a person reads elsewhere; the calendars behind secret addresses."""
