"""The demo: a commune of our own invention, its people, and its plan in the middle of the year."""
