"""The tables, one file per noun. Importing this package makes all of them known."""

from app.models.calendar import DayOff, ReportingWindow, UpdatePeriod
from app.models.channel import CalendarFeed, ChannelEndpoint, EndpointKind
from app.models.comment import Comment, CommentFile
from app.models.commune import Commune, CompletionDay
from app.models.decision import Decision, DecisionDocument, ReturnReason, VerdictProposal
from app.models.document import (
    Document,
    DocumentFile,
    DocumentKind,
    DocumentLine,
    Evidence,
    RegisterImport,
)
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
from app.models.event import ChainHead, Event, EventArchive
from app.models.job_run import JobRun
from app.models.letter import LetterTemplate, Signer, UrgingLetter, UrgingLetterUnit
from app.models.message import Notification, OutboxMail
from app.models.paper import Paper, PaperItem, PaperKind
from app.models.person import (
    Appointment,
    Delegation,
    DelegationKind,
    LinkPurpose,
    OneTimeLink,
    Person,
    Throttle,
    UserSession,
)
from app.models.plan import Plan, PlanStatus, PlanVersion
from app.models.reporting import FrozenStanding, ReportDue, ReportingRegime, ReportKind
from app.models.request import (
    DueDateRequest,
    Explanation,
    ExplanationKind,
    LeadRequest,
    RequestStatus,
)
from app.models.returned import ReturnedRow, ReturnedWorkbook, ReturnStatus
from app.models.snapshot import StandingSnapshot
from app.models.stored_file import FileInspection, StoredFile
from app.models.support import SupportRequest, SupportStatus
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
from app.models.update_sheet import UpdateSheet
from app.models.work_item import LateFlag, ProgressNote, WorkItem, WorkItemProduct

__all__ = [
    "Appointment",
    "Area",
    "CalendarFeed",
    "ChainHead",
    "ChannelEndpoint",
    "Comment",
    "CommentFile",
    "Commune",
    "CompletionDay",
    "DayOff",
    "Decision",
    "DecisionDocument",
    "Delegation",
    "DelegationKind",
    "Document",
    "DocumentFile",
    "DocumentKind",
    "DocumentLine",
    "DraftMatch",
    "DraftName",
    "DraftNameUnit",
    "DraftProposal",
    "DraftRow",
    "DraftStatus",
    "DueDateRequest",
    "EndpointKind",
    "Event",
    "EventArchive",
    "Evidence",
    "Explanation",
    "ExplanationKind",
    "FileInspection",
    "FrozenStanding",
    "JobRun",
    "LateFlag",
    "LeadRequest",
    "LetterTemplate",
    "LinkPurpose",
    "MatchDecision",
    "MatchKind",
    "Notification",
    "OneTimeLink",
    "OutboxMail",
    "Paper",
    "PaperItem",
    "PaperKind",
    "Person",
    "Plan",
    "PlanDraft",
    "PlanStatus",
    "PlanVersion",
    "Product",
    "ProgressNote",
    "RegisterImport",
    "Relation",
    "ReportDue",
    "ReportKind",
    "ReportingRegime",
    "ReportingWindow",
    "RequestStatus",
    "ReturnReason",
    "ReturnStatus",
    "ReturnedRow",
    "ReturnedWorkbook",
    "Section",
    "Signer",
    "StandingSnapshot",
    "StoredFile",
    "SupportRequest",
    "SupportStatus",
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
    "UpdateSheet",
    "UrgingLetter",
    "UrgingLetterUnit",
    "UserSession",
    "VerdictProposal",
    "WorkItem",
    "WorkItemProduct",
]
