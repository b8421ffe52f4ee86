"""Commitments, with their wording and who is responsible: in a workbook over three sheets, in a flat file in one."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from programmes.keys import NUMBER
from programmes.models import Commitment, Responsibility, Track, Wording
from programmes.models.shared import Side, TextLanguage
from programmes.models.wordings import WordingQuerySet
from programmes.transfer.cells import RowKey, Values
from programmes.transfer.columns import Column
from programmes.transfer.faults import Fault
from programmes.transfer.lookups import ImportContext
from programmes.transfer.references import Many, One
from programmes.transfer.sheets.base import CurrentRow, RowChange, Sheet
from programmes.transfer.sheets.structure import no_such_area
from programmes.transfer.widgets import (
    Choice,
    Date,
    Number,
    Place,
    Plain,
    Text,
    Whole,
    YesNo,
    misshapen,
    word,
)
from programmes.words.commitment_fields import COMMITMENT_FIELDS, FIELD, CommitmentField

wording_fields: Any = Wording._meta
SIGNED = Wording.Provenance.SIGNED
WORDING = ("wording", "wording_language", "wording_provenance", "wording_from", "passage")
WORDING_PATHS = ("text", "language", "provenance", "valid_from", "passage_id")
RESPONSIBLE = {
    "danish": (Side.DANISH.value, Responsibility.Role.RESPONSIBLE.value),
    "partner": (Side.PARTNER.value, Responsibility.Role.RESPONSIBLE.value),
    "forums": ("", Responsibility.Role.FORUM.value),
}


class Reference(Plain):
    """The whole reference of a commitment, KR-2021-1.1.3, of which the plain value is the number."""

    repeats = False

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        if value is None:
            return ""
        programme, _hyphen, number = word(value).rpartition("-")
        if programme != self.context.reference and programme.casefold() != self.context.reference.casefold():
            raise Fault(
                gettext_noop("“%(value)s” does not belong to %(programme)s. A file holds one programme."),
                value=str(value)[:60],
                programme=self.context.reference,
            )
        if not NUMBER.fits(number):
            raise misshapen(NUMBER, number)
        return number

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return f"{self.context.reference}-{value}"


UNCONFIRMED = Commitment.Visibility.UNCONFIRMED
BY_A_PERSON = gettext_noop(
    "A file does not make a status public. Do it on the commitment's page, or for the whole programme on “Which "
    "statuses are public?”, and leave this cell as it stands in an export."
)


class Commitments(Sheet):
    """The undertakings of the plan."""

    code, en, da = "commitments", "Commitments", "Aftalepunkter"
    once = ("Tilsagn",)
    model = Commitment
    known_by = ("number",)
    feeds = "commitments"
    left_out = frozenset(RESPONSIBLE)

    reference = Column("Reference", "Reference", Reference(), path="number", store="")
    area = Column("Area", "Indsatsområde", Place(), path="area__number")
    track = Column(
        "Track", "Samarbejdsspor", Place(), path="track__position", about=_("Its place in the area: 1, 2, 3")
    )
    number = Column(
        *FIELD["number"].headers, Number(), path="number", about=_("1.1.3, as text. It never changes.")
    )
    kind = Column(*FIELD["kind"].headers, Choice(Commitment.Kind), path="kind", required=True)
    plain_title_en = Column(*FIELD["plain_title_en"].headers, Text(160), path="plain_title_en")
    plain_title_da = Column(*FIELD["plain_title_da"].headers, Text(160), path="plain_title_da")
    wording = Column(
        "Official wording", "Officiel ordlyd", Text(), path="wording_text", store="", locked=True
    )
    wording_language = Column("Language of the wording", "Ordlydens sprog", Choice(TextLanguage),
                              path="wording_language", store="", locked=True)  # fmt: skip
    wording_provenance = Column("Provenance of the wording", "Ordlydens oprindelse", Choice(Wording.Provenance),
                                path="wording_provenance", store="", locked=True,
                                once=("Ordlydens kilde",))  # fmt: skip
    wording_from = Column("Wording valid from", "Ordlyd gælder fra", Date(), path="wording_valid_from", store="",
                          locked=True)  # fmt: skip
    passage = Column("Passage", "Passage", One("passages"), path="wording_passage_id", store="")
    recurrence = Column(*FIELD["recurrence"].headers, Choice(Commitment.Recurrence), path="recurrence")
    recurrence_other = Column(
        *FIELD["recurrence_other"].headers,
        Text(120),
        path="recurrence_other",
        once=("Gentagelse i ord",),
    )
    due_on = Column("Deadline", "Frist", Date(), path="due_on")
    sectors = Column("Sectors", "Sektorer", Many("sectors"), links="sectors", default=())
    sdgs = Column("SDGs", "Verdensmål", Many("sdgs"), links="sdgs", default=())
    danish = Column("Danish organisations", "Danske organisationer", Many("organisations"), default=())
    partner = Column("Partner organisations", "Partnerens organisationer", Many("organisations"), default=())
    forums = Column("Forums", "Fora", Many("organisations"), default=())
    owner_team = Column("Owning team", "Ansvarligt team", One("teams"), path="owner_team_id")
    owner = Column("Owner", "Ansvarlig medarbejder", One("people"), path="owner_id", internal=True)
    status_visibility = Column("Status is", "Status er", Choice(Commitment.Visibility), path="status_visibility",
                               default="unconfirmed")  # fmt: skip
    withdrawn_on = Column(
        *FIELD["withdrawn_on"].headers, Date(), path="withdrawn_on", once=("Trukket tilbage",)
    )
    position = Column(*FIELD["position"].headers, Whole(2_000_000_000), path="position")
    is_published = Column(
        "Published", "Offentliggjort", YesNo(), path="is_published", default=False, read_only=True
    )

    def __init__(self, context: ImportContext) -> None:
        super().__init__(context)
        self._responsible: tuple[list[int] | None, dict[tuple[str, str], dict[int, list[int]]]] = (None, {})

    def _is_never_empty(self, column: Column) -> bool:
        if column.name == "wording":
            return False  # `check` says what to do instead
        if column.name in WORDING:
            return not wording_fields.get_field((column.path or "").removeprefix("wording_")).blank
        return super()._is_never_empty(column)

    def rows(self) -> QuerySet[Any]:
        return (
            self.context.seen(Commitment)
            .filter(programme=self.context.programme)
            .order_by("position", "number")
        )

    def with_values(self, pks: list[int] | QuerySet[Any]) -> QuerySet[Any]:
        return Commitment.objects.filter(pk__in=pks).with_wording_on(self.context.on, WORDING_PATHS)

    def exported_columns(self, *, with_internal: bool) -> list[Column]:
        columns = super().exported_columns(with_internal=with_internal)
        return [column for column in columns if column.name not in self.left_out]

    def fetch(self, keys: Iterable[RowKey]) -> dict[RowKey, CurrentRow]:
        """Numbers that the plan does not have need not be looked for; a first import brings nothing but those."""
        ids = self.context["commitments"].ids
        return super().fetch([key for key in keys if ids.get(self.key_text(key)) is not None])

    def gather(self, column: Column, ids: list[int]) -> dict[int, list[Any]]:
        if column.name not in RESPONSIBLE:
            return super().gather(column, ids)
        if self._responsible[0] != ids:
            self._responsible = (ids, self._gather_responsible(ids))
        return self._responsible[1].get(RESPONSIBLE[column.name], {})

    def _gather_responsible(self, ids: list[int]) -> dict[tuple[str, str], dict[int, list[int]]]:
        """{(side, role): {commitment's id: organisations' ids}}, read once for all three columns."""
        current = Responsibility.objects.filter(commitment__in=ids).on(self.context.on)
        by_part: dict[tuple[str, str], dict[int, list[int]]] = {}
        for pk, side, role, organisation in current.values_list(
            "commitment_id", "side", "role", "organisation_id"
        ):
            by_part.setdefault((side, role), {}).setdefault(pk, []).append(organisation)
        return by_part

    def label(self, key: RowKey) -> str:
        (number,) = key
        return f"{self.context.reference}-{number}"

    def audit_key(self, values: Values) -> str:
        return self.label((values["number"],))

    def complete(self, values: Values, faults: list[tuple[Column, Any, Fault]]) -> None:
        reference = values.pop("reference", "")
        if reference:
            faults[:] = [fault for fault in faults if fault[0].name != "number"]  # the reference decides
            number, values["number"] = values.get("number"), reference
            if number not in {None, "", reference}:
                raise Fault(
                    gettext_noop("Number says %(number)s and Reference %(reference)s. Which one is right?"),
                    number=number,
                    reference=f"{self.context.reference}-{reference}",
                )
        if not values.get("number") and not faults:
            raise Fault(gettext_noop("The number is missing. Give every row its number, such as 1.1.3 or 3."))

    def waits_for_a_person(self, name: str, plain: Any, standing: Any = UNCONFIRMED) -> str:
        """What a file says is public may be so, once somebody who sees the commitment has confirmed it."""
        is_public = name == "status_visibility" and plain == Commitment.Visibility.PUBLIC
        return "unconfirmed" if is_public and standing == UNCONFIRMED else ""

    def fill(self, values: Values) -> None:
        """A new commitment stands where its number says, when the file does not say otherwise.

        A file can withhold its status; that it is public is confirmed by a person who sees the commitment.
        """
        if values.get("status_visibility") == Commitment.Visibility.PUBLIC:
            values["status_visibility"] = UNCONFIRMED.value
        parts = [int(part) for part in values["number"].split(".")]
        if "area" not in values and len(parts) > 1 and str(parts[0]) in self.context["areas"]:
            values["area"] = parts[0]
            if (
                "track" not in values
                and len(parts) > 2
                and f"{parts[0]}.{parts[1]}" in self.context["tracks"]
            ):
                values["track"] = parts[1]
        if values.get("position", "") == "":
            area, track, position = parts[0], *([0] * (3 - len(parts))), *parts[1:]
            values["position"] = (area * 1000 + track) * 1000 + position if len(parts) > 1 else area
        if values.get("wording"):
            values.setdefault("wording_language", "")
            values["wording_language"] = values["wording_language"] or self.context.programme_language
            values["wording_provenance"] = values.get("wording_provenance") or SIGNED.value

    def is_locked(self, row_change: RowChange) -> bool:
        return self.context.is_locked and row_change.current.get("wording_provenance") == SIGNED

    def check(self, row_change: RowChange) -> Iterable[tuple[str, Fault]]:
        after = row_change.current | row_change.new
        area, track = after["area"], after["track"]
        if area != "" and str(area) not in self.context["areas"]:
            yield "area", no_such_area(area)
        elif track != "" and f"{area}.{track}" not in self.context["tracks"]:
            yield (
                "track",
                Fault(
                    gettext_noop("Area %(area)s has no track %(track)s. Add it to the file with its title."),
                    area=area if area != "" else "–",
                    track=track,
                ),
            )
        if (
            row_change.old.get("status_visibility")
            and after["status_visibility"] == Commitment.Visibility.PUBLIC
        ):
            yield "status_visibility", Fault(BY_A_PERSON)
        if after["recurrence_other"] and after["recurrence"] != Commitment.Recurrence.OTHER:
            yield (
                "recurrence_other",
                Fault(gettext_noop("Words for the recurrence go with the choice “other”.")),
            )
        if after["wording"]:
            return
        if row_change.current.get("wording"):
            if not self.is_locked(row_change):
                yield (
                    "wording",
                    Fault(gettext_noop("A wording cannot be removed. Withdraw the commitment instead.")),
                )
        elif any(row_change.new.get(name) for name in WORDING[1:]):
            yield "wording", Fault(gettext_noop("%(column)s is missing. Fill it in."), column="wording")

    def is_read_by_public(self, values: Values) -> bool:
        return self.context.is_public and values["is_published"]

    def stored(self, row_change: RowChange) -> Any:
        area, track = row_change.value("area"), row_change.value("track")
        return {
            "programme_id": self.context.programme_id,
            "area_id": None if area == "" else self.context["areas"].id(str(area)),
            "track_id": None if track == "" else self.context["tracks"].id(f"{area}.{track}"),
        }


def _column(field: CommitmentField) -> Column:
    widget: Plain
    if field.choices:
        codes = {code.upper(): (code, label) for code, label in field.choices}
        choices = models.TextChoices(field.name, codes)  # type: ignore[call-overload]  # stubs lack Enum's call
        widget = Choice(choices)
    elif field.is_date or field.is_number:
        widget = Date() if field.is_date else Whole()
    else:
        widget = Text(field.of_model.max_length)
    return Column(*field.headers, widget, path=field.name)


def _with_new_fields(columns: dict[str, Column]) -> dict[str, Column]:
    """The columns and, before the order, those of fields that the table of public fields has and no line here."""
    new = {field.name: _column(field) for field in COMMITMENT_FIELDS if field.name not in columns}
    placed = list(columns.items())
    place = list(columns).index("position")
    return dict([*placed[:place], *new.items(), *placed[place:]])


Commitments.fields = _with_new_fields(Commitments.fields)


class Flat(Commitments):
    """One row per commitment and everything in it, for people who have just a list."""

    left_out = frozenset({"passage", "wording_from"})

    area_title = Column("Area title", "Indsatsområdets titel", Text(200), path="area__title", store="")
    track_title = Column("Track title", "Samarbejdssporets titel", Text(200), path="track__title", store="")
    track_kind = Column(
        "Kind of track", "Samarbejdssporets type", Choice(Track.Kind), path="track__kind", store=""
    )

    def __init__(self, context: ImportContext) -> None:
        super().__init__(context)
        last = {"area_title": "area", "track_title": "track", "track_kind": "track_title"}
        for name, before in last.items():
            column = self.fields[name]
            self.columns.remove(column)
            self.columns.insert(self.columns.index(self.fields[before]) + 1, column)


class Wordings(Sheet):
    """Other wordings of commitments: translations, and those that no longer hold."""

    code, en, da = "wordings", "Other wordings", "Andre ordlyde"
    model = Wording
    known_by = ("commitment", "language", "provenance", "valid_from")

    commitment = Column("Number", "Nummer", One("commitments"), path="commitment_id", required=True)
    language = Column("Language", "Sprog", Choice(TextLanguage), path="language", required=True)
    provenance = Column(
        "Provenance",
        "Oprindelse",
        Choice(Wording.Provenance),
        path="provenance",
        required=True,
        once=("Kilde",),
    )
    valid_from = Column("Valid from", "Gælder fra", Date(), path="valid_from")
    valid_until = Column("Valid until", "Gælder til", Date(), path="valid_until")
    text = Column("Wording", "Ordlyd", Text(), path="text", required=True, locked=True)
    passage = Column("Passage", "Passage", One("passages"), path="passage_id")

    @staticmethod
    def is_said_by(commitment: Values, values: Values) -> bool:
        """Whether the row of a commitment has this very wording as the one in force."""
        own = (
            commitment.get(name, "") for name in ("wording_language", "wording_provenance", "wording_from")
        )
        return bool(commitment.get("wording")) and (
            values.get("language", ""), values.get("provenance", ""), values.get("valid_from", "")
        ) == tuple(own)  # fmt: skip

    def everything(self) -> WordingQuerySet:
        return Wording.objects.filter(commitment__in=self.context.seen_commitments())

    def rows(self) -> QuerySet[Any]:
        return (
            self.everything()
            .exclude(pk__in=self.everything().standing_on(self.context.on).values("pk"))
            .order_by(
                "commitment__position", "commitment__number", "language", "provenance", "valid_from", "pk"
            )
        )

    def fetch_rows(self) -> QuerySet[Any]:
        return self.everything()

    def is_locked(self, row_change: RowChange) -> bool:
        return self.context.is_locked and row_change.value("provenance") == SIGNED

    def label(self, key: RowKey) -> str:
        number, language, *_rest = key
        return f"{self.context.reference}-{number} {language}"

    def audit_key(self, values: Values) -> str:
        parts = (
            self.context.reference + "-" + values["commitment"],
            values["language"],
            values["provenance"],
        )
        return ":".join([*parts, values.get("valid_from", "")])

    def check(self, row_change: RowChange) -> Iterable[tuple[str, Fault]]:
        if row_change.value("valid_until") and row_change.value("valid_from") > row_change.value(
            "valid_until"
        ):
            yield "valid_until", Fault(gettext_noop("It cannot end before it begins."))

    def is_read_by_public(self, values: Values) -> bool:
        return self.context.is_public


class Responsibilities(Sheet):
    """Which organisation has which part in a commitment, and for how long."""

    code, en, da = "responsibilities", "Responsibilities", "Ansvar"
    model = Responsibility
    known_by = ("commitment", "organisation", "role", "from_on")

    commitment = Column("Number", "Nummer", One("commitments"), path="commitment_id", required=True)
    organisation = Column(
        "Organisation", "Organisation", One("organisations"), path="organisation_id", required=True
    )
    side = Column("Side", "Side", Choice(Side), path="side", about=_("Leave empty for a forum."))
    role = Column("Part", "Rolle", Choice(Responsibility.Role), path="role", default="responsible")
    as_named = Column("As named in the text", "Som nævnt i teksten", Text(200), path="as_named")
    from_on = Column("From", "Fra", Date(), path="from_on")
    until_on = Column("Until", "Til og med", Date(), path="until_on", once=("Til",))

    @staticmethod
    def is_said_by(commitment: Values, values: Values) -> bool:
        """Whether the row of a commitment says who has this part in it."""
        part = (values.get("side", ""), values["role"])
        return any(part == known and name in commitment for name, known in RESPONSIBLE.items())

    def rows(self) -> QuerySet[Any]:
        return Responsibility.objects.filter(commitment__in=self.context.seen_commitments()).order_by(
            "commitment__position",
            "commitment__number",
            "role",
            "side",
            "organisation__slug",
            "from_on",
            "pk",
        )

    def complete(self, values: Values, faults: list[tuple[Column, Any, Fault]]) -> None:
        if not values.get("role"):
            values["role"] = Responsibility.Role.RESPONSIBLE.value
        values.setdefault("from_on", "")

    def label(self, key: RowKey) -> str:
        number, organisation, *_rest = key
        return f"{self.context.reference}-{number} {self.context['organisations'].text(organisation)}"

    def audit_key(self, values: Values) -> str:
        return f"{self.context.reference}-{values['commitment']}:{values['organisation']}:{values['role']}"

    def check(self, row_change: RowChange) -> Iterable[tuple[str, Fault]]:
        is_forum = row_change.value("role") == Responsibility.Role.FORUM
        if is_forum != (row_change.value("side") == ""):
            yield "side", Fault(gettext_noop("Choose the side, or “forum” without a side."))
        if row_change.value("until_on") and row_change.value("from_on") > row_change.value("until_on"):
            yield "until_on", Fault(gettext_noop("It cannot end before it begins."))

    def is_read_by_public(self, values: Values) -> bool:
        return self.context.is_public
