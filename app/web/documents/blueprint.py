"""The blueprint of the area, and who may see its pages."""

from flask import Blueprint

from workflows.states import Role

blueprint = Blueprint("documents", __name__)

READERS = (
    Role.records_clerk,
    Role.standing_officer,
    Role.unit_head,
    Role.unit_officer,
    Role.leader,
)
KEEPERS = (Role.records_clerk, Role.standing_officer)
UNIT = (Role.unit_head, Role.unit_officer)
CHECKERS = (Role.records_clerk, Role.standing_officer, Role.unit_head, Role.leader)
