"""The blueprint of notices; its pages register themselves on it."""

from flask import Blueprint

blueprint = Blueprint("notices", __name__)
