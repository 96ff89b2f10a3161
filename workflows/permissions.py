"""Who may do what: an action is allowed when every one of its rules is content.

A rule looks at the actor and the subject and returns None, or the refusal to be shown. Nothing
here reads a database: the caller describes the work item as a `Subject`.

Four eyes: nobody decides on work of a unit in which he, or anyone he stands in for, holds an
appointment, nor on what he entered or submitted himself.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from workflows.states import Action, ActionRefused, Refusal, Right, Role, Status


@dataclass(frozen=True, slots=True)
class HeldAppointment:
    """An appointment in force today, held in one's own name or in somebody's stead: `in_stead_of`
    is that person's name, `holder_id` his id, `by_document` the document that says so."""

    role: Role
    unit_id: int | None = None
    unit_name: str = ""
    title: str = ""
    in_stead_of: str | None = None
    holder_id: int | None = None
    by_document: str = ""

    @property
    def stead(self) -> str:
        """Whom he stands in for, with the document where it is known; empty for an own one."""
        if self.in_stead_of is None or not self.by_document:
            return self.in_stead_of or ""
        return f"{self.in_stead_of} ({self.by_document})"


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody acting in one commune. The system itself acts with `person_id` None and no
    appointment. `other_units` are those in which the people he stands in for hold appointments that
    were not given to him: they bind him, and give him nothing.
    """

    commune_id: int
    person_id: int | None
    name: str
    appointments: tuple[HeldAppointment, ...] = ()
    address: str | None = None
    other_units: frozenset[int] = frozenset()

    @property
    def is_system(self) -> bool:
        return self.person_id is None

    @property
    def title(self) -> str:
        """The post he is shown with: that of his first appointment."""
        return self.appointments[0].title if self.appointments else ""

    @property
    def unit_name(self) -> str:
        return self.appointments[0].unit_name if self.appointments else ""

    def has_role(self, *roles: Role) -> bool:
        return any(held.role in roles for held in self.appointments)

    def units(self, *roles: Role) -> frozenset[int]:
        """The units in which one of the roles is held; with no role named, any role."""
        return frozenset(
            held.unit_id
            for held in self.appointments
            if held.unit_id is not None and (not roles or held.role in roles)
        )


@dataclass(frozen=True, slots=True)
class Subject:
    """What the rules need to know of a work item.

    `deciding_unit` is None where only a leader may decide (see `deciding_unit_of`).
    `asked_units` were asked by the lead to support this item, and did not decline.
    `people_involved` are those who entered or submitted what is to be decided on. Of a plan that
    was recalled (`plan_recalled`) everything can be seen, and nothing moves. `dates_delegated` and
    `plan_changes_delegated`: by a recorded decision the standing office decides on other dates, and
    on leads and outcomes, in the leader's place. `two_steps`: the commune wants an officer of the
    deciding unit to propose a verdict, and its head to decide; `proposed_by` is who did.
    """

    commune_id: int
    status: Status
    lead_units: frozenset[int]
    supporting_units: frozenset[int]
    deciding_unit: int | None
    standing_unit: int | None = None
    people_involved: frozenset[int] = frozenset()
    verified_by: int | None = None
    restricted: bool = False
    plan_recalled: bool = False
    dates_delegated: bool = False
    plan_changes_delegated: bool = False
    two_steps: bool = False
    proposed_by: int | None = None
    asked_units: frozenset[int] = frozenset()


def deciding_unit_of(
    lead_units: frozenset[int],
    follow_up_unit: int | None,
    standing_unit: int | None,
    counter_checking_unit: int | None,
) -> int | None:
    """The unit that verifies: the follow-up unit the plan names, else the standing office; where
    that unit itself leads, the counter-checking unit; where that one leads too, nobody but a
    leader (None).
    """
    for unit in (follow_up_unit or standing_unit, counter_checking_unit):
        if unit is not None and unit not in lead_units:
            return unit
    return None


Rule = Callable[[Actor, Subject], Refusal | None]


def _leads(actor: Actor, subject: Subject) -> Refusal | None:
    own = actor.units(Role.unit_head, Role.unit_officer) & subject.lead_units
    return None if own else Refusal.not_your_unit


def _heads_lead(actor: Actor, subject: Subject) -> Refusal | None:
    if actor.units(Role.unit_head) & subject.lead_units:
        return None
    if actor.units(Role.unit_officer) & subject.lead_units:
        return Refusal.role_not_enough
    return Refusal.not_your_unit


def _is_bound(actor: Actor, subject: Subject) -> bool:
    """He, or somebody he stands in for, belongs to a unit that answers for the item."""
    return bool((actor.units() | actor.other_units) & subject.lead_units)


def _is_verifier(actor: Actor, subject: Subject) -> Refusal | None:
    if _is_bound(actor, subject):
        return Refusal.own_unit
    if subject.deciding_unit is None:
        return None if actor.has_role(Role.leader) else Refusal.leaders_only
    deciders = actor.units(Role.standing_officer, Role.unit_head)
    return None if subject.deciding_unit in deciders else Refusal.not_the_verifier


def _is_leader(actor: Actor, subject: Subject) -> Refusal | None:
    return None if actor.has_role(Role.leader) else Refusal.leaders_only


def _decides_on_dates(actor: Actor, subject: Subject) -> Refusal | None:
    return _leader_or_delegate(actor, subject, subject.dates_delegated)


def _changes_the_plan(actor: Actor, subject: Subject) -> Refusal | None:
    return _leader_or_delegate(actor, subject, subject.plan_changes_delegated)


def _leader_or_delegate(actor: Actor, subject: Subject, delegated: bool) -> Refusal | None:
    """A leader; or, where it was delegated to it, the standing office. Neither on the work of a
    unit of his own, which a leader may head as well."""
    delegate = delegated and _is_of_standing_office(actor, subject) is None
    if not (actor.has_role(Role.leader) or delegate):
        return Refusal.leaders_only
    return Refusal.own_unit if _is_bound(actor, subject) else None


def _follows_up(actor: Actor, subject: Subject) -> Refusal | None:
    """The standing office, or a leader."""
    if actor.has_role(Role.leader):
        return None
    return _is_of_standing_office(actor, subject)


def _leads_or_follows_up(actor: Actor, subject: Subject) -> Refusal | None:
    """The unit itself, or the standing office for it."""
    if _is_of_standing_office(actor, subject) is None:
        return None
    return _leads(actor, subject)


def _did_not_submit(actor: Actor, subject: Subject) -> Refusal | None:
    return Refusal.own_submission if actor.person_id in subject.people_involved else None


def _deciding_appointments(actor: Actor, subject: Subject) -> tuple[HeldAppointment, ...]:
    """Those of his appointments by which a verdict on the item is given: of a leader where only he
    may, of the deciding unit elsewhere, and there its head's alone where there are two steps."""
    if subject.deciding_unit is None:
        return tuple(held for held in actor.appointments if held.role is Role.leader)
    roles = {Role.unit_head} if subject.two_steps else {Role.unit_head, Role.standing_officer}
    return tuple(
        held
        for held in actor.appointments
        if held.unit_id == subject.deciding_unit and held.role in roles
    )


def _takes_the_last_step(actor: Actor, subject: Subject) -> Refusal | None:
    return None if _deciding_appointments(actor, subject) else Refusal.head_decides


def _did_not_propose(actor: Actor, subject: Subject) -> Refusal | None:
    """Two steps are two people's, also where one of them has come to be the head's deputy."""
    if subject.proposed_by is not None and subject.proposed_by == actor.person_id:
        return Refusal.own_proposal
    return None


def _not_in_the_stead_of_who_submitted(actor: Actor, subject: Subject) -> Refusal | None:
    """A deputy does not decide by the appointment of the very person who handed it in."""
    holders = {held.holder_id for held in _deciding_appointments(actor, subject)}
    if holders and holders <= subject.people_involved:
        return Refusal.submitted_by_whom_you_replace
    return None


def _proposes(actor: Actor, subject: Subject) -> Refusal | None:
    """Where there are two steps: an officer of the deciding unit. Its head decides instead."""
    if not subject.two_steps or subject.deciding_unit is None:
        return Refusal.one_step_only
    if _is_bound(actor, subject):
        return Refusal.own_unit
    if subject.deciding_unit in actor.units(Role.unit_head):
        return Refusal.decides_himself
    officers = actor.units(Role.standing_officer, Role.unit_officer)
    return None if subject.deciding_unit in officers else Refusal.not_the_verifier


def _reopens(actor: Actor, subject: Subject) -> Refusal | None:
    if actor.has_role(Role.leader):
        return Refusal.own_unit if _is_bound(actor, subject) else None
    if actor.person_id == subject.verified_by:
        return Refusal.already_verified_by_you
    return _is_verifier(actor, subject) or _takes_the_last_step(actor, subject)


def _keeps_dates(actor: Actor, subject: Subject) -> Refusal | None:
    """A first date may be set by the standing office, whoever verifies; a leader may always."""
    if actor.has_role(Role.leader, Role.standing_officer):
        return None
    return _is_verifier(actor, subject)


def _is_of_standing_office(actor: Actor, subject: Subject) -> Refusal | None:
    """Entering for somebody: anyone of the standing office may, and then somebody else decides."""
    officers = actor.units(Role.standing_officer)
    return None if subject.standing_unit in officers else Refusal.role_not_enough


def _records_sheet(actor: Actor, subject: Subject) -> Refusal | None:
    """What a leader signed on paper is recorded by somebody who answers for none of it: the
    records clerk, or the standing office of another unit."""
    if subject.deciding_unit is not None:
        return Refusal.decided_by_unit
    if not actor.has_role(Role.records_clerk, Role.standing_officer):
        return Refusal.role_not_enough
    return Refusal.sheet_of_own_work if _is_bound(actor, subject) else None


def _is_asked(actor: Actor, subject: Subject) -> Refusal | None:
    """The unit that was asked for support, not one that the plan only names."""
    own = actor.units(Role.unit_head, Role.unit_officer) & subject.asked_units
    return None if own else Refusal.not_asked


def _is_concerned(actor: Actor, subject: Subject) -> Refusal | None:
    """Drafts and comments: the units concerned, the deciding unit, leaders."""
    deciding = {subject.deciding_unit, subject.standing_unit} - {None}
    units = subject.lead_units | subject.supporting_units | subject.asked_units | deciding
    concerned = actor.units(Role.unit_head, Role.unit_officer, Role.standing_officer)
    if concerned & units or actor.has_role(Role.leader):
        return None
    return Refusal.role_not_enough


def _belongs_to_commune(actor: Actor, subject: Subject) -> Refusal | None:
    return None if actor.appointments else Refusal.role_not_enough


def _sees_evidence(actor: Actor, subject: Subject) -> Refusal | None:
    deciding = {subject.deciding_unit, subject.standing_unit} - {None}
    concerned = subject.lead_units | subject.supporting_units | subject.asked_units | deciding
    if actor.units() & concerned or actor.has_role(Role.leader):
        return None
    finished_and_free = subject.status is Status.verified and not subject.restricted
    if actor.has_role(Role.viewer) and finished_and_free:
        return None
    return Refusal.role_not_enough


_GIVES_VERDICT = (
    _is_verifier,
    _takes_the_last_step,
    _did_not_submit,
    _did_not_propose,
    _not_in_the_stead_of_who_submitted,
)

RULES: Mapping[Action | Right, tuple[Rule, ...]] = {
    Action.activate: (_keeps_dates,),
    Action.set_date: (_keeps_dates,),
    Action.accept: (_heads_lead,),
    Action.record_progress: (_leads,),
    Action.submit: (_heads_lead,),
    Action.withdraw: (_heads_lead,),
    Action.verify: _GIVES_VERDICT,
    Action.ask_to_supplement: _GIVES_VERDICT,
    Action.send_back: _GIVES_VERDICT,
    Action.reopen: (_reopens,),
    Action.drop: (_changes_the_plan,),
    Action.bring_back: (_changes_the_plan,),
    Action.reassign: (_changes_the_plan,),
    Action.set_internal_date: (_follows_up,),
    Action.mark_waiting: (_leads_or_follows_up,),
    Action.end_waiting: (_leads_or_follows_up,),
    Right.view: (_belongs_to_commune,),
    Right.view_evidence: (_sees_evidence,),
    Right.attach_evidence: (_leads,),
    Right.enter_result: (_is_of_standing_office,),
    Right.replace_date: (_decides_on_dates,),
    Right.ask_for_date: (_heads_lead,),
    Right.give_opinion: (_is_of_standing_office,),
    Right.ask_for_cause: (_follows_up,),
    Right.demand_explanation: (_is_leader,),
    Right.explain_delay: (_leads,),
    Right.dispute_lead: (_heads_lead,),
    Right.ask_for_support: (_leads,),
    Right.answer_support: (_is_asked,),
    Right.comment: (_is_concerned,),
    Right.accept_product: _GIVES_VERDICT,
    Right.propose_verdict: (_proposes, _did_not_submit),
    Right.record_leader_sheet: (_records_sheet, _did_not_submit),
}


def refusal_of(actor: Actor, what: Action | Right, subject: Subject) -> Refusal | None:
    """Return why `actor` may not do `what`, or None where he may. Another commune is never a
    subject.
    """
    if actor.commune_id != subject.commune_id:
        return Refusal.role_not_enough
    if subject.plan_recalled and what not in (Right.view, Right.view_evidence):
        return Refusal.plan_recalled
    for rule in RULES[what]:
        refusal = rule(actor, subject)
        if refusal is not None:
            return refusal
    return None


def can(actor: Actor, what: Action | Right, subject: Subject) -> bool:
    """True where `refusal_of` has nothing to say."""
    return refusal_of(actor, what, subject) is None


def capacity(actor: Actor, what: Action | Right, subject: Subject) -> HeldAppointment | None:
    """The appointment by which `actor` may do `what`: an own one before one he stands in for.

    None where no single appointment is enough, and for the system. Four eyes are not asked here,
    for they look at all appointments together (`refusal_of`).
    """
    for held in sorted(actor.appointments, key=lambda held: held.in_stead_of is not None):
        if can(replace(actor, appointments=(held,)), what, subject):
            return held
    return None


def require(actor: Actor, what: Action | Right, subject: Subject) -> None:
    """Raise ActionRefused where `actor` may not do `what`."""
    refusal = refusal_of(actor, what, subject)
    if refusal is not None:
        raise ActionRefused(refusal)


__all__ = [
    "RULES",
    "Actor",
    "HeldAppointment",
    "Subject",
    "can",
    "capacity",
    "deciding_unit_of",
    "refusal_of",
    "require",
]
