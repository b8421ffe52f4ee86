"""The page that a reader gets while a PDF is made: without a fault, and it asks again by itself, scripts or none."""

import pytest
from playwright.sync_api import expect

from embassy.long_work import Answer, Progress, State
from programmes.public.downloads import programme_pdf
from tests import factories
from tests.browser.conftest import axe

PDF = "/{}/south-korea/2021-2024/publication.pdf"


@pytest.fixture
def answers(transactional_db, monkeypatch):
    """What the maker says, one after another; the last again and again."""
    factories.partnership("KR")
    factories.plan(1)
    states = [State.MAKING]

    def result_of(order):
        return Answer(states.pop(0) if len(states) > 1 else states[0], progress=Progress(1, 4))

    monkeypatch.setattr(programme_pdf, "result_of", result_of)
    return states


@pytest.mark.parametrize("state", [State.MAKING, State.FAILED])
@pytest.mark.parametrize("language", ["en", "da"])
def test_it_has_no_accessibility_fault(new_page, answers, language, state):
    answers[:] = [state]
    page = new_page()
    assert page.goto(PDF.format(language)).status == 503
    assert axe(page) == []


def test_it_asks_again_by_itself_without_scripts(new_page, answers):
    answers[:] = [State.MAKING, State.MAKING, State.FAILED]
    page = new_page(java_script_enabled=False)
    page.goto(PDF.format("en"))
    expect(page.get_by_text("This document is being made.")).to_be_visible()
    expect(page.get_by_text("This document could not be made.")).to_be_visible(timeout=60_000)
