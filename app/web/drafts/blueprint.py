"""The blueprint of the drafts; the modules beside this one hang their routes on it."""

from flask import Blueprint

blueprint = Blueprint("drafts", __name__)
