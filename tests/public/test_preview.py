"""A draft is seen as readers will see it, by those who may edit it: nothing of it stays, and nobody else sees it."""

import re
import threading

import pytest
from django.apps import apps
from django.db import connection

from embassy.page_cache import stamp
from programmes.actions.publishing import Answers, publish
from programmes.models import Commitment, Programme
from programmes.public import preview
from tests import factories
from tests.workspace.conftest import as_

pytestmark = pytest.mark.django_db
PAGE, TEXT = "/en/work/KR-2021/preview/", "/en/work/KR-2021/preview/text/"
ONE = f"{PAGE}1.1.2/"
PUBLIC = "/en/south-korea/2021-2024/"
# What has no preview: its links lead to the programme's.
FILES = (
    "commitments.csv",
    "commitments.xlsx",
    "commitments.json",
    "changes.atom",
    "calendar.ics",
    "publication.pdf",
)


def make_draft(**values):
    plan = factories.plan(3, is_published=False, standfirst_en="About water.", **values)
    plan.text = factories.document(kind="programme_text", is_public=False)
    plan.save()
    factories.passage(plan.text, text="Both sides will keep the water clean.")
    plan.commitments.filter(number="1.1.2").update(
        proposed_title_en="Never seen", plain_title_da="", plain_title_en=""
    )
    return plan


@pytest.fixture
def draft():
    return make_draft()


@pytest.fixture
def keeper():
    return factories.administrator()


def everything():
    """Every row of every table."""
    found = {}
    for model in apps.get_models():
        if model._meta.managed:
            found[model._meta.label] = sorted(map(str, model._base_manager.values_list()))
    return found


def without_banner(page):
    return re.sub(r'<aside class="preview-banner".*?</aside>\n?', "", page, flags=re.S)


@pytest.mark.parametrize(
    ("address", "public"), [(PAGE, PUBLIC), (ONE, f"{PUBLIC}1.1.2/"), (TEXT, f"{PUBLIC}text/")]
)
def test_it_is_the_page_that_readers_get_once_it_is_published(draft, keeper, client, address, public):
    shown = as_(keeper).get(address).content.decode()
    assert client.get(public).status_code == 404
    assert "Preview. Not public." in shown
    draft.commitments.update(proposed_title_en="")
    draft.refresh_from_db()
    answers = Answers(partner_consented_on="2021", is_complete=True)
    publish(draft, answers, expected_version=draft.version, by=keeper)
    published = client.get(public).content.decode()
    assert "Never seen" not in shown
    before, mark, body = published.partition("<body>")
    body = body.replace(f'"{PUBLIC}', f'"{PAGE}').replace(f'"/da{PUBLIC[3:]}', f'"/da{PAGE[3:]}')
    for file in FILES:
        body = body.replace(f'"{PAGE}{file}"', f'"{PAGE}"')
    assert without_banner(shown) == f"{before}{mark}{body}"


def test_nothing_stays_and_no_page_is_made_anew(draft, keeper):
    reader = as_(keeper)
    reader.get(PAGE)
    before, version = everything(), stamp.read()
    for address in (PAGE, ONE, TEXT, f"{PAGE}?q=water&status=withheld", f"{PAGE}9.9.9/"):
        reader.get(address)
    assert everything() == before
    assert stamp.read() == version
    assert not Programme.objects.get().is_published


def test_nobody_keeps_it_and_no_search_engine_takes_it(draft, keeper):
    answer = as_(keeper).get(PAGE)
    assert "no-store" in answer["Cache-Control"]
    assert "private" in answer["Cache-Control"]
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert "ETag" not in answer


def test_a_commitment_that_is_held_back_has_none(draft, keeper):
    Commitment.objects.filter(number="1.1.3").update(is_published=False)
    assert as_(keeper).get(f"{PAGE}1.1.3/").status_code == 404
    assert "1.1.3" not in as_(keeper).get(PAGE).content.decode()


def test_links_lead_on_inside_the_preview_and_elsewhere_to_public_pages(draft, keeper):
    page = as_(keeper).get(PAGE).content.decode()
    assert f'href="{ONE}"' in page
    assert f'action="{PAGE}"' in page
    assert f'hx-get="{PAGE}"' in page
    assert 'href="/en/south-korea/"' in page
    assert PUBLIC not in page.partition("<body>")[2]
    found = as_(keeper).get(f"{PAGE}?q=nothing").content.decode()
    assert "0 of 3" in found


def test_it_is_seen_while_the_partnership_is_not_published(keeper):
    plan = make_draft()
    plan.partnership.is_published = False
    plan.partnership.save()
    assert as_(keeper).get(PAGE).status_code == 200


def test_the_preview_of_what_is_published_is_its_page(keeper, client):
    factories.plan(2)
    assert "1.1.1" in as_(keeper).get(PAGE).content.decode()


def test_an_error_on_the_way_rolls_back_too(draft, keeper, monkeypatch):
    monkeypatch.setattr(preview.views, "answer_programme", lambda *_args: 1 / 0)
    reader = as_(keeper)
    before = everything()
    with pytest.raises(ZeroDivisionError):
        reader.get(PAGE)
    assert everything() == before


@pytest.mark.django_db(transaction=True)
def test_two_previews_at_once_and_a_reader_meanwhile(client):
    make_draft()
    readers = [as_(factories.administrator()) for _turn in range(2)]
    answers, start = [], threading.Barrier(3)

    def look(reader, address):
        start.wait()
        try:
            for _turn in range(5):
                answers.append((address, reader.get(address).status_code))
        finally:
            connection.close()

    threads = [threading.Thread(target=look, args=(reader, PAGE)) for reader in readers]
    threads.append(threading.Thread(target=look, args=(client, PUBLIC)))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(answers) == {(PAGE, 200), (PUBLIC, 404)}
    assert len(answers) == 15
    assert not Programme.objects.get().is_published
