"""What an entry of the record says of a commitment, in words for one reader.

Texts of reports that the reader may not see, and everything internal of another mission's commitment, are left out
here and never reach the page.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

from django.db.models import Model, Q, TextChoices
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from embassy import clock
from embassy.models import AuditEntry, SectorTeam, User
from embassy.partial_dates import PartialDate
from embassy.types import StrOrPromise
from programmes.models import (
    SDG,
    Activity,
    Commitment,
    Occurrence,
    Organisation,
    Proposal,
    Sector,
    StatusReport,
    Wording,
)
from programmes.models.shared import Side
from programmes.rules.recurrence import period_words
from programmes.statuses import Kind, Status, phrase
from programmes.words.commitment_fields import COMMITMENT_FIELDS, FIELD, CommitmentField
from programmes.words.strings import date_words, in_language, marked
from programmes.words.written import written
from programmes.workspace.pages.word_difference import word_difference

# Whether the public may know it, and ready HTML.
Line: TypeAlias = tuple[bool, str]
State = StatusReport.State
ACTION = AuditEntry.Action


class LineWriter:
    """Puts entries on one commitment into lines for one reader, with the names that they need read once."""

    def __init__(
        self, commitment: Commitment, user: User, entries: list[AuditEntry], reads_notes: bool
    ) -> None:
        self._commitment, self._user, self._reads_notes = commitment, user, reads_notes
        self._kind = Kind(commitment.kind)
        at = clock.now()
        reports = StatusReport.objects.visible_to(user, at=at).filter(commitment=commitment)
        self._reports = {str(report.pk): report for report in reports}
        public = StatusReport.objects.public(at=at).filter(commitment=commitment)
        self._public = {str(pk) for pk in public.values_list("pk", flat=True)}
        self._is_team = _is_of_the_team(commitment, user)
        self._published = Commitment.objects.published().filter(pk=commitment.pk).exists()
        self._activities = {
            str(row.pk): row for row in Activity.objects.visible_to(user).filter(commitments=commitment)
        }
        self._public_activities = {
            str(pk)
            for pk in Activity.objects.public().filter(commitments=commitment).values_list("pk", flat=True)
        }
        self._proposals = {
            str(pk)
            for pk in Proposal.objects.visible_to(user)
            .filter(commitment=commitment)
            .values_list("pk", flat=True)
        }
        wordings = Wording.objects.filter(commitment=commitment).order_by("valid_from", "pk")
        self._wordings = list(wordings)
        self._names = self._read_names(entries)

    @staticmethod
    def _read_names(entries: list[AuditEntry]) -> dict[tuple[type[Model], int], str]:
        """The rows that entries name by key: people, teams, organisations, sectors, goals; one query a kind."""
        wanted: dict[type[Model], set[int]] = defaultdict(set)
        columns: dict[str, type[Model]] = {
            "owner_id": User,
            "owner_team_id": SectorTeam,
            "organisation_id": Organisation,
            "sectors": Sector,
            "sdgs": SDG,
        }
        for entry in entries:
            for values in (entry.before, entry.after):
                for name, value in values.items():
                    if name in columns and value is not None:
                        wanted[columns[name]].update(value if isinstance(value, list) else [value])
        names: dict[tuple[type[Model], int], str] = {}
        for model, keys in wanted.items():
            rows = model._base_manager.filter(pk__in=keys)
            rows = rows.select_related("mission") if model is SectorTeam else rows
            names |= {
                (model, row.pk): marked(row.name) if isinstance(row, Organisation) else str(row)
                for row in rows
            }
        return names

    def lines(self, entry: AuditEntry) -> Iterator[Line]:
        lines_of = {
            "commitment": self._commitment_lines,
            "statusreport": self._report_lines,
            "wording": self._wording_lines,
            "responsibility": self._responsibility_lines,
            "proposal": self._proposal_lines,
            "occurrence": self._occurrence_lines,
            "activity": self._activity_lines,
        }
        return lines_of[entry.model.partition(".")[2]](entry)

    # --- The commitment's own columns ------------------------------------------------------------------------------
    def _commitment_lines(self, entry: AuditEntry) -> Iterator[Line]:
        if entry.action != ACTION.UPDATE:
            yield self._published, _("The commitment was entered.")
            return
        for name, after in entry.after.items():
            before = entry.before.get(name)
            own = FIELD.get(name)
            if own and own.label and own.is_prose:
                difference = word_difference(before or "", after or "")
                yield self._published, _line(own.label, difference)
            elif name in ("sectors", "sdgs"):
                model, label = (Sector, _("Sectors")) if name == "sectors" else (SDG, _("Goals"))
                yield self._published, _line(label, self._list_difference(model, before, after))
            elif name in COMMITMENT_WORDS:
                is_public, heading, words = COMMITMENT_WORDS[name]
                values = (words(self, before), words(self, after))
                yield is_public and self._published, _line(heading, _from_to(*values))

    def _list_difference(self, model: type[Sector | SDG], before: list[int], after: list[int]) -> str:
        gone = [self._name(model, key) for key in before if key not in after]
        come = [self._name(model, key) for key in after if key not in before]
        parts = [format_html("<del>{}</del>", name) for name in gone]
        parts += [format_html("<ins>{}</ins>", name) for name in come]
        return format_html(" ".join(["{}"] * len(parts)), *parts)

    def _name(self, model: type[Model], key: int | None) -> str:
        return self._names.get((model, key), "") if key is not None else ""

    def _status(self, code: str) -> str:
        """A status in the words of the kind; one that is no more, as it was written."""
        return phrase(self._kind, Status(code)) if code in Status.values else code

    # --- What hangs on it ------------------------------------------------------------------------------------------
    def _report_lines(self, entry: AuditEntry) -> Iterator[Line]:
        """What of a report this reader may see; drafts, and texts changed before clearance, are the team's."""
        report = self._reports.get(entry.object_id)
        if report is None:
            return
        is_public = entry.object_id in self._public
        if entry.action == ACTION.CREATE:
            status = entry.after.get("status") if self._is_team else report.status
            words = _("Report: %(status)s, as of %(day)s") % {
                "status": self._status(status),
                "day": date_words(report.as_of_on),
            }
            yield is_public, words
            if report.side != Side.DANISH:
                yield False, str(Side(report.side).label)
        if self._is_team:
            yield from self._team_lines(entry)
        yield from self._report_texts(entry, report, is_public)

    def _team_lines(self, entry: AuditEntry) -> Iterator[Line]:
        """The steps that a report took within the team."""
        state, is_undoing = entry.after.get("state"), bool(entry.change_set.undo_of_id)
        if is_undoing and state in UNDONE_STATES:
            yield False, UNDONE_STATES[state]()
        elif state in REPORT_STATES and not (entry.action == ACTION.CREATE and state == State.CLEARED):
            yield False, REPORT_STATES[state]()
        for name in ("return_note", "withdrawal_reason"):
            if entry.after.get(name) and not is_undoing:
                yield False, format_html("“{}”", written(entry.after[name]))
        if entry.action == ACTION.UPDATE and "status" in entry.after:
            yield False, _line(_("Status"), self._status(entry.after["status"]))

    def _report_texts(self, entry: AuditEntry, report: StatusReport, is_public: bool) -> Iterator[Line]:
        for name, public, label, language in (
            ("summary", True, _("What happened"), report.summary_language),
            ("evidence", True, _("Evidence"), report.language_of_evidence),
            ("internal_note", False, _("Note for colleagues"), ""),
        ):
            before, after = entry.before.get(name) or "", entry.after.get(name) or ""
            if before and self._is_team:
                yield False, _line(label, word_difference(before, after))
            elif after and after == getattr(report, name):
                yield public and is_public, _line(label, written(after, language))
            elif after and self._is_team:
                yield False, _line(label, written(after, language))

    def _wording_lines(self, entry: AuditEntry) -> Iterator[Line]:
        wording = next((one for one in self._wordings if str(one.pk) == entry.object_id), None)
        if entry.action == ACTION.UPDATE:
            if entry.after.get("valid_until"):
                day = date_words(PartialDate.parse(entry.after["valid_until"]))
                yield self._published, _("The earlier wording applies until %(day)s.") % {"day": day}
            return
        if wording is None:
            return
        label = _("Wording %(language)s") % {"language": in_language(wording.language)}
        earlier = [
            one
            for one in self._wordings
            if (one.language, one.provenance) == (wording.language, wording.provenance)
            and one.valid_from != wording.valid_from
            and (one.valid_until and wording.valid_from and one.valid_until <= wording.valid_from)
        ]
        if not earlier:
            yield self._published, _line(label, _("entered"))
            return
        yield self._published, _line(label, word_difference(earlier[-1].text, wording.text))

    def _responsibility_lines(self, entry: AuditEntry) -> Iterator[Line]:
        values = entry.before | entry.after
        name = self._name(Organisation, values.get("organisation_id")) or self._organisation_of(entry)
        if entry.action == ACTION.CREATE:
            yield self._published, _line(_("Responsible"), format_html("<ins>{}</ins>", name))
        elif entry.action == ACTION.DELETE or entry.after.get("until_on"):
            yield self._published, _line(_("Responsible"), format_html("<del>{}</del>", name))

    def _organisation_of(self, entry: AuditEntry) -> str:
        """An update names only what changed: the key says whose it was (commitment, organisation, role)."""
        _commitment, _colon, rest = entry.object_key.partition(":")
        organisation, colon, _role = rest.partition(":")
        return organisation if colon else ""

    def _proposal_lines(self, entry: AuditEntry) -> Iterator[Line]:
        if entry.object_id not in self._proposals:
            return
        if entry.action == ACTION.CREATE:
            yield False, _("A change was proposed.")
        elif "is_accepted" in entry.after:
            words = _("The proposed change was accepted.")
            yield False, words if entry.after["is_accepted"] else _("The proposed change was declined.")

    def _occurrence_lines(self, entry: AuditEntry) -> Iterator[Line]:
        period = (
            entry.after.get("period") or entry.before.get("period") or entry.object_key.rpartition(":")[2]
        )
        label = _("Meeting %(period)s") % {"period": period_words(period)}
        state = entry.after.get("state")
        if entry.action == ACTION.DELETE:
            yield False, _line(label, _("record removed"))
        elif state:
            yield False, _line(label, _label(Occurrence.State, state))
        if entry.after.get("note"):
            yield False, _line(_("Note for colleagues"), written(entry.after["note"]))

    def _activity_lines(self, entry: AuditEntry) -> Iterator[Line]:
        activity = self._activities.get(entry.object_id)
        if activity is None:
            return
        is_public = entry.object_id in self._public_activities
        if entry.action == ACTION.CREATE:
            yield is_public, _line(_("Activity recorded"), marked(activity.title))
        elif entry.after.keys() - {"commitments", "documents"}:
            yield is_public, _line(_("Activity edited"), marked(activity.title))


def _is_of_the_team(commitment: Commitment, user: User) -> bool:
    """Whether the reader sees every report on it, drafts included: the owning team, administrators, superusers."""
    own = Commitment.objects.filter(pk=commitment.pk)
    return own.filter(Q(pk__in=own.proposable_by(user)) | Q(pk__in=own.editable_by(user))).exists()


def _line(label: str | Promise, words: StrOrPromise) -> str:
    return format_html("<b>{}:</b> {}", label, words)


def _from_to(before: str, after: str) -> str:
    if not before:
        return format_html("<ins>{}</ins>", after or _("empty"))
    after = after or _("empty")
    return format_html("<del>{}</del> <ins>{}</ins>", before, after)


# How the value of a column reads.
WordsOf: TypeAlias = Callable[[LineWriter, Any], str]


def _day(_words: LineWriter, value: Any) -> str:
    return date_words(PartialDate.parse(value)) if value else ""


def _choice(choices: type[TextChoices]) -> WordsOf:
    return lambda _words, value: _label(choices, value) if value else ""


def _label(choices: type[TextChoices], code: str) -> str:
    """A code in words; one that is no more, as it was written."""
    return str(choices(code).label) if code in choices.values else code


def _yes_no(_words: LineWriter, value: Any) -> str:
    return _("yes") if value else _("no")


def _public_words(field: CommitmentField) -> WordsOf:
    if field.is_date:
        return _day
    return lambda _words, value: str(field.said(value) or "")


# Column: whether the public may know it, its name, and how a value reads.
COMMITMENT_WORDS: dict[str, tuple[bool, str | Promise, WordsOf]] = {
    **{
        field.name: (True, field.label, _public_words(field))
        for field in COMMITMENT_FIELDS
        if field.label and not field.is_prose
    },
    "owner_team_id": (True, gettext_lazy("Team"), lambda words, key: words._name(SectorTeam, key)),
    "owner_id": (False, gettext_lazy("Followed by"), lambda words, key: words._name(User, key)),
    "due_on": (False, gettext_lazy("Deadline"), _day),
    "status_visibility": (True, gettext_lazy("The status is"), _choice(Commitment.Visibility)),
    "is_published": (True, gettext_lazy("Published"), _yes_no),
}
UNDONE_STATES: dict[str, Callable[[], str]] = {
    State.RETURNED: lambda: _("The report was returned by undoing."),
    State.WITHDRAWN: lambda: _("The report was withdrawn by undoing."),
}
REPORT_STATES: dict[str, Callable[[], str]] = {
    State.DRAFT: lambda: _("Saved as a draft."),
    State.SUBMITTED: lambda: _("Sent for clearance."),
    State.CLEARED: lambda: _("The report was cleared."),
    State.RETURNED: lambda: _("The report was returned with a note."),
    State.WITHDRAWN: lambda: _("The report was withdrawn."),
}
