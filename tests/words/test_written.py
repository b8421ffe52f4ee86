"""What people wrote keeps its lines and names its language, wherever it is shown."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import engines
from django.test import Client
from django.utils import translation

from embassy import clock
from embassy.languages import pick
from programmes.models import Activity
from programmes.public.downloads.publication import publication
from programmes.public.pages.programme import published_programmes
from programmes.words.written import written
from tests import factories

LINES = "Three things:\n1. Foo <b>\r\n2. Bar"
SHOWN = "Three things:<br>1. Foo &lt;b&gt;<br>2. Bar"
DANISH = f'<span lang="da">{SHOWN}</span> <span class="in-language">(in Danish)</span>'


@pytest.mark.parametrize(("language", "shown"), [("", SHOWN), ("en", SHOWN), ("da", DANISH)])
def test_lines_stay_and_another_language_is_named(language, shown):
    with translation.override("en"):
        assert written(LINES, language) == shown
        template = engines["django"].from_string("{{ text|written:language }}")
        assert template.render({"text": LINES, "language": language}) == shown
        assert written(written(LINES, language), "ko") == shown, "once is enough"


def test_a_text_that_fell_back_names_its_language():
    with translation.override("en"):
        assert written(pick(da=LINES, en="")) == DANISH
        assert written(pick(da="", en=LINES)) == SHOWN
    with translation.override("da"):
        assert "(på engelsk)" in written(pick(da="", en=LINES))


# ---- every page


@pytest.mark.django_db
def test_public_pages_feeds_and_pdf_keep_the_lines_of_what_people_wrote():
    plan = factories.plan(1)
    first = plan.commitments.get()
    first.wordings.update(text=LINES)
    factories.report(first, summary=LINES, summary_language="da", evidence=LINES, evidence_language="en")
    plan.partnership.notes.create(key="n", text_da=LINES, audience="public")
    meeting = Activity.objects.create(
        kind="meeting",
        title_en="Talks",
        participants=LINES,
        outcome=LINES,
        text_language="da",
        is_public=True,
    )
    meeting.commitments.add(first)
    reader, page = Client(), "/en/south-korea/2021-2024/1.1.1/"
    text = reader.get(page).content.decode()
    assert text.count(DANISH) == 3, "the summary, participants and outcome"
    assert text.count(SHOWN) == 5, "and the wording and the evidence"
    assert reader.get("/en/south-korea/").content.decode().count(DANISH) == 1
    feed = reader.get("/en/changes.atom").content.decode()
    assert feed.count("Three things:&lt;br&gt;1. Foo") == 2
    with translation.override("en"):
        book = publication(published_programmes("south-korea")[0], at=clock.now(), site="https://example.org")
    assert f'<blockquote lang="en">{SHOWN}' in str(book.areas)
    answer = reader.get("/api/commitments/KR-2021-1.1.1").json()["reports"][0]
    assert (answer["summary"]["language"], answer["evidence"]["language"]) == ("da", "en")


# ---- every template

TEXTS = (
    "summary", "evidence", "outcome", "participants", "internal_note", "return_note", "withdrawal_reason", "reason",
    "note", "standfirst", "signing_note", "period_note", "text", "wording",
)  # fmt: skip
PRINTED = re.compile(rf"\{{\{{ ([\w.]*\b(?:{'|'.join(TEXTS)}))((?:\|[^ }}]*)*) \}}\}}")
HANDED_ON = re.compile(rf"\{{% blocktranslate [^%]*?\w+=([\w.]*\b(?:{'|'.join(TEXTS)}))((?:\|\S*)*)[ %]")
# What has such a name and is our own words.
OURS = {
    ("agreements/item.html", "part.reason"): "why the reader took it for what it is",
    ("workspace/tasks.html", "task.reason"): "why it is in the list",
    ("public/not_then.html", "reason"): "why the page was not there then",
    ("admin/change_form.html", "reason"): "what a field is filled with",
    ("public/search.html", "page.summary"): "how many results there are",
    ("400.html", "reason"): "why the request could not be read",
    ("components/typed.html", "text"): "in a field, which keeps its lines",
    ("components/typed_in_both.html", "text"): "in a field, which keeps its lines",
    ("components/unsent.html", "text"): "in a field, which keeps its lines",
    ("workspace/table.html", "text"): "in a field, which keeps its lines",
    ("workspace/titles.html", "text"): "in a field, which keeps its lines",
}


def printed():
    """(template, variable, filters) of everything that a template prints under the name of a person's text."""
    root = Path(settings.BASE_DIR) / "templates"
    for path in sorted(root.rglob("*.html")):
        text = path.read_text(encoding="utf-8")
        for pattern in (PRINTED, HANDED_ON):
            for variable, filters in pattern.findall(text):
                if not variable.startswith("form."):
                    yield path.relative_to(root).as_posix(), variable, filters


def test_no_template_prints_what_a_person_wrote_without_its_lines():
    found = list(printed())
    assert len(found) > 30
    raw = {(template, variable) for template, variable, filters in found if "|written" not in filters}
    assert raw == set(OURS)
