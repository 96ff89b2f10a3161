"""The area's blueprint, shared by its modules."""

from flask import Blueprint

blueprint = Blueprint("decisions", __name__)
