"""The blueprint of the letters; the modules beside this one hang their routes on it."""

from flask import Blueprint

blueprint = Blueprint("letters", __name__)
