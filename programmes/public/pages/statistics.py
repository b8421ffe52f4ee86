"""Counts over all partnerships, each with how it is counted and a link to what it counts.

Nothing is averaged, and nothing that is unknown is left out: “not reported yet” and “no evidence” are counted too.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from embassy import clock
from programmes.models import Commitment, PriorityArea, Programme
from programmes.models.commitments import CommitmentQuerySet
from programmes.public.pages.as_of import AsOf, keep_day
from programmes.public.pages.charts import Picture
from programmes.public.pages.commitment_rows import REPORTED, SHOWN_ORDER, has_demonstrations
from programmes.public.pages.counts import totals, totals_on
from programmes.public.pages.selections import (
    AGE_WORDS,
    AGES,
    EVIDENCE_WORDS,
    NO_AREA,
    SIDE_WORDS,
    SIDES,
    Cell,
    age_of,
    list_url,
    months_before,
)
from programmes.statuses import Kind, PublicStatus
from programmes.words.strings import alphabetical, in_language_marked, marked

LIST = "public:statistics-list"


@dataclass(slots=True)
class Line:
    name: str
    plain: str  # the name without marks, for a picture
    cells: list[Cell]
    total: Cell
    parts: list[tuple[str, int]]  # kind of part and count, for the picture
    url: str = ""


@dataclass
class Table:
    """One table with its picture. `formula` says in words how the numbers come about."""

    key: str
    heading: str
    what: str
    formula: str
    headings: list[str]
    lines: list[Line]
    legend: list[tuple[str, str]]
    total: Cell | None = None
    sums: list[Cell] = field(default_factory=list)

    @property
    def picture(self) -> Picture:
        return self.drawn()

    def drawn(self, lines: Iterable[str] = ()) -> Picture:
        """The table as a picture, with sentences below it."""
        return Picture.of([(line.plain, line.parts) for line in self.lines], self.legend, lines)


class Counted(NamedTuple):
    """How many commitments share a place, a kind and a public status."""

    programme_id: int
    area_id: int | None
    kind: str
    status: str
    number: int


@dataclass
class Statistics:
    tables: list[Table]
    total: int
    scope: str
    is_demonstration: bool
    as_of: AsOf | None = None


def counted_commitments(as_of: AsOf | None) -> CommitmentQuerySet:
    """Those that totals are drawn from, today or as of an earlier day."""
    return Commitment.objects.counted_on(as_of.day) if as_of else Commitment.objects.counted()


def statistics_of(*, at: dt.datetime, as_of: AsOf | None = None) -> Statistics:
    """All tables, now or as of an earlier day, in a fixed number of queries."""
    at = as_of.at if as_of else at
    day = clock.public_day(at)
    edges = [months_before(day, to) for _from, to in AGES.values() if to]
    counts = totals_on(day) if as_of else totals(edges, at=at)
    by_place = [Counted._make((*place, count)) for place, count in counts.place.items()]
    total = sum(row.number for row in by_place)
    programmes = len({row.programme_id for row in by_place})
    return Statistics(
        tables=[
            _of_day(table, as_of)
            for table in (
                _kinds(by_place),
                _areas(by_place),
                _sides(counts.sides),
                _ages(by_place, counts.report, day=day),
            )
        ],
        total=total,
        scope=_scope(total, programmes),
        is_demonstration=has_demonstrations(counted_commitments(as_of), at=at),
        as_of=as_of,
    )


def _of_day(table: Table, as_of: AsOf | None) -> Table:
    """A table whose links all lead to the same day."""
    lines = [
        replace(
            line,
            cells=[_cell_of_day(cell, as_of) for cell in line.cells],
            total=_cell_of_day(line.total, as_of),
            url=keep_day(line.url, as_of) if line.url else "",
        )
        for line in table.lines
    ]
    sums = [_cell_of_day(cell, as_of) for cell in table.sums]
    total = _cell_of_day(table.total, as_of) if table.total else None
    return replace(table, lines=lines, sums=sums, total=total) if as_of else table


def _cell_of_day(cell: Cell, as_of: AsOf | None) -> Cell:
    return replace(cell, url=keep_day(cell.url, as_of)) if cell.url else cell


def _scope(total: int, programmes: int) -> str:
    commitments = ngettext("%(count)d commitment", "%(count)d commitments", total) % {"count": total}
    return ngettext(
        "These figures count the %(commitments)s of the one programme for which we have the full text.",
        "These figures count the %(commitments)s of the %(count)d programmes for which we have the full texts.",
        programmes,
    ) % {"commitments": commitments, "count": programmes}


def _by_status(name: str, plain: str, counts: Counter[str], asked: Mapping[str, Any], url: str = "") -> Line:
    """A line with a cell for each status. `asked` is what picks the line's commitments."""
    return Line(
        name=name,
        plain=plain,
        cells=[_cell(counts[status], status=status, **asked) for status in SHOWN_ORDER],
        total=_cell(counts.total(), **asked),
        parts=[(status, counts[status]) for status in SHOWN_ORDER],
        url=url,
    )


def _cell(count: int, **asked: Any) -> Cell:
    return Cell(count, list_url(LIST, **asked) if count else "")


def _table_by_status(*, counts: Mapping[Any, Counter[str]], **table: Any) -> Table:
    """A table with a column for each status. `counts` of the lines make its last line: all of a status, and all."""
    every: Counter[str] = sum(counts.values(), Counter())
    labels = [(status, str(PublicStatus(status).label)) for status in SHOWN_ORDER]
    return Table(
        headings=[label for _status, label in labels],
        legend=labels,
        sums=[_cell(every[status], status=status) for status in SHOWN_ORDER],
        total=Cell(every.total(), list_url(LIST)),
        **table,
    )


def _kinds(by_place: Iterable[Counted]) -> Table:
    counts: dict[str, Counter[str]] = {kind: Counter() for kind in Kind}
    for row in by_place:
        counts[row.kind][row.status] += row.number
    return _table_by_status(
        key="kinds",
        heading=_("Status by kind of commitment"),
        what=_("Kind of commitment"),
        formula=_(
            "Each commitment is counted once, under its kind and its public status. A "
            "status means something different for each kind, so the kinds are never averaged into one"
            " percentage."
        ),
        lines=[
            _by_status(str(kind.label), str(kind.label), counts[kind], {"kind": kind.value}) for kind in Kind
        ],
        counts=counts,
    )


def _areas(by_place: Iterable[Counted]) -> Table:
    counts: dict[tuple[int, int | None], Counter[str]] = defaultdict(Counter)
    for row in by_place:
        counts[row.programme_id, row.area_id][row.status] += row.number
    keys = {programme for programme, _area in counts}
    programmes = Programme.objects.select_related("partnership__country").in_bulk(keys)
    areas = PriorityArea.objects.filter(programme__in=keys).in_bulk()

    def place(key: tuple[int, int | None]) -> tuple[str, str, int]:
        programme_id, area_id = key
        programme = programmes[programme_id]
        number = areas[area_id].number if area_id else 10_000
        return alphabetical(programme.partnership.country.name), programme.reference, number

    return _table_by_status(
        key="areas",
        heading=_("Status by area"),
        what=_("Area"),
        formula=_("Each commitment is counted once, under its area of the programme and its public status."),
        lines=[
            _area_line(programmes[programme], areas.get(area) if area else None, counts[programme, area])
            for programme, area in sorted(counts, key=place)
        ],
        counts=counts,
    )


def _area_line(programme: Programme, area: PriorityArea | None, counts: Counter[str]) -> Line:
    country = programme.partnership.country.name
    asked = {"programme": programme.reference, "area": area.number if area else NO_AREA}
    if area is None:
        name, plain, anchor = _("Outside areas"), _("Outside areas"), ""
    else:
        title = area.plain_title or area.title
        words = marked(title) if area.plain_title else in_language_marked(title, programme.language)
        name, plain = format_html("{} {}", area.number, words), f"{area.number} {title}"
        anchor = f"#area-{area.number}"
    about = f"{country}, {programme.title}"
    return _by_status(
        format_html('{}<br><span class="soft small">{}</span>', name, about),
        f"{country}: {plain}",
        counts,
        asked,
        url=f"{programme.get_absolute_url()}{anchor}",
    )


def _sides(by_side: Mapping[tuple[Any, ...], int]) -> Table:
    counts: dict[str, Counter[str]] = {side: Counter() for side in SIDES}
    names = {named: side for side, named in SIDES.items()}
    for (danish, partner, status), count in by_side.items():
        counts[names[danish, partner]][status] += count
    return _table_by_status(
        key="sides",
        heading=_("Status by side"),
        what=_("The text names as responsible"),
        formula=_(
            "Each commitment is counted once, by the sides of the organisations that are responsible "
            "for it. Where the text names no organisation, the table says so."
        ),
        lines=[
            _by_status(str(SIDE_WORDS[side]), str(SIDE_WORDS[side]), counts[side], {"side": side})
            for side in SIDES
        ],
        counts=counts,
    )


def _ages(by_place: Iterable[Counted], by_report: Mapping[tuple[Any, ...], int], *, day: dt.date) -> Table:
    by_age: dict[str, Counter[str]] = {age: Counter() for age in AGES}
    for (as_of_on, has_evidence), count in by_report.items():
        by_age[age_of(as_of_on, day)]["yes" if has_evidence else "no"] += count
    unknown: Counter[str] = Counter()
    for row in by_place:
        if row.status not in REPORTED:
            unknown[row.status] += row.number
    return Table(
        key="ages",
        heading=_("Age of the latest report, and its evidence"),
        what=_("Latest public report"),
        formula=_(
            "Each commitment is counted once, by how old its latest public report is, counted from "
            "the day the report is about. Evidence counts as named when the report describes it or "
            "links to it."
        ),
        headings=[str(words) for words in EVIDENCE_WORDS.values()],
        lines=[
            *(_age_line(age, counts) for age, counts in by_age.items()),
            *(_unknown_line(status, unknown[status]) for status in ("not_reported", "withheld")),
        ],
        legend=[
            *((f"evidence_{code}", str(words)) for code, words in EVIDENCE_WORDS.items()),
            *((status, str(PublicStatus(status).label)) for status in ("not_reported", "withheld")),
        ],
        sums=[
            _cell(sum(counts[code] for counts in by_age.values()), evidence=code) for code in EVIDENCE_WORDS
        ],
        total=Cell(sum(counts.total() for counts in by_age.values()) + unknown.total(), list_url(LIST)),
    )


def _age_line(age: str, counts: Counter[str]) -> Line:
    words = str(AGE_WORDS[age])
    return Line(
        words,
        words,
        cells=[_cell(counts[code], age=age, evidence=code) for code in EVIDENCE_WORDS],
        total=_cell(counts.total(), age=age),
        parts=[(f"evidence_{code}", counts[code]) for code in EVIDENCE_WORDS],
    )


def _unknown_line(status: str, count: int) -> Line:
    words = str(PublicStatus(status).label)
    return Line(words, words, [Cell(None), Cell(None)], _cell(count, status=status), [(status, count)])
