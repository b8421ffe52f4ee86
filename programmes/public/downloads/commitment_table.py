"""Commitments as they are taken away in files: one row each, every value plain, in the page's language."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from embassy import clock
from embassy.languages import active_language, pick
from programmes.models import Commitment, StatusReport, Track, Wording
from programmes.models.shared import Side
from programmes.public.pages.as_of import AsOf, keep_day
from programmes.rules.responsible import FORUM, parts_by_commitment, parts_on
from programmes.statuses import Kind, phrase
from programmes.words.commitment_fields import NAMES, CommitmentField, told_in_files

SEVERAL = frozenset({"danish_side", "partner_side", "forums", "sectors", "sdgs"})
DEMONSTRATION = gettext_lazy("Demonstration data. Not a statement by any government.")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list. `name` is the same in both languages; `width` is in characters."""

    name: str
    label: str
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
    Column("forums", gettext_lazy("Forum or body named"), width=24),
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
    Column("evidence_url", gettext_lazy("Address of the evidence"), width=40),
    Column("address", gettext_lazy("Address"), width=50),
    Column("licence", gettext_lazy("Licence")),
    Column("note", gettext_lazy("Note"), width=40),
)
FIELDS = (
    "pk", *NAMES, "area__number", "area__title", "area__title_da", "area__title_en", "track__title", "track__title_da",
    "track__kind", "programme__reference", "programme__slug", "programme__title_da", "programme__title_en",
    "programme__partnership__country__slug", "programme__partnership__country__name_da",
    "programme__partnership__country__name_en", "held_text", "held_language", "held_provenance",
    "status_now", "report_now",
)  # fmt: skip
WORDING = ("text", "language", "provenance")


def taken_rows(commitments, *, at, site, licence, as_of=None):
    """A dictionary by column name for each of some commitments, programme by programme; in six queries.

    `site` is the address that the rows' own begin with. What has no value is None, or an empty list. With `as_of`, an
    earlier day, they are as they stood then, as on its pages.
    """
    keys = commitments.order_by().values("pk")
    moment = as_of.at if as_of else at
    day = clock.public_day(moment)
    commitments = _with_status(keys, at, as_of).order_by("programme__reference", "position", "pk")
    parts, marks = _names_by_side(keys, on=day), _marks(keys)
    reports = {} if as_of and not as_of.has_statuses else _reports(keys, at=moment)
    return [
        _row(held, parts[held["pk"]], marks[held["pk"]], reports, site, licence, as_of)
        for held in (_as_it_stood(values, as_of) for values in commitments.values(*FIELDS))
    ]


def _with_status(keys: QuerySet, at: dt.datetime, as_of: AsOf | None) -> QuerySet[Commitment]:
    """The commitments with their status, and the wording that `FIELDS` then name as `held_…`."""
    commitments = Commitment.objects.filter(pk__in=keys)
    if not as_of:
        current = {f"held_{name}": F(f"current_wording__{name}") for name in WORDING}
        return commitments.with_status_at(at).annotate(**current)
    wordings = Wording.objects.public().on(as_of.day).filter(commitment=OuterRef("pk")).by_precedence()
    then = {f"held_{name}": Subquery(wordings.values(name)[:1]) for name in WORDING}
    return commitments.with_status_on(as_of.day).annotate(**then)


def _as_it_stood(held, as_of):
    """The values of a commitment without what came after a day: its withdrawal, and statuses before there were any."""
    if as_of:
        if held["withdrawn_on"] and held["withdrawn_on"] > as_of.day:
            held["withdrawn_on"] = None
        if not as_of.has_statuses:
            held["status_now"] = held["report_now"] = None
    return held


def _names_by_side(keys: QuerySet[Commitment], *, on: dt.date) -> dict[int, dict[str, list[str]]]:
    """The names of organisations by commitment and side."""
    parts = parts_by_commitment(parts_on(on, keys).order_by("organisation__name_en", "pk"))
    names = defaultdict(lambda: defaultdict(list))
    for pk, those in parts.items():
        for part in those:
            names[pk][part.side].append(str(pick(da=part.name_da, en=part.name_en)))
    return names


def _marks(keys):
    """Sectors' names and goals' numbers, by commitment."""
    marks = defaultdict(lambda: ([], []))
    sectors = Commitment.sectors.through.objects.filter(commitment__in=keys)
    for pk, name_da, name_en in sectors.order_by("sector__position", "sector__slug").values_list(
        "commitment", "sector__name_da", "sector__name_en"
    ):
        marks[pk][0].append(str(pick(da=name_da, en=name_en)))
    sdgs = Commitment.sdgs.through.objects.filter(commitment__in=keys)
    for pk, number in sdgs.order_by("sdg").values_list("commitment", "sdg"):
        marks[pk][1].append(number)
    return marks


def _reports(keys, *, at):
    """The public reports by id, as far as files tell of them."""
    public = StatusReport.objects.public(at=at).filter(commitment__in=keys, side=Side.DANISH)
    columns = ("as_of_on", "summary", "summary_language", "evidence", "evidence_url", "is_demo")
    return {row.pop("pk"): row for row in public.order_by().values("pk", *columns)}


def _row(held, parts, marks, reports, site, licence, as_of):
    """The values of one commitment under the names of COLUMNS."""
    report = None if held["withdrawn_on"] else reports.get(held["report_now"])
    title = pick(da=held["plain_title_da"], en=held["plain_title_en"])
    values = {
        **{field.file: field.said(held[field.name]) for field in told_in_files()},
        "reference": f"{held['programme__reference']}-{held['number']}",
        "country": str(_pick(held, "programme__partnership__country__name")),
        "programme": str(_pick(held, "programme__title")),
        "area_number": held["area__number"],
        "area": _area(held),
        "track": _track(held),
        "track_kind": _label(Track.Kind, held["track__kind"]),
        "title": str(title) or None,
        "wording": held["held_text"],
        "wording_language": held["held_language"],
        "provenance": _label(Wording.Provenance, held["held_provenance"]),
        "recurrence": held["recurrence_other"] or _label(Commitment.Recurrence, held["recurrence"]),
        "danish_side": parts[Side.DANISH],
        "partner_side": parts[Side.PARTNER],
        "forums": parts[FORUM],
        "sectors": marks[0],
        "sdgs": marks[1],
        **_status(held),
        **_said(report),
        "address": keep_day(f"{site}{_address(held)}", as_of),
        "licence": licence,
        "note": " ".join(_notes(report, as_of)) or None,
    }
    return {column.name: values[column.name] for column in COLUMNS}


def _notes(report, as_of):
    if report and report["is_demo"]:
        yield str(DEMONSTRATION)
    if as_of:
        yield as_of.sentence


def _pick(held, name):
    return pick(da=held[f"{name}_da"], en=held[f"{name}_en"])


def _area(held):
    return str(_pick(held, "area__title")) or held["area__title"] if held["area__number"] else None


def _track(held):
    is_danish = active_language() == "da" and held["track__title_da"]
    return held["track__title_da"] if is_danish else held["track__title"]


def _label(choices, code):
    return str(choices(code).label) if code else None


def _status(held):
    """Its public status as a code and in words; a withdrawn commitment has none any more."""
    if held["withdrawn_on"]:
        return {"status_code": None, "status": _("Withdrawn from the programme")}
    code = held["status_now"]
    if code is None:
        return {"status_code": None, "status": None}
    return {"status_code": code, "status": str(phrase(Kind(held["kind"]), code))}


def _said(report):
    """What the report behind the status says."""
    report = report or {}
    return {
        "as_of": report.get("as_of_on"),
        "summary": report.get("summary") or None,
        "summary_language": report.get("summary_language") if report.get("summary") else None,
        "evidence": report.get("evidence") or None,
        "evidence_url": report.get("evidence_url") or None,
    }


def _address(held):
    country, programme = held["programme__partnership__country__slug"], held["programme__slug"]
    return f"/{active_language()}/{country}/{programme}/{held['number']}/"


def about_words(rows, *, as_of=None):
    """What must be said of a list wherever it goes: of which day, how statuses read, what is for demonstration."""
    words = [
        _("Numbers are ours, not the agreement's."),
        _(
            "“Not reported yet” means that no report has been published, not that nothing has happened. “Status is "
            "not published” means that the status of this commitment is not made public."
        ),
    ]
    if as_of:
        words.insert(0, f"{as_of.sentence} {as_of.explanation}")
    if is_demonstration(rows):
        words.insert(0, str(DEMONSTRATION))
    return words


def is_demonstration(rows):
    return any(row["note"] and row["note"].startswith(str(DEMONSTRATION)) for row in rows)


def sheet_name():
    """`About`, as the name of a sheet."""
    return pgettext("sheet", "About")
