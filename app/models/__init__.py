"""The tables, one file per noun. Importing this package makes all of them known."""

from app.models.calendar import DayOff, ReportingWindow, UpdatePeriod
from app.models.commune import Commune, CompletionDay
from app.models.decision import Decision
from app.models.document import Document, DocumentFile, DocumentKind, Evidence
from app.models.draft import (
    DraftMatch,
    DraftName,
    DraftNameUnit,
    DraftProposal,
    DraftRow,
    DraftStatus,
    MatchDecision,
    MatchKind,
    PlanDraft,
)
from app.models.event import ChainHead, Event
from app.models.job_run import JobRun
from app.models.message import Notification, OutboxMail
from app.models.person import (
    Appointment,
    Delegation,
    LinkPurpose,
    OneTimeLink,
    Person,
    Throttle,
    UserSession,
)
from app.models.plan import Plan, PlanStatus, PlanVersion
from app.models.returned import ReturnedRow, ReturnedWorkbook, ReturnStatus
from app.models.snapshot import StandingSnapshot
from app.models.stored_file import StoredFile
from app.models.task import (
    Product,
    Relation,
    Section,
    Task,
    TaskLead,
    TaskRevision,
    TaskSchedule,
    TaskUnit,
)
from app.models.unit import Area, Unit, UnitAlias, UnitDuty, UnitKind
from app.models.work_item import LateFlag, ProgressNote, WorkItem, WorkItemProduct

__all__ = [
    "Appointment",
    "Area",
    "ChainHead",
    "Commune",
    "CompletionDay",
    "DayOff",
    "Decision",
    "Delegation",
    "Document",
    "DocumentFile",
    "DocumentKind",
    "DraftMatch",
    "DraftName",
    "DraftNameUnit",
    "DraftProposal",
    "DraftRow",
    "DraftStatus",
    "Event",
    "Evidence",
    "JobRun",
    "LateFlag",
    "LinkPurpose",
    "MatchDecision",
    "MatchKind",
    "Notification",
    "OneTimeLink",
    "OutboxMail",
    "Person",
    "Plan",
    "PlanDraft",
    "PlanStatus",
    "PlanVersion",
    "Product",
    "ProgressNote",
    "Relation",
    "ReportingWindow",
    "ReturnStatus",
    "ReturnedRow",
    "ReturnedWorkbook",
    "Section",
    "StandingSnapshot",
    "StoredFile",
    "Task",
    "TaskLead",
    "TaskRevision",
    "TaskSchedule",
    "TaskUnit",
    "Throttle",
    "Unit",
    "UnitAlias",
    "UnitDuty",
    "UnitKind",
    "UpdatePeriod",
    "UserSession",
    "WorkItem",
    "WorkItemProduct",
]
