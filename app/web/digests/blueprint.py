"""The blueprint of digests; its pages register themselves on it."""

from flask import Blueprint

blueprint = Blueprint("digests", __name__)
