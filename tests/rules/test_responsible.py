"""The organisations responsible on a day, by side: one answer, and no other place that asks."""

import ast
import datetime as dt

import pytest

from programmes.models import Responsibility
from programmes.rules.responsible import (
    FORUM,
    by_side,
    organisations_in,
    parts_begun_by,
    parts_by_commitment,
    parts_ever,
    parts_on,
    responsible_on,
)
from tests import factories
from tests.architecture.source import modules

DAY = dt.date(2023, 6, 1)


@pytest.fixture
def parts(db):
    """One part of each sort in one commitment, by name."""
    commitment = factories.commitment()
    made = {}
    for name, side, role, from_on, until_on in (
        ("danish", "danish", "responsible", None, None),
        ("partner", "partner", "responsible", DAY, DAY),
        ("forum", "", "forum", None, None),
        ("over", "danish", "responsible", None, DAY - dt.timedelta(days=1)),
        ("to come", "partner", "responsible", DAY + dt.timedelta(days=1), None),
    ):
        made[name] = Responsibility.objects.create(
            commitment=commitment, organisation=factories.organisation(f"Agency {name}", "DK"), side=side,
            role=role, from_on=from_on, until_on=until_on,
        )  # fmt: skip
    return made


def names(rows):
    return {row.organisation.name_en.removeprefix("Agency ") for row in rows.select_related("organisation")}


def test_of_a_day_are_the_parts_that_hold_on_it(parts):
    assert names(parts_on(DAY)) == {"danish", "partner", "forum"}
    assert names(responsible_on(DAY)) == {"danish", "partner"}
    assert names(parts_begun_by(DAY)) == {"danish", "partner", "forum", "over"}
    assert names(parts_ever()) == set(parts)


def test_some_commitments_are_asked_for_by_row_or_by_id(parts):
    commitment = parts["danish"].commitment
    elsewhere = factories.commitment(commitment.programme, number="7")
    for asked in (
        [commitment],
        [commitment.pk],
        type(commitment).objects.filter(pk=commitment.pk).values("pk"),
    ):
        assert names(responsible_on(DAY, asked)) == {"danish", "partner"}
    assert not parts_on(DAY, [elsewhere]).exists()


def test_every_side_is_named_whether_or_not_anybody_stands_on_it(parts):
    commitment = parts["danish"].commitment
    (of_commitment,) = [parts_by_commitment(parts_on(DAY).order_by("pk"))[commitment.pk]]
    sides = by_side(of_commitment)
    assert {side: [part.name_en for part in those] for side, those in sides.items()} == {
        "danish": ["Agency danish"], "partner": ["Agency partner"], FORUM: ["Agency forum"],
    }  # fmt: skip
    assert by_side([]) == {"danish": [], "partner": [], FORUM: []}


def test_organisations_are_those_of_the_parts(parts):
    assert {row.name_en for row in organisations_in(responsible_on(DAY))} == {
        "Agency danish",
        "Agency partner",
    }


def test_pages_files_and_answers_ask_here_and_not_the_table_itself():
    """What they may import of the model are its choices."""
    past_it = [
        f"{path}:{node.lineno}"
        for path, tree in modules("programmes/public/", "programmes/workspace/", "programmes/words/")
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and (node.value.id, node.attr) == ("Responsibility", "objects")
    ]
    assert past_it == []
