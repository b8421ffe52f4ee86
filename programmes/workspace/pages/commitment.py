"""A commitment as staff see it: the words, how it stands within the team and for the public, and every report."""

import datetime as dt
from dataclasses import dataclass
from typing import NamedTuple

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from embassy import clock
from embassy.models import User
from programmes.models import Commitment, Note, Proposal, StatusReport, Wording
from programmes.models.shared import Side
from programmes.rules import permissions
from programmes.statuses import Assessment, Kind, PublicStatus, Status, phrase
from programmes.words.day_words import clock_time, in_both_places
from programmes.words.strings import date_words, in_language, joined, marked, why_taken_back
from programmes.words.written import written
from programmes.workspace.pages.tasks import programme_name

State = StatusReport.State
MOST_NAMES = 5


class Action(NamedTuple):
    """What the reader may do about a report, and where."""

    label: str
    url: str


@dataclass(slots=True)
class ReportBlock:
    """One report with what this reader may see of it and do about it; texts are as written, in `language`."""

    pk: int
    state: str
    state_label: str
    status: str
    phrase: str
    as_of: str
    side: str
    trail: list[str]
    language: str
    summary: str
    evidence: str
    evidence_language: str
    evidence_url: str
    internal_note: str
    internal_lines: list[str]
    notice: str
    is_confirmation: bool
    actions: list[Action]


@dataclass(slots=True)
class WordingBlock:
    """A wording that holds today; `in_language` says in words which language it is in."""

    heading: str
    text: str
    language: str
    in_language: str


@dataclass(slots=True)
class ProposalLine:
    """A proposed edit that waits: who proposed it and when, why, and where it is decided."""

    words: str
    reason: str
    url: str


@dataclass(slots=True)
class ReportInWords:
    """A report for a colleague who decides on it or is about to write their own: who, when, what."""

    by: str
    at: str
    status: str
    phrase: str
    as_of: str
    language: str
    summary: str
    evidence: str
    evidence_language: str
    evidence_url: str
    internal_lines: list[str]
    internal_note: str


@dataclass
class Dossier:
    commitment: Commitment
    programme_name: str
    title: str
    public_url: str
    wordings: list[WordingBlock]
    team: str
    owner: str
    facts: list[str]
    seen_status: str
    seen_phrase: str
    public_words: str
    reads_notes: bool
    reads_every_report: bool  # so that where none is shown, there is none
    may_report: bool
    gives_final_status: bool  # the programme has ended: reporting is giving the final status
    may_edit: bool
    may_propose: bool
    reports: list[ReportBlock]
    proposals: list[ProposalLine]
    notes: list[str]
    is_demonstration: bool


@dataclass(slots=True)
class Rights:
    """What the reader may do here, asked once for the page rather than once for each report.

    `own_words` are reports that wait for clearance and that four eyes keep from their writer, each with who may clear.
    """

    reads_notes: bool
    may_report: bool
    clearable: set[int]
    own_words: dict[int, str]
    editable: set[int]


def dossier_of(commitment: Commitment, user: User, *, at: dt.datetime) -> Dossier:
    """Everything the page shows to this user; the commitment is one that they may see."""
    programme, team = commitment.programme, commitment.owner_team
    reports = list(
        StatusReport.objects.visible_to(user, at=at)
        .filter(commitment=commitment)
        .select_related("drafted_by", "submitted_by", "cleared_by", "returned_by", "withdrawn_by")
        .order_by("-as_of_on", "-drafted_at", "-id")
    )
    own = StatusReport.objects.filter(commitment=commitment)
    rights = Rights(
        reads_notes=permissions.may_read_notes(user, commitment),
        may_report=permissions.may_report(user, commitment),
        clearable=set(own.clearable_by(user).values_list("pk", flat=True)),
        own_words=_own_words(reports, commitment, user, on=clock.public_day(at)),
        editable=set(own.editable_by(user).values_list("pk", flat=True)),
    )
    latest = _latest(reports)
    return Dossier(
        commitment=commitment,
        programme_name=programme_name(programme),
        title=marked(commitment.plain_title) or _("Commitment %(number)s") % {"number": commitment.number},
        public_url=_public_url(commitment),
        wordings=_wordings(commitment, on=clock.public_day(at)),
        team=str(team) if team else "",
        owner=str(commitment.owner) if commitment.owner and rights.reads_notes else "",
        facts=_facts(commitment),
        seen_status=latest.status if latest else "",
        seen_phrase=phrase(Kind(commitment.kind), Status(latest.status)) if latest else "",
        public_words=_public_words(commitment, at=at),
        reads_notes=rights.reads_notes,
        reads_every_report=permissions.may_read_every_report(user, commitment),
        may_report=rights.may_report,
        gives_final_status=rights.may_report and programme.is_over_before(user.day(at)),
        may_edit=permissions.may_edit_commitment(user, commitment),
        may_propose=permissions.may_propose_edit(user, commitment),
        reports=[_block(report, commitment, rights, at=at) for report in reports],
        proposals=_proposals(commitment, user),
        notes=_notes(commitment, user),
        is_demonstration=bool(team and team.is_demo) or any(report.is_demo for report in reports),
    )


def _own_words(
    reports: list[StatusReport], commitment: Commitment, user: User, *, on: dt.date
) -> dict[int, str]:
    """Four eyes: which of the submitted reports the reader may not clear, having submitted them, and who may."""
    team = commitment.owner_team
    if team is None or not team.needs_four_eyes:
        return {}
    own = [one.pk for one in reports if one.state == State.SUBMITTED and one.submitted_by_id == user.pk]
    return dict.fromkeys(own, four_eyes_words(commitment, user, on=on)) if own else {}


def four_eyes_words(commitment: Commitment, user: User, *, on: dt.date) -> str:
    """That the writer cannot clear this, and who can."""
    names = [str(person) for person in permissions.others_who_may_clear(user, commitment, on=on)[:MOST_NAMES]]
    if not names:
        return _(
            "You submitted this yourself. Your team follows the four-eyes rule: somebody else must clear it."
        )
    words = _(
        "You submitted this yourself. Your team follows the four-eyes rule: it can be cleared by %(names)s."
    )
    return words % {"names": ", ".join(names)}


def _latest(seen: list[StatusReport]) -> StatusReport | None:
    """The latest of the reports that the reader sees and that count: one that they may not see hides no other."""
    counting = [
        report
        for report in seen
        if report.side == Side.DANISH and report.state in StatusReport.SUBMITTED_OR_CLEARED
    ]
    return max(counting, key=lambda report: report.recency, default=None)


def _public_url(commitment: Commitment) -> str:
    published = Commitment.objects.published().filter(pk=commitment.pk)
    return commitment.get_absolute_url() if published.exists() else ""


def _wordings(commitment: Commitment, *, on: dt.date) -> list[WordingBlock]:
    wordings = Wording.objects.on(on).filter(commitment=commitment).by_precedence()
    return [
        WordingBlock(
            heading=_("Official wording")
            if wording.provenance == Wording.Provenance.SIGNED
            else wording.get_provenance_display().capitalize(),
            text=wording.text,
            language=wording.language,
            in_language=in_language(wording.language),
        )
        for wording in wordings
    ]


def _facts(commitment: Commitment) -> list[str]:
    facts = [commitment.get_kind_display()]
    if commitment.recurrence:
        facts.append(commitment.recurrence_other or commitment.get_recurrence_display())
    if commitment.due_on:
        facts.append(_("deadline %(date)s") % {"date": date_words(commitment.due_on)})
    return facts


def _public_words(commitment: Commitment, *, at: dt.datetime) -> str:
    """What the public is shown at this moment, said to staff."""
    status = Commitment.objects.filter(pk=commitment.pk).with_status_at(at).only("pk").get().status_now
    words = (
        PublicStatus(status).label
        if status not in Status.values
        else phrase(Kind(commitment.kind), Status(status))
    )
    return _("The public page says: %(status)s.") % {"status": words}


def _block(report: StatusReport, commitment: Commitment, rights: Rights, *, at: dt.datetime) -> ReportBlock:
    internal = rights.reads_notes
    return ReportBlock(
        pk=report.pk,
        state=report.state,
        state_label=_state_label(report, commitment, at=at),
        status=report.status,
        phrase=phrase(Kind(commitment.kind), Status(report.status)),
        as_of=date_words(report.as_of_on),
        side=str(Side(report.side).label) if report.side != Side.DANISH else "",
        trail=_trail(report) if internal else [],
        language=report.summary_language,
        summary=report.summary,
        evidence=report.evidence,
        evidence_language=report.language_of_evidence,
        evidence_url=report.evidence_url,
        internal_note=report.internal_note if internal else "",
        internal_lines=_internal_lines(report) if internal else [],
        notice=rights.own_words.get(report.pk) or (_notice(report, commitment, at=at) if internal else ""),
        is_confirmation=report.confirms_id is not None,
        actions=_actions(report, commitment, rights),
    )


def _state_label(report: StatusReport, commitment: Commitment, *, at: dt.datetime) -> str:
    if report.state == State.CLEARED and commitment.is_withheld:
        return _("Cleared, not published")
    if report.state == State.CLEARED:
        return _("Under embargo") if report.effective_at and report.effective_at > at else _("Public")
    if report.state == State.SUBMITTED:
        return _("Waits for clearance")
    return report.get_state_display()


def _trail(report: StatusReport) -> list[str]:
    """Who did what to it and when, in order."""
    submitted, cleared = report.submitted_at, report.cleared_at
    drafted = None if submitted == report.drafted_at else report.drafted_at  # written and sent in one go
    if cleared == submitted:
        cleared = None
    steps = [
        (_drafted_words(report), report.drafted_by, drafted),
        (_("Submitted by %(name)s, %(time)s"), report.submitted_by, submitted),
        (_("Cleared by %(name)s, %(time)s"), report.cleared_by, cleared),
        (_("Returned by %(name)s, %(time)s"), report.returned_by, report.returned_at),
        (_("Withdrawn by %(name)s, %(time)s"), report.withdrawn_by, report.withdrawn_at),
    ]
    return [
        words % {"name": name, "time": clock_time(at, clock.COPENHAGEN)} for words, name, at in steps if at
    ]


def _drafted_words(report: StatusReport) -> str:
    """How a draft came to be: in the form, from a file, or beside a newer one of the same writer's."""
    if report.draft_source == StatusReport.DraftSource.FILE:
        return _("From a file that %(name)s imported, %(time)s")
    if report.draft_source == StatusReport.DraftSource.DOUBLE:
        return _("An older draft by %(name)s, %(time)s")
    return _("Drafted by %(name)s, %(time)s")


def _internal_lines(report: StatusReport) -> list[str]:
    lines = []
    if report.assessment:
        lines.append(_("Assessment: %(words)s") % {"words": Assessment(report.assessment).label})
    if report.waiting_for:
        lines.append(_("Waiting for: %(words)s") % {"words": Side(report.waiting_for).label})
    return lines


def _notice(report: StatusReport, commitment: Commitment, *, at: dt.datetime) -> str:
    """What a colleague must know of this report: why it came back or went, or when it becomes public."""
    if report.state == State.RETURNED:
        return why_taken_back(report.return_note, is_undone=bool(report.undone_in_id))
    if report.state == State.WITHDRAWN:
        return why_taken_back(report.withdrawal_reason, is_undone=bool(report.undone_in_id))
    if report.state == State.CLEARED and report.effective_at and report.effective_at > at:
        mission = commitment.owner_team.mission if commitment.owner_team else None
        return _("Public from %(moment)s.") % {"moment": in_both_places(report.effective_at, mission)}
    return ""


def _actions(report: StatusReport, commitment: Commitment, rights: Rights) -> list[Action]:
    place = [commitment.programme.reference, commitment.number]
    report_url = reverse("workspace:commitment-report", args=place)
    actions: list[Action] = []
    if report.pk in rights.editable and rights.may_report:
        actions.append(Action(_("Continue"), f"{report_url}?report={report.pk}"))
    is_open = commitment.programme.closed_at is None
    if report.pk in rights.clearable and report.state == State.SUBMITTED and is_open:
        name = "report-return" if report.pk in rights.own_words else "report-clear"
        label = _("Return") if report.pk in rights.own_words else _("Clear or return")
        actions.append(Action(label, reverse(f"workspace:{name}", args=[*place, report.pk])))
    if report.pk in rights.clearable and report.state == State.CLEARED:
        actions.append(Action(_("Withdraw"), reverse("workspace:report-withdraw", args=[*place, report.pk])))
    if rights.may_report and report.state == State.WITHDRAWN:
        actions.append(Action(_("Correct"), f"{report_url}?corrects={report.pk}"))
    return actions


def _proposals(commitment: Commitment, user: User) -> list[ProposalLine]:
    proposals = (
        Proposal.objects.waiting()
        .visible_to(user)
        .filter(commitment=commitment)
        .select_related("proposed_by")
    )
    return [
        ProposalLine(
            words=_("Proposed by %(name)s, %(day)s") % {
                "name": proposal.proposed_by,
                "day": date_words(clock.public_day(proposal.proposed_at)),
            },
            reason=proposal.reason,
            url=reverse(
                "workspace:proposal", args=[commitment.programme.reference, commitment.number, proposal.pk]
            ),
        )
        for proposal in proposals
    ]  # fmt: skip


def _notes(commitment: Commitment, user: User) -> list[str]:
    """The editors' remarks on this commitment that the user may read; internal ones are marked."""
    notes = Note.objects.visible_to(user).filter(commitment=commitment).order_by("key")
    internal = format_html('<span class="state-tag">{}</span>', _("Internal"))
    return [
        joined([internal if note.audience == Note.Audience.INTERNAL else "", written(note.text)], " ")
        for note in notes
    ]


def report_in_words(report: StatusReport) -> ReportInWords:
    return ReportInWords(
        by=str(report.submitted_by or report.drafted_by),
        at=clock_time(report.submitted_at or report.drafted_at, clock.COPENHAGEN),
        status=report.status,
        phrase=phrase(Kind(report.commitment.kind), Status(report.status)),
        as_of=date_words(report.as_of_on),
        language=report.summary_language,
        summary=report.summary,
        evidence=report.evidence,
        evidence_language=report.language_of_evidence,
        evidence_url=report.evidence_url,
        internal_lines=_internal_lines(report),
        internal_note=report.internal_note,
    )
