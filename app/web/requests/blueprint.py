"""The blueprint that the modules of this area add their pages to, and who uses them."""

from flask import Blueprint

from workflows.states import Role

blueprint = Blueprint("requests", __name__)

UNIT = (Role.unit_head, Role.unit_officer)
CONCERNED = (*UNIT, Role.standing_officer, Role.leader)
