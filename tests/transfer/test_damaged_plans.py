"""Whatever happens to a plan on its way through spreadsheets: nothing is emptied or withdrawn that it did not say."""

from dataclasses import dataclass, field

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from embassy import clock
from programmes.models import Commitment
from programmes.transfer import files, imports, messages
from tests import factories
from tests.transfer.plans import as_csv, exported, rich_plan, table
from tests.transfer.workbooks import books

pytestmark = [pytest.mark.django_db, pytest.mark.trials]
SIGNS = "\u200b\u00ad\ufeff\u2060\u200e"


@dataclass
class Damage:
    """What was done to the rows of a plan. `blanked` are the cells that a person emptied: (number, header)."""

    headers: list[str]
    rows: list[dict[str, str]]
    blanked: set[tuple[str, str]] = field(default_factory=set)
    merged: tuple[str, int, int] | None = None
    formulas: set[tuple[int, str]] = field(default_factory=set)
    divided_at: int = 0
    is_doubled: bool = False
    form: str = "csv"
    cut_to: int | None = None


@st.composite
def damages(draw, headers, rows):
    numbers = st.integers(0, len(rows) - 1)
    kept = draw(st.sets(numbers, min_size=1))
    left_out = draw(st.sets(st.sampled_from(headers), max_size=8)) - {"Reference", "Number"}
    damage = Damage(
        [header for header in headers if header not in left_out],
        [dict(rows[place]) for place in sorted(kept)],
    )
    places = st.tuples(st.sampled_from(range(len(damage.rows))), st.sampled_from(damage.headers))
    for place, header in draw(st.sets(places, max_size=4)):
        number = damage.rows[place]["Number"]
        if header not in {"Reference", "Number"} and damage.rows[place][header]:
            damage.rows[place][header] = ""
            damage.blanked.add((number, header))
    for place, header in draw(st.sets(places, max_size=6)):
        text = damage.rows[place][header]
        at = draw(st.integers(0, len(text)))
        damage.rows[place][header] = text[:at] + draw(st.sampled_from(SIGNS)) + text[at:]
    damage.form = draw(st.sampled_from(["csv", "csv;", "cp1252", "xlsx", "sheets"]))
    damage.divided_at = draw(st.integers(0, len(damage.rows)))
    damage.is_doubled = draw(st.booleans()) and draw(st.booleans())
    if damage.form in {"xlsx", "sheets"}:
        first, last = sorted((draw(numbers), draw(numbers)))
        header = draw(st.sampled_from(damage.headers))
        # Cells that are merged without a value show none.
        if first < min(last, len(damage.rows) - 1) and damage.rows[first][header].strip(SIGNS):
            damage.merged, damage.divided_at = (header, first, last), 0
        damage.formulas = draw(st.sets(places, max_size=2))
    elif draw(st.booleans()):
        damage.cut_to = draw(st.integers(2, len(damage.headers)))
    return damage


def written(damage):
    """(name, bytes) of the files that the damaged rows come in."""
    parts = [damage.rows[: damage.divided_at], damage.rows[damage.divided_at :]]
    if damage.is_doubled:
        parts.append(damage.rows[:1])
    parts = [part for part in parts if part]
    tables = [
        [damage.headers, *([row[header] for header in damage.headers] for row in part)] for part in parts
    ]
    if damage.form in {"xlsx", "sheets"}:
        return in_workbooks(damage, tables)
    if damage.cut_to:
        tables[-1][-1] = tables[-1][-1][: damage.cut_to]
    delimiter = ";" if damage.form == "csv;" else ","
    titles = b"Plan, 2021, 2024, Korea\n\n"
    encoding = "utf-8"
    if damage.form == "cp1252":
        encoding = "cp1252"
        tables = [[["".join(c for c in t if c not in SIGNS) for t in row] for row in rows] for rows in tables]
    return [
        (f"part{place}.csv", titles + as_csv(rows, delimiter=delimiter, encoding=encoding))
        for place, rows in enumerate(tables)
    ]


def in_workbooks(damage, tables):
    place = 0
    for rows in tables[:2]:
        for row in rows[1:]:
            for index, header in enumerate(damage.headers):
                if (place, header) in damage.formulas:
                    row[index] = "=A1"
            place += 1

    def merge(sheet):
        if damage.merged and sheet.title == "Commitments":
            header, first, last = damage.merged
            index = damage.headers.index(header) + 1
            sheet.merge_cells(start_row=first + 2, end_row=last + 2, start_column=index, end_column=index)

    if damage.form == "sheets":
        names = ("Commitments", "Tilsagn", "Aftalepunkter")
        return [("plan.xlsx", books(change=merge, **dict(zip(names, tables, strict=False))))]
    return [(f"part{place}.xlsx", books(change=merge, Commitments=rows)) for place, rows in enumerate(tables)]


def contents(plan):
    """{(number, header): text} of everything that stands in the plan."""
    rows = table(exported(plan)[1])
    return {
        (row[rows[0].index("Number")], header): text
        for row in rows[1:]
        for header, text in zip(rows[0], row, strict=True)
    }


def withdrawn(plan):
    return set(
        Commitment.objects.filter(programme=plan).exclude(withdrawn_on=None).values_list("number", flat=True)
    )


def test_nothing_is_emptied_or_withdrawn_that_the_files_did_not_say(tried):
    plan, by = rich_plan(starts_on="2040", ends_on="2044", signed_on=None, announced_on="2026",
                         is_published=False), factories.superuser()  # fmt: skip
    Commitment.objects.filter(programme=plan).update(owner=factories.member(), plain_title_da="Søfart på Ærø")
    headers, *cells = table(exported(plan)[1])
    rows = [dict(zip(headers, row, strict=True)) for row in cells]
    before, everything = contents(plan), {row["Number"] for row in rows}
    outcomes = {"applied": 0, "refused": 0}

    @settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
    @given(damages(headers, rows))
    def holds(damage):
        sources = [files.guard(*named) for named in written(damage)]
        point = transaction.savepoint()
        try:
            job, import_ = imports.apply_at_once(
                sources, by=by, at=clock.now(), reference=plan.reference, withdraw_missing=True
            )
            shown = job.preview.data()
            assert all(places_of(shown)), shown["errors"]
            assert not (damage.is_doubled or damage.formulas) or shown["errors"]
            if import_ is None:
                outcomes["refused"] += bool(shown["errors"])
                assert contents(plan) == before
                return
            outcomes["applied"] += 1
            after = contents(plan)
            emptied = {place for place, text in before.items() if text and not after[place]}
            assert emptied <= damage.blanked | follows(damage.blanked)
            present = {"".join(c for c in row["Number"] if c not in SIGNS) for row in damage.rows}
            assert withdrawn(plan) == everything - present
        finally:
            transaction.savepoint_rollback(point)

    holds()
    tried(f"damaged plans: {outcomes['applied']} applied, {outcomes['refused']} refused with their places")
    assert min(outcomes.values()) > 3


def follows(blanked):
    """What is shown of the track of a commitment that has none any more."""
    return {
        (number, shown)
        for number, header in blanked
        if header == "Track"
        for shown in ("Track title", "Kind of track")
    }


def places_of(shown):
    """Where each error stands; all of them have a place."""
    return [messages.error_place(error, "en", is_one_table=True) for error in shown["errors"]]
