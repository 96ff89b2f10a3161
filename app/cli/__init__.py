"""Commands of the product, one module per subject."""

from importlib import import_module

from flask import Flask

COMMANDS = {
    "deadlines": ("deadline",),
    "schedule": ("schedule",),
    "plans": ("plan",),
    "serve": ("start",),
    "scheduler": ("scheduler",),
    "demo": ("demo",),
    "jobs": ("jobs",),
    "audit": ("audit",),
    "evidence": ("evidence",),
    "translate": ("translate",),
    "backup": ("backup", "restore"),
}
"""Module → the command objects it brings."""


def register_commands(app: Flask) -> None:
    """Add every command to `flask`."""
    for module, names in COMMANDS.items():
        found = import_module(f"app.cli.{module}")
        for name in names:
            app.cli.add_command(getattr(found, name))
