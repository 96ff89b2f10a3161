"""Accounts: signing in and out, passwords, one-time links, language and theme."""
