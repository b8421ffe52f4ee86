"""Which rows count on a day: the day before, the day itself, and the day after, for each question that knows a day."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from embassy import clock
from embassy.models import Membership
from programmes.models import (
    Commitment,
    Programme,
    ReportingRound,
    Responsibility,
    StatusReport,
    Wording,
)
from programmes.statuses import PublicStatus
from tests import factories

pytestmark = pytest.mark.django_db
ON = dt.date(2023, 6, 15)
BEFORE, AFTER = ON - clock.ONE_DAY, ON + clock.ONE_DAY
AT = dt.datetime(2023, 6, 15, 12, tzinfo=dt.UTC)
MOMENT = dt.timedelta(microseconds=1)
BEFORE_ON_AND_AFTER = (BEFORE, ON, AFTER)


@pytest.fixture
def row():
    return factories.commitment()


def days(rows_on):
    """On which of the three days the question finds something."""
    return [rows_on(day).exists() for day in BEFORE_ON_AND_AFTER]


def moments(rows_at):
    return [rows_at(at).exists() for at in (AT - MOMENT, AT, AT + MOMENT)]


def set_to(row, **columns):
    type(row).objects.filter(pk=row.pk).update(**columns)


def overdue(day):
    """As somebody who sees all reports is shown it at any time of the day: Copenhagen's."""
    return Commitment.objects.overdue_for(factories.superuser(), at=clock.end_of_day(day))


def test_a_deadline_has_passed_after_its_day(row):
    set_to(row, due_on=ON)
    assert days(overdue) == [False, False, True]


@pytest.mark.parametrize("closed", [{"latest_status": "fulfilled"}, {"withdrawn_on": BEFORE}])
def test_no_deadline_passes_once_nothing_is_left_to_do(row, closed):
    set_to(row, due_on=BEFORE)
    assert overdue(ON).get() == row
    set_to(row, **closed)
    assert not overdue(ON).exists()


def test_a_withdrawn_commitment_stands_until_the_day_before_its_withdrawal(row):
    set_to(row, withdrawn_on=ON)
    assert days(Commitment.objects.standing_on) == [True, False, False]
    set_to(row, withdrawn_on=None)
    assert days(Commitment.objects.standing_on) == [True, True, True]


def test_a_programme_is_agreed_from_the_day_of_its_signing(row):
    Programme.objects.update(signed_on="2023-06-15", starts_on="2021")
    assert days(Programme.objects.agreed_by) == [False, True, True]
    assert days(Commitment.objects.agreed_by) == [False, True, True]


def test_a_programme_without_a_recorded_signing_is_agreed_from_its_first_day(row):
    Programme.objects.update(signed_on=None, starts_on="2023-06-15")
    assert days(Programme.objects.agreed_by) == [False, True, True]
    Programme.objects.update(starts_on=None)
    assert days(Programme.objects.agreed_by) == [True, True, True]


def test_a_commitment_that_was_added_is_agreed_from_the_day_of_its_first_wording(row):
    factories.commitment(row.programme)  # which was there from the beginning
    row.wordings.update(valid_from=ON)
    agreed = [list(Commitment.objects.agreed_by(day).filter(pk=row.pk)) for day in BEFORE_ON_AND_AFTER]
    assert agreed == [[], [row], [row]]
    Wording.objects.all().delete()
    assert days(Commitment.objects.agreed_by) == [True, True, True]


@pytest.mark.parametrize(
    ("ends_on", "last"),
    [("2023-06-15", ON), ("2023-05", dt.date(2023, 5, 31)), ("2022", dt.date(2022, 12, 31))],
)
def test_a_programme_is_over_after_the_last_day_that_its_end_may_mean(row, ends_on, last):
    Programme.objects.update(ends_on=ends_on)
    three = [last - clock.ONE_DAY, last, last + clock.ONE_DAY]
    assert [Programme.objects.over_before(day).exists() for day in three] == [False, False, True]
    Programme.objects.update(ends_on=None)
    assert not Programme.objects.over_before(dt.date(2099, 1, 1)).exists()


def test_a_programme_is_in_force_from_its_first_day_to_its_last():
    programme = factories.programme(signed_on="2023-01-01", starts_on="2023-06-15", ends_on="2023-06-15")
    assert [str(programme.life_on(day)) for day in BEFORE_ON_AND_AFTER] == ["announced", "in_force", "ended"]


def test_a_programme_counts_from_the_day_of_its_signing():
    programme = factories.programme(signed_on="2023-06-15", starts_on="2023-01-01", announced_on="2022")
    assert [str(programme.life_on(day)) for day in BEFORE_ON_AND_AFTER] == [
        "announced",
        "in_force",
        "in_force",
    ]


def test_what_is_announced_or_prepared_is_so_from_its_day():
    told = factories.programme(announced_on="2023-06-15", starts_on="2024", ends_on="2027", signed_on=None)
    assert [told.life_on(day) for day in BEFORE_ON_AND_AFTER] == [None, "announced", "announced"]
    noted = factories.programme(
        "CN", preparation_noted_on="2023-06-15", starts_on="2024", ends_on="2027", signed_on=None
    )
    assert [noted.life_on(day) for day in BEFORE_ON_AND_AFTER] == [None, "in_preparation", "in_preparation"]


def test_a_part_in_a_commitment_begins_and_ends_with_its_days(row):
    organisation = factories.organisation()
    part = Responsibility.objects.create(commitment=row, organisation=organisation, side="danish", from_on=ON)

    def questions(day):
        return (
            Responsibility.objects.on(day).exists(),
            Commitment.objects.carried_out_by(organisation, on=day).exists(),
            Commitment.objects.with_sides_on(day).get().danish_named,
        )

    assert [set(questions(day)) for day in BEFORE_ON_AND_AFTER] == [{False}, {True}, {True}]
    set_to(part, from_on=None, until_on=ON)
    assert [set(questions(day)) for day in BEFORE_ON_AND_AFTER] == [{True}, {True}, {False}]


def test_a_forum_is_not_named_as_responsible(row):
    part = Responsibility.objects.create(
        commitment=row, organisation=factories.organisation(), side="danish", role="responsible"
    )
    named = Commitment.objects.with_sides_on(ON)
    assert (named.get().danish_named, named.get().partner_named) == (True, False)
    set_to(part, role="forum", side="")
    assert (named.get().danish_named, named.get().partner_named) == (False, False)


def test_a_membership_holds_on_its_first_and_on_its_last_day():
    one = factories.membership(factories.user(), "member", of=factories.team(), from_on=ON)
    assert days(lambda day: Membership.objects.on(day)) == [False, True, True]
    set_to(one, from_on=dt.date(2020, 1, 1), until_on=ON)
    assert days(lambda day: Membership.objects.on(day)) == [True, True, False]


def test_a_report_is_effective_from_the_moment_its_embargo_ends(row):
    factories.report(row, at=AT - dt.timedelta(days=3), effective_at=AT)
    reports = StatusReport.objects
    assert moments(lambda at: reports.effective(at=at)) == [False, True, True]
    assert moments(lambda at: reports.public(at=at)) == [False, True, True]
    assert moments(lambda at: reports.under_embargo(at=at)) == [True, False, False]


def test_the_public_status_changes_at_the_moment_an_embargo_ends(row):
    report = factories.report(row, at=AT - dt.timedelta(days=3), effective_at=AT, refresh=False)
    set_to(row, public_next_at=AT)
    now = [Commitment.objects.with_report_at(at).get() for at in (AT - MOMENT, AT, AT + MOMENT)]
    assert [each.status_now for each in now] == [PublicStatus.NOT_REPORTED, "under_way", "under_way"]
    assert [each.report_now for each in now] == [None, report.pk, report.pk]
    assert [each.as_of_now for each in now] == [None, report.as_of_on, report.as_of_on]


def test_the_partners_report_never_becomes_the_public_status_when_an_embargo_ends(row):
    danish = factories.report(row, at=AT - dt.timedelta(days=3), effective_at=AT, refresh=False)
    factories.report(
        row, at=AT - dt.timedelta(days=2), effective_at=AT, refresh=False, side="partner", status="fulfilled"
    )
    set_to(row, public_next_at=AT)
    now = Commitment.objects.with_report_at(AT).get()
    assert (now.status_now, now.report_now, now.as_of_now) == ("under_way", danish.pk, danish.as_of_on)
    set_to(
        danish,
        state="draft",
        submitted_at=None,
        submitted_by=None,
        cleared_at=None,
        cleared_by=None,
        effective_at=None,
    )
    now = Commitment.objects.with_report_at(AT).get()
    assert (now.status_now, now.report_now) == (None, None)


def test_a_withheld_status_stays_withheld_when_an_embargo_ends(row):
    factories.report(row, at=AT - dt.timedelta(days=3), effective_at=AT, refresh=False)
    set_to(row, public_next_at=AT, status_visibility="withheld", public_status="withheld")
    now = Commitment.objects.with_report_at(AT).get()
    assert (now.status_now, now.report_now) == ("withheld", None)
    assert Commitment.objects.with_status_on(ON).get().status_now == "withheld"
    set_to(row, status_visibility="public")
    assert Commitment.objects.with_status_on(ON).get().status_now == "under_way"


def test_a_status_of_a_past_day_is_the_one_at_its_end(row):
    end = clock.end_of_day(ON)
    factories.report(row, at=end, side="partner", status="fulfilled")
    report = factories.report(row, at=end)
    on = [Commitment.objects.with_status_on(day).get() for day in BEFORE_ON_AND_AFTER]
    assert [each.status_now for each in on] == [PublicStatus.NOT_REPORTED, "under_way", "under_way"]
    assert [each.report_now for each in on] == [None, report.pk, report.pk]


def test_a_report_was_public_only_if_it_was_withdrawn_after_its_embargo(row):
    report = factories.report(
        row, at=AT - dt.timedelta(days=3), state="withdrawn", effective_at=AT, withdrawn_at=AT
    )
    withdrawn = StatusReport.objects.withdrawn_from_public
    assert withdrawn().get() == report
    assert moments(lambda at: withdrawn(at=at)) == [False, True, True]
    set_to(report, withdrawn_at=AT - MOMENT)
    assert not withdrawn().exists()
    set_to(report, withdrawn_at=AT, side="partner")
    assert not withdrawn().exists()
    Programme.objects.update(publishes_partner_view=True)
    assert withdrawn().get() == report


def test_of_evidence_an_address_is_enough(row):
    report = factories.report(row, evidence="", evidence_url="")
    shown = Commitment.objects.with_report_at(clock.now())
    assert shown.get().has_evidence is False
    for column in ("evidence", "evidence_url"):
        set_to(report, **{"evidence": "", "evidence_url": "", column: "https://um.dk/"})
        assert shown.get().has_evidence is True
        set_to(row, public_next_at=AT)  # the embargo's end is asked of the reports
        assert shown.get().has_evidence is True
        set_to(row, public_next_at=None)


@pytest.mark.parametrize(
    ("first", "last", "is_right"), [(BEFORE, ON, True), (ON, ON, True), (AFTER, ON, False)]
)
def test_a_span_may_last_a_day_and_not_less(row, first, last, is_right):
    person, organisation = factories.user(), factories.organisation()
    spans = [
        Membership(user=person, role="member", team=factories.team(), from_on=first, until_on=last),
        Responsibility(
            commitment=row, organisation=organisation, side="danish", from_on=first, until_on=last
        ),
        Wording(
            commitment=row,
            text="New.",
            language="en",
            provenance="signed",
            valid_from=first,
            valid_until=last,
        ),
        ReportingRound(programme=row.programme, title="Spring", opens_on=first, cut_off_on=last),
    ]
    for span in spans:
        if is_right:
            span.validate_constraints()
        else:
            with pytest.raises(ValidationError):
                span.validate_constraints()


@pytest.mark.parametrize("hidden", ["commitment", "programme", "partnership"])
def test_who_works_elsewhere_sees_a_commitment_only_where_all_above_it_is_published(row, hidden):
    stranger, colleague = factories.member(factories.team(factories.mission("CN"))), factories.member()
    assert Commitment.objects.visible_to(stranger).get() == row
    above = {"commitment": row, "programme": row.programme, "partnership": row.programme.partnership}
    set_to(above[hidden], is_published=False)
    assert not Commitment.objects.visible_to(stranger).exists()
    assert Commitment.objects.visible_to(colleague).get() == row
