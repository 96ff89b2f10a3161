"""The blueprint of the area, and what its views share."""

from typing import TypeVar

from flask import Blueprint, abort

blueprint = Blueprint("administration", __name__, url_prefix="/quan-tri")

Found = TypeVar("Found")


def or_404(found: Found | None) -> Found:
    """What was found for this actor; another commune's is not there at all."""
    if found is None:
        abort(404)
    return found
