"""Eight people report, mark, make responsible and withdraw on the same commitments at once: no count is lost."""

import pytest

from embassy import clock
from embassy.audit import Channel, change_set
from programmes.actions import commitments, status
from programmes.counting import kept
from programmes.models import SDG, Commitment, Organisation, Sector
from tests import factories
from tests.concurrency.together import PEOPLE, meet
from tests.counting.by_rows import agree

pytestmark = pytest.mark.django_db(transaction=True)
ROWS, TURNS = 3, 8


@pytest.fixture
def plan():
    row = factories.plan(ROWS, starts_on="2025", ends_on="2029")
    for slug in ("energy", "water", "health"):
        Sector.objects.create(slug=slug, name_da=slug, name_en=slug)
    for number in (6, 7, 13):
        factories.goal(number)
    for name, iso2 in (("Agency", "DK"), ("Ministry", "KR")):
        factories.organisation(name, iso2)
    return row


def marks_of(row, turn):
    """Past every lock that an edit takes: only the database stands between these and the count."""
    row.sectors.set(Sector.objects.order_by("pk")[: turn % 3])
    row.sdgs.set(SDG.objects.order_by("pk")[: (turn + 1) % 3])


def responsible_of(row, turn):
    row.responsibilities.all().delete()
    for organisation, side in zip(Organisation.objects.order_by("pk"), ("danish", "partner"), strict=True):
        if (turn + len(side)) % 2:
            row.responsibilities.get_or_create(organisation=organisation, side=side)


def place_of(row, turn):
    with change_set(by=None, channel=Channel.COMMAND, event="row_changed") as record:
        record.update(
            row, kind=Commitment.Kind.values[turn % 5], withdrawn_on=[None, clock.today()][turn % 2]
        )


def test_eight_people_who_write_at_once_lose_no_count(plan, tried):
    people = [factories.user(f"person{number}") for number in range(PEOPLE)]

    def report_of(row, turn, by):
        status.report_status(row, status.ReportContent(status=["under_way", "fulfilled"][turn % 2]), by=by)

    def write(who, meeting):
        for turn in range(TURNS):
            row = Commitment.objects.filter(programme=plan).order_by("pk")[(who + turn) % ROWS]
            tasks = {
                0: lambda row=row, turn=turn: marks_of(row, turn),
                1: lambda row=row, turn=turn: responsible_of(row, turn),
                2: lambda row=row, turn=turn: place_of(row, turn),
                3: lambda row=row, turn=turn: report_of(row, turn, people[who]),
            }
            meeting.inside(who, tasks[(who + turn // 2) % 4])

    meeting = meet(write)
    assert meeting.most_at_once() > 1
    assert kept.rebuild(on=clock.today()) == 0
    agree(clock.now())
    tried(f"{len(meeting.results)} writes at once on {ROWS} commitments, {meeting.most_at_once()} at a time")


def test_an_edit_and_what_it_is_counted_by_at_once(plan):
    """Publishing commitments while others mark them: each must know of the other."""
    by = factories.superuser()

    def write(who, meeting):
        for turn in range(TURNS):
            row = Commitment.objects.filter(programme=plan).order_by("pk")[turn % ROWS]
            if who % 2:
                meeting.inside(
                    who,
                    lambda row=row: Commitment.objects.filter(pk=row.pk).update(
                        is_published=not row.is_published
                    ),
                )
            else:
                meeting.inside(who, lambda row=row, turn=turn: _mark(row, turn + who, by))

    meet(write)
    assert kept.rebuild(on=clock.today()) == 0
    agree(clock.now())


def _mark(row, turn, by):
    """Whoever comes second is told so, and comes back."""
    while True:
        row.refresh_from_db()
        sectors = list(Sector.objects.order_by("pk").values_list("pk", flat=True))[: turn % 3]
        try:
            return commitments.edit_commitment(
                row, values={"sectors": sectors}, expected_version=row.version, by=by
            )
        except commitments.StaleVersion:
            continue
