"""What happens under the plan: activities, occurrences, status reports and the editors' notes."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from programmes.keys import PERIOD
from programmes.models import Activity, Note, Occurrence, StatusReport
from programmes.models.shared import Side, TextLanguage
from programmes.statuses import Assessment, Status
from programmes.transfer.cells import RowKey, Values
from programmes.transfer.columns import Column
from programmes.transfer.faults import Fault
from programmes.transfer.references import Many, One
from programmes.transfer.sheets.base import RowChange, Sheet
from programmes.transfer.sheets.structure import no_such_area
from programmes.transfer.widgets import Address, Choice, Date, Key, Partial, Place, Plain, Text, YesNo

State = StatusReport.State
# What a report without a key is known by: the same words on the same day are the same report.
REPORTS = uuid.UUID("5a0d7f0e-6d0f-4c63-9d0c-6f1f3e1e7a51")


class Activities(Sheet):
    """Meetings, visits and projects that carry commitments out."""

    code, en, da = "activities", "Activities", "Aktiviteter"
    model = Activity
    known_by = ("key",)
    feeds = "activities"

    key = Column(
        "Short name",
        "Kort navn",
        Key(80),
        path="key",
        about=_("Leave empty for a new row; the name is then given automatically."),
    )
    commitments = Column(
        "Commitments",
        "Aftalepunkter",
        Many("commitments"),
        links="commitments",
        default=(),
        required=True,
        once=("Tilsagn",),
        about=_("Numbers, separated by semicolons."),
    )
    kind = Column("Kind", "Type", Choice(Activity.Kind), path="kind", required=True)
    state = Column("State", "Tilstand", Choice(Activity.State), path="state", default="planned")
    title_en = Column("Title (English)", "Titel (engelsk)", Text(200), path="title_en")
    title_da = Column("Title (Danish)", "Titel (dansk)", Text(200), path="title_da")
    takes_place_on = Column("Date", "Dato", Partial(), path="takes_place_on")
    place = Column("Place", "Sted", Text(120), path="place")
    participants = Column("Participants", "Deltagere", Text(), path="participants")
    outcome = Column("Outcome", "Resultat", Text(), path="outcome", once=("Udbytte",))
    text_language = Column("Language", "Sprog", Choice(TextLanguage), path="text_language", default="en")
    documents = Column("Documents", "Dokumenter", Many("documents"), links="documents", default=())
    is_public = Column("Public", "Offentlig", YesNo(), path="is_public", default=False, read_only=True)

    def rows(self) -> QuerySet[Any]:
        return (
            self.context.seen(Activity)
            .filter(commitments__programme=self.context.programme)
            .distinct()
            .order_by("key")
        )

    def gather(self, column: Column, ids: list[int]) -> dict[int, list[Any]]:
        """Only this plan's commitments and the documents that it holds: others are not in the file."""
        gathered = super().gather(column, ids)
        mine = set(self.context[column.list_of_links].ids.values())
        return {pk: [target for target in targets if target in mine] for pk, targets in gathered.items()}

    def complete(self, values: Values, faults: list[tuple[Column, Any, Fault]]) -> None:
        if not values.get("key"):
            texts = [str(values.get(name, "")) for name in ("kind", "title_en", "title_da", "takes_place_on")]
            values["key"] = "a-" + uuid.uuid5(REPORTS, "|".join([self.context.reference, *texts])).hex[:12]

    def label(self, key: RowKey) -> str:
        (name,) = key
        return str(name)

    def is_read_by_public(self, values: Values) -> bool:
        return self.context.is_public and values["is_public"]


class Occurrences(Sheet):
    """How the expected times of recurring commitments went."""

    code, en, da = "occurrences", "Occurrences", "Forekomster"
    model = Occurrence
    known_by = ("commitment", "period")

    commitment = Column("Number", "Nummer", One("commitments"), path="commitment_id", required=True)
    period = Column(
        "Period",
        "Periode",
        Key(9, PERIOD),
        path="period",
        required=True,
        about=_("2021, 2021-H1, 2021-Q3, 2021-04"),
    )
    state = Column("State", "Tilstand", Choice(Occurrence.State), path="state", required=True)
    activity = Column("Activity", "Aktivitet", One("activities"), path="activity_id")
    note = Column("Note for colleagues", "Note til kolleger", Text(300), path="note", internal=True)
    is_public = Column("Public", "Offentlig", YesNo(), path="is_public", default=False, read_only=True)

    def rows(self) -> QuerySet[Any]:
        rows = self.context.seen(Occurrence).filter(commitment__in=self.context.seen_commitments())
        return rows.order_by("commitment__position", "commitment__number", "period")

    def audit_key(self, values: Values) -> str:
        return f"{self.context.reference}-{values['commitment']}:{values['period']}"

    def check(self, row_change: RowChange) -> Iterable[tuple[str, Fault]]:
        if row_change.value("state") == Occurrence.State.HELD and not row_change.value("activity"):
            yield "activity", Fault(gettext_noop("A meeting that was held has an activity. Name it here."))

    def is_read_by_public(self, values: Values) -> bool:
        return self.context.is_public


class ReportKey(Plain):
    """What a report is known by; not an id of the database."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        if value is None:
            return ""
        try:
            return str(uuid.UUID(str(value)))
        except ValueError:
            raise Fault(gettext_noop("Leave the key as it was, or empty for a new report.")) from None

    def plain(self, value: Any) -> Any:
        return str(value)


CLOSED = gettext_noop(
    "The programme is closed, and its statuses are final. No reports can be added until it is opened again."
)
SAID = ("commitment", "side", "status", "as_of_on", "summary")


class StatusReports(Sheet):
    """Dated statements on how commitments stand. They are added, never edited."""

    code, en, da = "status_reports", "Status reports", "Statusrapporter"
    model = StatusReport
    known_by = ("key",)
    feeds = "reports"
    refers_to_itself = True
    missing_matters = False

    key = Column("Key", "Nøgle", ReportKey(), path="submission_key", about=_("Leave empty for a new report."))
    commitment = Column("Number", "Nummer", One("commitments"), path="commitment_id", required=True)
    side = Column("Side", "Side", Choice(Side), path="side", default="danish")
    status = Column("Status", "Status", Choice(Status), path="status", required=True)
    as_of_on = Column("As of", "Status pr.", Date(), path="as_of_on", required=True, once=("Pr.",))
    summary = Column("What happened", "Hvad der er sket", Text(), path="summary", once=("Hvad er der sket",))
    summary_language = Column(
        "Language", "Sprog", Choice(TextLanguage), path="summary_language", default="en"
    )
    evidence = Column("Evidence", "Dokumentation", Text(), path="evidence")
    evidence_language = Column(
        "Language of the evidence", "Dokumentationens sprog", Choice(TextLanguage), path="evidence_language",
        about=_("Leave empty when it is that of the report."),
    )  # fmt: skip
    evidence_url = Column(
        "Address of the evidence", "Dokumentationens adresse", Address(500), path="evidence_url"
    )
    assessment = Column("Assessment", "Vurdering", Choice(Assessment), path="assessment", internal=True)
    waiting_for = Column("Waiting for", "Afventer", Choice(Side), path="waiting_for", internal=True)
    internal_note = Column(
        "Note for colleagues", "Note til kolleger", Text(), path="internal_note", internal=True
    )
    corrects = Column("Corrects", "Retter", One("reports"), path="corrects_id")
    confirms = Column("Confirms", "Bekræfter", One("reports"), path="confirms_id")
    state = Column("State", "Tilstand", Choice(State), path="state", read_only=True)
    submitted_on = Column(
        "Submitted",
        "Indsendt den",
        Date(),
        path="submitted_at__date",
        store="",
        read_only=True,
        once=("Indsendt",),
    )
    cleared_on = Column(
        "Cleared",
        "Frigivet den",
        Date(),
        path="cleared_at__date",
        store="",
        read_only=True,
        once=("Frigivet",),
    )
    withdrawn_on = Column(
        "Withdrawn",
        "Trukket tilbage den",
        Date(),
        path="withdrawn_at__date",
        store="",
        read_only=True,
        once=("Trukket tilbage",),
    )

    def rows(self) -> QuerySet[Any]:
        by = self.context.by
        seen = (
            StatusReport.objects.all()
            if by is None
            else StatusReport.objects.visible_to(by, at=self.context.at)
        )
        return seen.filter(commitment__programme=self.context.programme).order_by(
            "commitment__position", "commitment__number", "as_of_on", "submission_key"
        )

    def complete(self, values: Values, faults: list[tuple[Column, Any, Fault]]) -> None:
        if not values.get("key"):
            texts = [self.context.reference, *(str(values.get(name, "")) for name in SAID)]
            values["key"] = str(uuid.uuid5(REPORTS, "|".join(texts)))

    def label(self, key: RowKey) -> str:
        (name,) = key
        return str(name)[:8]

    def audit_key(self, values: Values) -> str:
        return ""

    def leaves_out(self, row_change: RowChange) -> bool:
        """A withdrawn report does not come back."""
        return row_change.new.get("state") == State.WITHDRAWN

    def check(self, row_change: RowChange) -> Iterable[tuple[str, Fault]]:
        if row_change.is_new and self.context.by is None:
            yield "status", Fault(gettext_noop("A report needs an author: say who imports it (--by)."))
        if row_change.is_new and self.context.is_closed:
            yield "commitment", Fault(CLOSED)
        for name in row_change.old:
            yield (
                name,
                Fault(
                    gettext_noop(
                        "A report is never edited. Leave its row as it was, and add a row with an empty key."
                    )
                ),
            )
        if row_change.is_new and row_change.value("as_of_on") > self.context.on.isoformat():
            yield "as_of_on", Fault(gettext_noop("A report cannot be about a day in the future."))

    def is_read_by_public(self, values: Values) -> bool:
        return self.context.is_public and values["state"] == State.CLEARED


class Notes(Sheet):
    """Sourced remarks by the editors. New ones begin as internal."""

    code, en, da = "notes", "Notes", "Noter"
    model = Note
    known_by = ("key",)
    missing_matters = False

    key = Column("Short name", "Kort navn", Key(80), path="key", required=True)
    area = Column("Area", "Indsatsområde", Place(), path="area__number")
    commitment = Column(
        "Commitment", "Aftalepunkt", One("commitments"), path="commitment_id", once=("Tilsagn",)
    )
    text_en = Column("Text (English)", "Tekst (engelsk)", Text(), path="text_en")
    text_da = Column("Text (Danish)", "Tekst (dansk)", Text(), path="text_da")
    noted_on = Column("Noted on", "Noteret", Partial(), path="noted_on")
    documents = Column("Documents", "Dokumenter", Many("documents"), links="documents", default=())
    audience = Column(
        "For", "For", Choice(Note.Audience), path="audience", default="internal", read_only=True
    )

    def rows(self) -> QuerySet[Any]:
        seen = self.context.seen(Note)
        own = Q(programme=self.context.programme) | Q(commitment__programme=self.context.programme)
        return seen.filter(own, partnership=self.context.partnership).order_by("key")

    def check(self, row_change: RowChange) -> Iterable[tuple[str, Fault]]:
        if row_change.value("area") != "" and str(row_change.value("area")) not in self.context["areas"]:
            yield "area", no_such_area(row_change.value("area"))

    def is_read_by_public(self, values: Values) -> bool:
        return self.context.is_public and values["audience"] == Note.Audience.PUBLIC

    def stored(self, row_change: RowChange) -> Any:
        area = row_change.value("area")
        return {
            "partnership_id": self.context.partnership_id,
            "programme_id": self.context.programme_id,
            "area_id": None if area == "" else self.context["areas"].id(str(area)),
        }
