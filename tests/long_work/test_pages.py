"""What a reader sees of a PDF that is being made, or could not be: a page that nobody keeps, in their language."""

import pytest
from django.test import override_settings

from embassy.long_work import Answer, Progress, State
from programmes.public.downloads import programme_pdf
from tests import factories
from tests.public.wsgi_client import ask, page_cache

PDF = "/{}/south-korea/2021-2024/publication.pdf"


@pytest.fixture
def answered(db, monkeypatch):
    factories.partnership("KR")
    factories.plan(1)

    def answer(state, **progress):
        given = Answer(state, progress=Progress(**progress))
        monkeypatch.setattr(programme_pdf, "result_of", lambda order: given)

    return answer


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("This document is being made.", "30 % is done.", "Ask again now", "after 5 seconds")),
        ("da", ("Dokumentet bliver lavet.", "30 % er færdigt.", "Spørg igen nu", "efter 5 sekunder")),
    ],
)
def test_being_made_it_says_so_and_asks_again_by_itself(client, answered, language, words):
    answered(State.MAKING, done=3, total=10)
    response = client.get(PDF.format(language))
    assert response.status_code == 503
    assert (response["Retry-After"], response["Refresh"]) == ("5", "5")
    assert response["Cache-Control"] == "no-store"
    assert not response.cookies
    page = response.content.decode()
    for word in words:
        assert word in page
    assert f'lang="{language}"' in page
    assert "<script" not in page


@pytest.mark.parametrize(
    ("language", "word"), [("en", "This document could not be made."), ("da", "Dokumentet kunne ikke laves.")]
)
def test_failed_it_says_so_and_does_not_ask_again(client, answered, language, word):
    answered(State.FAILED)
    response = client.get(PDF.format(language))
    assert response.status_code == 503
    assert response["Retry-After"] == "600"
    assert "Refresh" not in response
    page = response.content.decode()
    assert word in page
    assert PDF.format(language).removesuffix("publication.pdf") in page


@pytest.mark.django_db(transaction=True)
def test_pages_kept_ready_do_not_keep_it(answered):
    with override_settings(ALLOWED_HOSTS=["localhost"]):
        site = page_cache()
        answered(State.MAKING)
        assert ask(site, PDF.format("en")).status == 503
        answered(State.FAILED)
        assert b"could not be made" in ask(site, PDF.format("en")).content
