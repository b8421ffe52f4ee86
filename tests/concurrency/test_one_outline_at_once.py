"""Eight reviewers of one agreement text at the same moment: at one item a single one decides, elsewhere all do."""

import pytest

from embassy import clock
from programmes.actions.drafts import AlreadyDecided
from programmes.agreements.review import review_service
from programmes.models import AgreementReading, Programme
from tests import factories
from tests.agreements.drafts import PLAN, frame, sent
from tests.concurrency.together import PEOPLE, meet

pytestmark = pytest.mark.django_db(transaction=True)
LONG = PLAN + "".join(
    f"- Exchange of experts on subject number {n} in clinical trials.\n" for n in range(PEOPLE)
)


@pytest.fixture
def reviewers():
    factories.partnership()
    factories.country("DK", is_partner=False)
    return [factories.administrator(username=f"reviewer{number}") for number in range(PEOPLE)]


@pytest.fixture
def reading(reviewers):
    return sent(reviewers[0], LONG)


def outcome(work):
    """What became of somebody's write: `done`, or the name of why not."""
    try:
        work()
    except (review_service.Overtaken, AlreadyDecided) as refusal:
        return type(refusal).__name__
    return "done"


def leave_out(reading, item, by):
    review_service.decide(reading, [("leave_out", item, {})], since=0, by=by, at=clock.now())


def test_at_one_item_one_decides_and_the_others_are_told(reading, reviewers, tried):
    def decide(who, meeting):
        meeting.inside(who, lambda: outcome(lambda: leave_out(reading, "c2", reviewers[who])))

    meeting = meet(decide)
    assert sorted(meeting.results) == ["Overtaken"] * (PEOPLE - 1) + ["done"]
    assert reading.steps.count() == 1
    assert meeting.most_at_once() > 1
    tried(
        f"{PEOPLE} reviewers at one item: 1 decided, {PEOPLE - 1} were told; {meeting.most_at_once()} at once"
    )


def test_at_different_items_nobody_is_in_the_way(reading, reviewers, tried):
    items = [item.name for item in review_service.review_of(reading).items()]

    def decide(who, meeting):
        meeting.inside(who, lambda: outcome(lambda: leave_out(reading, items[who], reviewers[who])))

    meeting = meet(decide)
    assert meeting.results == ["done"] * PEOPLE
    steps = list(reading.steps.order_by("position").values_list("position", flat=True))
    assert steps == list(range(1, PEOPLE + 1))
    assert {item.name for item in review_service.review_of(reading).items() if item.is_left_out} == set(
        items[:PEOPLE]
    )
    assert meeting.most_at_once() > 1
    tried(f"{PEOPLE} reviewers at different items: all decided; {meeting.most_at_once()} at once")


def test_made_by_all_at_once_there_is_one_programme(reading, reviewers, tried):
    def make(who, meeting):
        at = clock.now()
        meeting.inside(
            who,
            lambda: outcome(
                lambda: review_service.make(reading, frame=frame(), since=0, by=reviewers[who], at=at)
            ),
        )

    meeting = meet(make)
    assert sorted(meeting.results) == ["AlreadyDecided"] * (PEOPLE - 1) + ["done"]
    assert Programme.objects.count() == 1
    assert AgreementReading.objects.get().programme == Programme.objects.get()
    assert meeting.most_at_once() > 1
    tried(f"{PEOPLE} people made one draft: one programme; {meeting.most_at_once()} at once")
