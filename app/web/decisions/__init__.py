"""Decisions about who leads and what is in the plan, and work given outside of it."""
