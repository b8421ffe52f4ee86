"""A partnership over the years, in one list: only what is dated, and only what the public may know."""

import datetime as dt
import re

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from embassy import clock
from programmes.actions import current
from programmes.models import Commitment, EventProgramme, Programme, Wording
from tests import factories

ADDRESS = "/en/south-korea/timeline/"
NOW = "2026-11-22 12:00:00+00:00"


def noon(year, month, day):
    return dt.datetime(year, month, day, 12, tzinfo=dt.UTC)


@pytest.fixture
def years(read):
    """The page by year: the text of each year's entries, without marks."""

    def found():
        page = read(ADDRESS)
        parts = re.split(r'<section class="area" id="y(\d+)">', page)[1:]
        plain = [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", part)) for part in parts]
        return dict(zip(plain[::2], plain[1::2], strict=True))

    return found


@pytest.fixture
def korea(plan):
    with time_machine.travel(NOW):
        plan.partnership.levels.create(
            title_da="Strategisk partnerskab", title_en="Strategic partnership", agreed_on="2011-05-11"
        )
        yield plan


def test_levels_and_programmes_stand_in_their_years_the_latest_first(years, korea):
    found = years()
    assert list(found) == ["2024", "2021", "2011"]
    assert "11 May 2011" in found["2011"]
    assert "Strategic partnership" in found["2011"]
    assert "The period begins." in found["2021"]
    assert "Signed 2021." in found["2021"]
    assert "The period ends." in found["2024"]


def test_the_country_page_leads_to_it(read, korea):
    assert f'href="{ADDRESS}"' in read("/en/south-korea/")


def test_events_are_shown_with_what_they_signed_and_the_signing_is_told_once(years, korea):
    event = korea.partnership.events.create(
        key="visit", kind="visit", title_da="Besøg", title_en="State visit", starts_on="2021-04-02", is_public=True
    )  # fmt: skip
    EventProgramme.objects.create(event=event, programme=korea, relation="signed")
    found = years()["2021"]
    assert "State visit" in found
    assert "Signed: Joint Action Plan 2021-2024" in found
    assert "Signed 2021." not in found


def test_a_status_that_changes_is_one_entry_and_one_that_stays_is_none(years, korea):
    first, second = korea.commitments.order_by("position")[:2]
    for month, status in ((3, "under_way"), (4, "under_way"), (6, "fulfilled")):
        factories.report(first, at=noon(2026, month, 10), status=status)
    factories.report(second, at=noon(2026, 6, 10), status="not_started")
    found = years()["2026"]
    assert found.count(" Status ") == 2
    assert "10 March 2026 Status Cooperation under way 1.1.1 Annual ministerial meetings 1" in found
    assert (
        "10 June 2026 Status Carried out in the period 1.1.1 Annual ministerial meetings 1 Not begun 1.1.2"
        in found
    )


def test_a_status_is_said_in_the_words_of_the_kind(years, korea):
    first, second, third = korea.commitments.order_by("position")
    Commitment.objects.filter(pk=second.pk).update(kind="recurring")
    Commitment.objects.filter(pk=third.pk).update(kind="exploratory")
    for commitment in (first, second):
        factories.report(commitment, at=noon(2026, 6, 10), status="fulfilled")
    factories.report(third, at=noon(2026, 6, 10), status="not_pursued")
    found = years()["2026"]
    assert "Carried out in the period 1.1.1" in found
    assert "Held as agreed 1.1.2" in found
    assert "Explored, not taken further 1.1.3" in found
    assert "Fulfilled" not in found
    assert "Not pursued" not in found


def test_of_many_changes_on_a_day_only_the_numbers_are_named(years, korea):
    for position in range(4, 8):
        factories.commitment(korea, number=f"1.1.{position}", position=position)
    for commitment in korea.commitments.all():
        factories.report(commitment, at=noon(2026, 6, 10))
    found = years()["2026"]
    assert "Cooperation under way 1.1.1 , 1.1.2 , 1.1.3 , 1.1.4 , 1.1.5 , 1.1.6 , 1.1.7" in found
    assert "Annual ministerial" not in found


def test_only_what_the_public_may_know_is_there(years, read, korea):
    first, second, third = korea.commitments.order_by("position")
    factories.report(first, at=noon(2025, 3, 10), state="submitted")
    factories.report(first, at=noon(2026, 3, 10), effective_at=noon(2027, 1, 1))
    factories.report(second, at=noon(2023, 3, 10), side="partner")
    factories.report(third, at=noon(2022, 3, 10))
    Commitment.objects.filter(pk=third.pk).update(status_visibility="withheld")
    current.rebuild(at=clock.now())
    korea.partnership.events.create(
        key="secret", kind="visit", title_da="Hemmeligt", title_en="Secret talks", starts_on="2020"
    )  # fmt: skip
    factories.programme(
        starts_on="2018", ends_on="2019", is_published=False, slug="2018-2019", reference="KR-2018"
    )
    assert list(years()) == ["2024", "2021", "2011"]
    assert "Secret talks" not in read(ADDRESS)


def test_of_a_withdrawn_report_only_its_day_is_told(years, korea):
    factories.report(
        korea.commitments.first(), state="withdrawn", at=noon(2026, 4, 1), withdrawn_at=noon(2026, 5, 4),
        status="fulfilled",
    )  # fmt: skip
    found = years()["2026"]
    assert "4 May 2026 Status A report was withdrawn 1.1.1" in found
    assert "Fulfilled" not in found


def test_changes_of_the_text_are_told(years, korea):
    first = korea.commitments.first()
    first.wordings.update(valid_until=dt.date(2022, 12, 31))
    Wording.objects.create(
        commitment=first, text="Monthly.", language="en", provenance="signed", valid_from=dt.date(2023, 1, 1)
    )  # fmt: skip
    korea.commitments.filter(number="1.1.3").update(withdrawn_on=dt.date(2023, 2, 1))
    found = years()["2023"]
    assert "1 January 2023 Text New wording 1.1.1" in found
    assert "1 February 2023 Text Withdrawn from the programme 1.1.3" in found


def test_what_lies_ahead_is_marked(years, korea):
    Programme.objects.update(ends_on="2028")
    assert "Programme · to come" in years()["2028"]
    assert "to come" not in years()["2021"]


def test_demonstration_data_is_named(read, korea):
    words = "Demonstration data. Not a statement by any government."
    assert words not in read(ADDRESS)
    factories.report(korea.commitments.first(), is_demo=True)
    assert words in read(ADDRESS)


def test_a_partnership_that_is_not_published_has_none(reader, korea):
    korea.partnership.is_published = False
    korea.partnership.save()
    assert reader.get(ADDRESS).status_code == 404


def test_it_costs_the_same_however_much_has_happened(reader, korea):
    def cost():
        with CaptureQueriesContext(connection) as captured:
            assert reader.get(ADDRESS).status_code == 200
        return len(captured)

    by = factories.user()
    factories.report(korea.commitments.first(), by=by)
    korea.partnership.events.create(
        key="e0", kind="visit", title_da="Besøg", title_en="Visit", starts_on="2021", is_public=True
    )  # fmt: skip
    few = cost()
    for number in range(20):
        factories.report(korea.commitments.get(number="1.1.2"), by=by, at=noon(2025, 1, number + 1))
        korea.partnership.events.create(
            key=f"e{number + 1}", kind="visit", title_da="Besøg", title_en="Visit", starts_on="2021", is_public=True
        )  # fmt: skip
        factories.programme(starts_on=str(1990 + number), slug=f"p{number}", reference=f"KR-{number}")
    assert cost() == few


def test_no_programme_takes_the_timelines_address(korea):
    with (
        transaction.atomic(),
        pytest.raises(IntegrityError, match="programme_slug_is_not_a_reserved_address"),
    ):
        factories.programme(slug="timeline", reference="KR-T")
