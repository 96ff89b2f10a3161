"""The blueprint of the area."""

from flask import Blueprint

blueprint = Blueprint("files", __name__)
