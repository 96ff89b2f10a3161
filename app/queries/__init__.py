"""Reads. They take a Session, and the Actor where it matters who looks; nothing here writes."""
