"""Commitments as they are taken away in files: one row each, every value plain, in the page's language."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

from django.db.models import OuterRef, QuerySet, Subquery, TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from embassy import clock
from embassy.languages import LocalText, active_language, pick
from programmes.models import Commitment, StatusReport, Track, Wording
from programmes.models.commitment_days import WORDING_COLUMNS
from programmes.models.commitments import CommitmentQuerySet
from programmes.models.shared import Side
from programmes.public.pages.as_of import AsOf, keep_day
from programmes.rules.responsible import FORUM, parts_by_commitment, parts_on
from programmes.statuses import Kind, phrase
from programmes.words.commitment_fields import NAMES, CommitmentField, told_in_files

DEMONSTRATION = gettext_lazy("Demonstration data. Not a statement by any government.")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list. `name` is the same in both languages; `width` is in characters."""

    name: str
    label: str | Promise
    kind: str = "text"
    width: int = 16


def _own(field: CommitmentField) -> Column:
    kind = "date" if field.is_date else "number" if field.is_number else "text"
    return Column(field.name, field.heading, kind, field.width)


_OWN = {field.name: _own(field) for field in told_in_files()}
_PLACED = (
    "number",
    "kind",
    "recurrence",
    "withdrawn_on",
)  # a field that is new comes before the last of these
COLUMNS = (
    Column("reference", gettext_lazy("Reference")),
    _OWN["number"],
    Column("country", gettext_lazy("Country")),
    Column("programme", gettext_lazy("Programme"), width=36),
    Column("area_number", gettext_lazy("Area number"), kind="number", width=10),
    Column("area", gettext_lazy("Priority area"), width=30),
    Column("track", gettext_lazy("Cooperation track"), width=30),
    Column("track_kind", gettext_lazy("Kind of track"), width=20),
    Column("title", gettext_lazy("Plain title"), width=50),
    Column("wording", gettext_lazy("Wording"), width=80),
    Column("wording_language", gettext_lazy("Language of the wording"), width=10),
    Column("provenance", gettext_lazy("Provenance of the wording"), width=20),
    _OWN["kind"],
    _OWN["recurrence"],
    Column("danish_side", gettext_lazy("Danish side"), width=36),
    Column("partner_side", gettext_lazy("Partner side"), width=36),
    Column("forums", gettext_lazy("Bodies named in the text"), width=24),
    Column("sectors", gettext_lazy("Sectors"), width=24),
    Column("sdgs", gettext_lazy("Sustainable Development Goals")),
    *(column for name, column in _OWN.items() if name not in _PLACED),
    _OWN["withdrawn_on"],
    Column("status_code", gettext_lazy("Status code")),
    Column("status", gettext_lazy("Status"), width=24),
    Column("as_of", pgettext_lazy("column", "As of"), kind="date"),
    Column("summary", gettext_lazy("What happened"), width=60),
    Column("summary_language", gettext_lazy("Language of the report"), width=10),
    Column("evidence", gettext_lazy("Evidence"), width=40),
    Column("evidence_language", gettext_lazy("Language of the evidence"), width=10),
    Column("evidence_url", gettext_lazy("Address of the evidence"), width=40),
    Column("address", gettext_lazy("Address"), width=50),
    Column("licence", gettext_lazy("Licence")),
    Column("note", gettext_lazy("Note"), width=40),
)
FIELDS = (
    "pk", *NAMES, "area__number", "area__title", "area__title_da", "area__title_en", "track__title", "track__title_da",
    "track__kind", "programme__reference", "programme__slug", "programme__title_da", "programme__title_en",
    "programme__partnership__country__slug", "programme__partnership__country__name_da",
    "programme__partnership__country__name_en", "wording_text", "wording_language", "wording_provenance",
    "status_now", "report_now",
)  # fmt: skip

Values: TypeAlias = Mapping[str, Any]  # of a row as it is read
Value: TypeAlias = str | int | dt.date | list[str] | list[int] | None
Row: TypeAlias = dict[str, Value]  # by the names of COLUMNS


class Marks(NamedTuple):
    """What a commitment is marked with: sectors' names and goals' numbers."""

    sectors: list[str]
    sdgs: list[int]


@dataclass(frozen=True)
class CommitmentTable:
    """The rows of a list, the earlier day that they show, and whether any tells a report made for demonstration."""

    rows: list[Row]
    as_of: AsOf | None
    is_demonstration: bool


def table_of(
    commitments: CommitmentQuerySet, *, at: dt.datetime, site: str, licence: str, as_of: AsOf | None = None
) -> CommitmentTable:
    """A row for each of some commitments, programme by programme; in six queries.

    `site` is the address that the rows' own begin with. What has no value is None, or an empty list. With `as_of`, an
    earlier day, they are as they stood then, as on its pages.
    """
    keys = commitments.order_by().values("pk")
    moment = as_of.at if as_of else at
    day = clock.public_day(moment)
    listed = _with_status(keys, at, as_of).order_by("programme__reference", "position", "pk")
    parts, marks = _names_by_side(keys, on=day), _marks(keys)
    reports = {} if as_of and not as_of.has_statuses else _reports(keys, at=moment)
    rows, is_demonstration = [], False
    for stored in listed.values(*FIELDS):
        values = _as_it_stood(stored, as_of)
        report = None if values["withdrawn_on"] else reports.get(values["report_now"])
        is_demonstration = is_demonstration or bool(report and report["is_demo"])
        rows.append(_row(values, parts[values["pk"]], marks[values["pk"]], report, site, licence, as_of))
    return CommitmentTable(rows, as_of, is_demonstration)


def _with_status(keys: QuerySet[Commitment, Any], at: dt.datetime, as_of: AsOf | None) -> CommitmentQuerySet:
    """The commitments with their status, and the wording that `FIELDS` then name as `wording_…`."""
    commitments = Commitment.objects.filter(pk__in=keys)
    if not as_of:
        return commitments.with_status_at(at).with_wording_on(clock.public_day(at))
    wordings = Wording.objects.public().on(as_of.day).filter(commitment=OuterRef("pk")).by_precedence()
    then = {f"wording_{name}": Subquery(wordings.values(name)[:1]) for name in WORDING_COLUMNS}
    return commitments.with_status_on(as_of.day).annotate(**then)


def _as_it_stood(stored: Values, as_of: AsOf | None) -> Values:
    """The values of a commitment without what came after a day: its withdrawal, and statuses before there were any."""
    later: dict[str, None] = {}
    if as_of:
        if stored["withdrawn_on"] and stored["withdrawn_on"] > as_of.day:
            later["withdrawn_on"] = None
        if not as_of.has_statuses:
            later |= {"status_now": None, "report_now": None}
    return {**stored, **later}


def _names_by_side(keys: QuerySet[Commitment, Any], *, on: dt.date) -> dict[int, dict[str, list[str]]]:
    """The names of organisations by commitment and side."""
    parts = parts_by_commitment(parts_on(on, keys).order_by("organisation__name_en", "pk"))
    names: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for pk, those in parts.items():
        for part in those:
            names[pk][part.side].append(str(pick(da=part.name_da, en=part.name_en)))
    return names


def _marks(keys: QuerySet[Commitment, Any]) -> dict[int, Marks]:
    """By commitment."""
    marks: dict[int, Marks] = defaultdict(lambda: Marks([], []))
    sectors = Commitment.sectors.through.objects.filter(commitment__in=keys)
    for pk, name_da, name_en in sectors.order_by("sector__position", "sector__slug").values_list(
        "commitment", "sector__name_da", "sector__name_en"
    ):
        marks[pk].sectors.append(str(pick(da=name_da, en=name_en)))
    sdgs = Commitment.sdgs.through.objects.filter(commitment__in=keys)
    for pk, number in sdgs.order_by("sdg").values_list("commitment", "sdg"):
        marks[pk].sdgs.append(number)
    return marks


def _reports(keys: QuerySet[Commitment, Any], *, at: dt.datetime) -> dict[int, Values]:
    """The public reports by id, as far as files tell of them."""
    public = StatusReport.objects.public(at=at).filter(commitment__in=keys, side=Side.DANISH)
    columns = (
        "as_of_on",
        "summary",
        "summary_language",
        "evidence",
        "evidence_language",
        "evidence_url",
        "is_demo",
    )
    return {row.pop("pk"): row for row in public.order_by().values("pk", *columns)}


def _row(
    values: Values,
    parts: Mapping[str, list[str]],
    marks: Marks,
    report: Values | None,
    site: str,
    licence: str,
    as_of: AsOf | None,
) -> Row:
    """The values of one commitment under the names of COLUMNS."""
    title = pick(da=values["plain_title_da"], en=values["plain_title_en"])
    row: Row = {
        **{field.name: field.said(values[field.name]) for field in told_in_files()},
        "reference": f"{values['programme__reference']}-{values['number']}",
        "country": str(_pick(values, "programme__partnership__country__name")),
        "programme": str(_pick(values, "programme__title")),
        "area_number": values["area__number"],
        "area": _area(values),
        "track": _track(values),
        "track_kind": _label(Track.Kind, values["track__kind"]),
        "title": str(title) or None,
        "wording": values["wording_text"],
        "wording_language": values["wording_language"],
        "provenance": _label(Wording.Provenance, values["wording_provenance"]),
        "recurrence": values["recurrence_other"] or _label(Commitment.Recurrence, values["recurrence"]),
        "danish_side": parts[Side.DANISH],
        "partner_side": parts[Side.PARTNER],
        "forums": parts[FORUM],
        "sectors": marks.sectors,
        "sdgs": marks.sdgs,
        **_status(values),
        **_said(report),
        "address": keep_day(f"{site}{_address(values)}", as_of),
        "licence": licence,
        "note": " ".join(_notes(report, as_of)) or None,
    }
    return {column.name: row[column.name] for column in COLUMNS}


def _notes(report: Values | None, as_of: AsOf | None) -> Iterator[str]:
    if report and report["is_demo"]:
        yield str(DEMONSTRATION)
    if as_of:
        yield as_of.sentence


def _pick(values: Values, name: str) -> LocalText:
    return pick(da=values[f"{name}_da"], en=values[f"{name}_en"])


def _area(values: Values) -> str | None:
    return str(_pick(values, "area__title")) or values["area__title"] if values["area__number"] else None


def _track(values: Values) -> str | None:
    is_danish = active_language() == "da" and values["track__title_da"]
    return values["track__title_da"] if is_danish else values["track__title"]


def _label(choices: type[TextChoices], code: str | None) -> str | None:
    return str(choices(code).label) if code else None


def _status(values: Values) -> dict[str, str | None]:
    """Its public status as a code and in words; a withdrawn commitment has none any more."""
    if values["withdrawn_on"]:
        return {"status_code": None, "status": _("Withdrawn from the programme")}
    code = values["status_now"]
    if code is None:
        return {"status_code": None, "status": None}
    return {"status_code": code, "status": str(phrase(Kind(values["kind"]), code))}


def _said(report: Values | None) -> Row:
    """What the report behind the status says."""
    report = report or {}
    return {
        "as_of": report.get("as_of_on"),
        "summary": report.get("summary") or None,
        "summary_language": report.get("summary_language") if report.get("summary") else None,
        "evidence": report.get("evidence") or None,
        "evidence_language": (report["evidence_language"] or report["summary_language"])
        if report.get("evidence")
        else None,
        "evidence_url": report.get("evidence_url") or None,
    }


def _address(values: Values) -> str:
    country, programme = values["programme__partnership__country__slug"], values["programme__slug"]
    return f"/{active_language()}/{country}/{programme}/{values['number']}/"


def about_words(table: CommitmentTable) -> list[str]:
    """What must be said of a list wherever it goes: of which day, how statuses read, what is for demonstration."""
    words = [
        _("Numbers are ours, not the agreement's."),
        _(
            "“Not reported yet” means that no report has been published, not that nothing has happened. “Status is "
            "not published” means that the status of this commitment is not made public."
        ),
    ]
    if table.as_of:
        words.insert(0, f"{table.as_of.sentence} {table.as_of.explanation}")
    if table.is_demonstration:
        words.insert(0, str(DEMONSTRATION))
    return words


def sheet_name() -> str:
    """`About`, as the name of a sheet."""
    return pgettext("sheet", "About")
