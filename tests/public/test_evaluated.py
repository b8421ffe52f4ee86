"""When a programme was last evaluated: by its public reviews, as of the day that is shown."""

import pytest
import time_machine

from programmes.models import Event, EventProgramme
from tests import factories

PROGRAMME, TIMELINE = "/en/south-korea/2021-2024/", "/en/south-korea/timeline/"


def review(plan, starts_on, kind="midterm_review", relation="reviewed", is_public=True, **values):
    event = Event.objects.create(
        key=f"{kind}-{starts_on}", partnership=plan.partnership, kind=kind, title_da="Møde", title_en="Talks",
        starts_on=starts_on, is_public=is_public, **values,
    )  # fmt: skip
    EventProgramme.objects.create(event=event, programme=plan, relation=relation)
    return event


@pytest.fixture
def plan(plan):
    with time_machine.travel("2026-11-22 12:00:00+00:00"):
        yield plan


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("joint_committee", "joint committee"),
        ("midterm_review", "mid-term review"),
        ("final_review", "final review"),
    ],
)
def test_the_page_and_the_timeline_say_when_and_at_what(read, plan, kind, words):
    review(plan, "2022-05-03", kind="joint_committee")
    review(plan, "2023-05-03", kind)
    assert f"last evaluated 3 May 2023 ({words})" in read(PROGRAMME)
    timeline = read(TIMELINE)
    assert f"last evaluated 3 May 2023 ({words})" in timeline
    assert f'<p class="entry-kind">{words.capitalize()}</p>' in timeline


def test_in_danish(read, plan):
    review(plan, "2023-05-03")
    page = read(PROGRAMME.replace("/en/", "/da/"))
    assert "senest evalueret 3. maj 2023 (midtvejsevaluering)" in page


@pytest.mark.parametrize(
    "values",
    [{"kind": "meeting"}, {"relation": "launched"}, {"is_public": False}, {"starts_on": "2027-01-01"}],
)
def test_what_is_no_public_review_that_was_held_does_not_count(read, plan, values):
    review(plan, **{"starts_on": "2023-05-03", **values})
    assert "last evaluated" not in read(PROGRAMME) + read(TIMELINE)


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "first_day"),
    [
        ("2023-05-03", None, "2023-05-03"),
        ("2023-05-03", "2023-05-05", "2023-05-05"),
        ("2023-05", None, "2023-05-31"),
        ("2023", None, "2023-12-31"),
    ],
)
def test_an_earlier_day_knows_what_was_over_by_then(read, plan, starts_on, ends_on, first_day):
    review(plan, "2022-01-10", kind="joint_committee")
    review(plan, starts_on, ends_on=ends_on)
    year, month, day = map(int, first_day.split("-"))
    before = f"{year}-{month:02}-{day - 1:02}"
    assert "last evaluated 10 January 2022" in read(f"{PROGRAMME}?on={before}")
    assert "(mid-term review)" in read(f"{PROGRAMME}?on={first_day}")


def test_the_old_plans_head_leads_to_its_successor(read, plan):
    assert "Succeeded by <a" not in read(PROGRAMME)
    factories.programme(
        starts_on="2025", ends_on="2028", signed_on="2025-03-01", predecessor=plan, title_en="The new plan"
    )
    link = '<p>Succeeded by <a href="/en/south-korea/2025-2028/{}">The new plan</a></p>'
    assert link.format("") in read(PROGRAMME)
    assert link.format("?on=2025-03-01") in read(f"{PROGRAMME}?on=2025-03-01")
    assert "Succeeded by <a" not in read(f"{PROGRAMME}?on=2025-02-28")
