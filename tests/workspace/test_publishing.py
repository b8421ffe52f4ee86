"""The pages on which it is confirmed which statuses are public, and on which a country's publication is stopped."""

import pytest

from embassy.models import ChangeSet
from programmes.actions.publishing import confirm_visibility
from programmes.models import Commitment, Partnership, WithholdingWord
from programmes.workspace.pages import publishing as pages
from tests import factories
from tests.workspace.conftest import as_

pytestmark = pytest.mark.django_db
PAGE, STOP = "/en/work/KR-2021/visibility/", "/en/work/publication/south-korea/"


@pytest.fixture
def keeper():
    return factories.administrator()


@pytest.fixture
def draft():
    WithholdingWord.objects.create(text="defence")
    plan = factories.plan(2, is_published=False)
    factories.commitment(plan, wording="Dialogue on defence.", number="1.1.3", position=3)
    plan.commitments.update(status_visibility="unconfirmed", public_status="withheld")
    return plan


def ticked(page):
    boxes = page.split('name="withheld" id="withheld-')[1:]
    return [box.split('"')[0] for box in boxes if "checked" in box.split(">")[0]]


def test_words_propose_and_a_person_decides(draft, keeper):
    ids = [str(pk) for pk in draft.commitments.order_by("position").values_list("pk", flat=True)]
    reader = as_(keeper)
    page = reader.get(PAGE).content.decode()
    assert ticked(page) == ids[2:]
    assert "contains “defence”" in page
    refused = reader.post(PAGE, {"shown": ids, "withheld": ids[:1]})
    assert refused.status_code == 422
    assert ticked(refused.content.decode()) == ids[:1]
    assert "Say that you have looked through them" in refused.content.decode()
    assert draft.commitments.unconfirmed().count() == 3
    done = reader.post(PAGE, {"shown": ids, "withheld": ids[:1], "is_read": "on"}, follow=True)
    assert "Confirmed for 3 commitments" in done.content.decode()
    assert "It is confirmed for every commitment." in done.content.decode()
    assert list(draft.commitments.order_by("position").values_list("status_visibility", flat=True)) == [
        "withheld", "public", "public",
    ]  # fmt: skip


def test_only_what_was_on_the_page_is_confirmed(draft, keeper, monkeypatch):
    monkeypatch.setattr(pages, "ON_A_PAGE", 2)
    reader = as_(keeper)
    page = reader.get(PAGE).content.decode()
    assert "1 more follows on the next page." in page
    shown = [part.split('"')[0] for part in page.split('name="shown" value="')[1:]]
    assert len(shown) == 2
    page = reader.post(PAGE, {"shown": shown, "is_read": "on"}, follow=True).content.decode()
    assert "1.1.3" in page.split('name="shown"')[1]
    assert draft.commitments.unconfirmed().count() == 1


def test_what_was_confirmed_meanwhile_is_left_and_said(draft, keeper):
    reader, ids = as_(keeper), list(draft.commitments.values_list("pk", flat=True))
    confirm_visibility(draft, shown=ids, withheld=ids, by=keeper)
    page = reader.post(PAGE, {"shown": ids, "is_read": "on"}, follow=True).content.decode()
    assert "nothing was changed" in page
    assert not draft.commitments.filter(status_visibility="public").exists()


def test_commitments_elsewhere_and_made_up_ones_are_refused(draft, keeper):
    other = factories.plan(1, iso2="CN").commitments.get()
    for pk in (other.pk, 10**12, "x"):
        assert as_(keeper).post(PAGE, {"shown": [pk], "is_read": "on"}).status_code == 422


def test_queries_do_not_grow_with_commitments(draft, keeper, django_assert_max_num_queries):
    reader = as_(keeper)
    reader.get(PAGE)
    for number in range(4, 40):
        row = factories.commitment(draft, number=f"1.1.{number}", position=number)
        Commitment.objects.filter(pk=row.pk).update(status_visibility="unconfirmed")
    with django_assert_max_num_queries(14):
        reader.get(PAGE)


def test_a_country_is_stopped_by_one_button_and_shown_again(keeper, client):
    factories.plan(1)
    reader = as_(keeper)
    assert "South Korea" in reader.get("/en/work/publication/").content.decode()
    page = reader.post(STOP, {"action": "stop"}, follow=True).content.decode()
    assert "Publication for South Korea is stopped." in page
    assert "Show it again" in page
    assert client.get("/en/south-korea/").status_code == 404
    assert "The public sees nothing of South Korea." in reader.get("/en/work/dashboard/").content.decode()
    faster = reader.post(STOP, {"action": "stop", "reason": "Me too, since talks are on"})
    assert faster.status_code == 409
    assert "Me too, since talks are on" in faster.content.decode()
    reader.post(STOP, {"action": "resume", "reason": "Talks are over"})
    assert client.get("/en/south-korea/").status_code == 200
    assert [change.event for change in ChangeSet.objects.order_by("pk")] == [
        "publication_stopped", "publication_resumed",
    ]  # fmt: skip
    assert reader.post(STOP, {"action": "delete"}).status_code == 422
    assert Partnership.objects.get().is_published
