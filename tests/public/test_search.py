"""The search: the same questions have the same answers on both databases, and nothing unpublished is among them."""

import re
import sqlite3
import time
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from embassy.audit import Channel, change_set
from programmes.content.load import load_content
from programmes.models import (
    Activity,
    Commitment,
    Document,
    Event,
    Note,
    Organisation,
    OrganisationAlias,
    Partnership,
    Passage,
    Programme,
    Responsibility,
    SearchEntry,
    SearchWord,
    Sector,
    Signatory,
)
from programmes.search import entries, index
from programmes.search.ranking import MOST, answers_to
from tests import factories

pytestmark = pytest.mark.django_db
Kind = SearchEntry.Kind

# What the real content answers: for each kind how many, and the first of them. `close` means: found in spite of a slip.
KOREA = {
    "partnership": (1, "south-korea"), "programme": (2, "KR-2016"), "commitment": (69, "KR-2021-4.1.2"),
    "event": (9, "kr-diplomatic-relations"),
}  # fmt: skip
VISIT = {"event": (9, "kr-crown-prince-couple-2012"), "note": (1, "kr-health-relations")}
VIETNAM = {
    "partnership": (1, "vietnam"),
    "event": (5, "vn-relations-1971"),
    "note": (1, "vn-sector-cooperation"),
}
MEDICINES = {"commitment": (2, "KR-2021-3.1.3"), "organisation": (1, "danish-medicines-agency")}
QUESTIONS = {
    "Vietnam": VIETNAM,
    "Viet Nam": VIETNAM,
    "viet-nam": VIETNAM,
    "vietnm": {**VIETNAM, "close": True},
    "South Korea": {**KOREA, "organisation": (8, "k-sure"), **VISIT},
    "Republic of Korea": {**KOREA, "passage": (6, 2)},
    "Sydkorea": {
        **KOREA, "commitment": (69, "KR-2021-4.2.3"), "organisation": (8, "ministry-of-science-and-ict"), **VISIT
    },
    "sydkorae": {
        **KOREA, "commitment": (69, "KR-2021-4.2.3"), "organisation": (8, "ministry-of-science-and-ict"), **VISIT,
        "close": True,
    },
    "ROK": {**KOREA, "commitment": (69, "KR-2021-1.1.1")},
    "Folkerepublikken": {
        "partnership": (1, "china"), "programme": (2, "CN-2017"), "commitment": (10, "CN-2017-1"),
        "event": (5, "cn-diplomatic-relations"),
    },
    "DKMA": {**MEDICINES, "passage": (2, 59)},
    "DMA": {**MEDICINES, "passage": (1, 121)},
    "lægemiddelstyrelsen": MEDICINES,
    "LAEGEMIDDELSTYRELSEN": MEDICINES,
    "Løgemiddelstyrelsen": {**MEDICINES, "close": True},
    "grøn omstilling": {"programme": (2, "CN-2023"), "note": (2, "au-pillars")},
    "gron omstilling": {"programme": (2, "CN-2023"), "note": (2, "au-pillars")},
    "Green Growth Alliance": {
        "commitment": (2, "KR-2021-1.1.2"), "organisation": (1, "green-growth-alliance"), "passage": (5, 7),
        "event": (1, "kr-green-growth-alliance-launch"),
    },
    "KR-2021": {
        "programme": (1, "KR-2021"), "commitment": (69, "KR-2021-1.1.1"),
        "event": (1, "kr-signing-joint-action-plan-2021"),
    },
    "KR-2021-1.1.3": {"commitment": (1, "KR-2021-1.1.3")},
    "1.1.3": {"commitment": (1, "KR-2021-1.1.3")},
    "EU": {
        "commitment": (3, "KR-2021-4.2.1"), "organisation": (1, "european-union"), "passage": (3, 49)
    },
    "P4G": {"commitment": (3, "KR-2021-1.3.1"), "organisation": (1, "p4g"), "passage": (4, 8)},
    "kina vand": {"programme": (1, "CN-2023"), "commitment": (4, "CN-2017-9"), "note": (1, "cn-sector-cooperation")},
    "maritim": {
        "commitment": (7, "CN-2017-8"), "organisation": (1, "imo"), "passage": (2, 99),
        "note": (2, "cn-focus-areas"),
    },
    "agreements": {
        "commitment": (2, "KR-2021-4.2.1"), "event": (2, "cn-environment-agreements-2021"), "passage": (7, 48)
    },
    "helth": {
        "programme": (2, "CN-2023"), "commitment": (13, "KR-2021-3.1.2"), "organisation": (3, "nhis"),
        "passage": (15, 2), "event": (1, "mx-crown-prince-couple-2013"), "note": (10, "cn-focus-areas"), "close": True,
    },
    "the of": {
        "programme": (7, "ZA-GSP"), "commitment": (42, "CN-2017-7"), "passage": (49, 2),
        "organisation": (2, "office-of-the-danish-tech-ambassador"), "event": (19, "in-joint-commission-2010"),
        "note": (18, "au-pillars"),
    },
    "Løkke": {"event": (1, "cn-foreign-minister-2023")},
    "Loekke": {"event": (1, "cn-foreign-minister-2023")},
    "Kofod": {"programme": (1, "KR-2021"), "event": (2, "jp-foreign-ministers-2021"), "passage": (1, 5)},
    "Pena": {"event": (1, "mx-state-visit-2016")},
    "submarine": {},
    "": {},
}  # fmt: skip
KEYS = {
    Kind.PARTNERSHIP: (Partnership, "country__slug"),
    Kind.PROGRAMME: (Programme, "reference"),
    Kind.ORGANISATION: (Organisation, "slug"),
    Kind.PASSAGE: (Passage, "paragraph"),
    Kind.EVENT: (Event, "key"),
    Kind.ACTIVITY: (Activity, "key"),
    Kind.NOTE: (Note, "key"),
}


def key(kind, pk):
    if kind == Kind.COMMITMENT:
        return Commitment.objects.select_related("programme").get(pk=pk).reference
    model, column = KEYS[kind]
    return model.objects.values_list(column, flat=True).get(pk=pk)


def answered(q):
    answers = answers_to(q)
    kinds = ((kind, found.ids) for kind, found in answers.kinds.items() if found.ids)
    said = {kind.name.lower(): (len(ids), key(kind, ids[0])) for kind, ids in kinds}
    return said | ({"close": True} if said and answers.is_close else {})


@pytest.fixture
def content(settings):
    load_content(settings.BASE_DIR / "fixtures")


@pytest.fixture
def found(plan):
    """The keys of what a question finds, by kind, with the entries made as a change set would make them."""

    def ask(q):
        entries.rebuild()
        return {
            kind.name.lower(): [key(kind, pk) for pk in found.ids]
            for kind, found in answers_to(q).kinds.items()
            if found.ids
        }

    return ask


# ---- the same answers

# How PostgreSQL may be led to them: as it comes, by the list of all hits, and by going through all entries.
WAYS = [{}, {"ALIKE": -1, "FEW": 10**9}, {"ALIKE": -1, "FEW": -1, "COMMON": -1}]


@pytest.fixture(params=WAYS if connection.vendor == "postgresql" else WAYS[:1])
def every_way(request, monkeypatch):
    for name, value in request.param.items():
        monkeypatch.setattr(index, name, value)


@pytest.mark.usefixtures("every_way")
def test_the_real_content_answers_as_written_down(content, tried):
    said = {question: answered(question) for question in QUESTIONS}
    assert {question: said[question] for question in said if said[question] != QUESTIONS[question]} == {}
    tried("questions with written answers", len(QUESTIONS))


def test_a_part_of_a_danish_compound_is_found_after_whole_words(plan, found):
    first, second, third = plan.commitments.order_by("position")
    Commitment.objects.filter(pk=first.pk).update(plain_title_da="Nye havvindmølleparker")
    Commitment.objects.filter(pk=second.pk).update(plain_title_da="Mølleparker på land")
    Commitment.objects.filter(pk=third.pk).update(plain_title_da="En møllepark")
    assert found("møllepark")["commitment"] == [third.reference, second.reference, first.reference]
    assert found("havvind")["commitment"] == [first.reference]


def test_a_noun_is_found_in_its_other_forms(plan, found):
    Commitment.objects.filter(number="1.1.1").update(
        plain_title_da="En vindmølle", plain_title_en="One agreement"
    )
    assert found("vindmøllerne")["commitment"] == ["KR-2021-1.1.1"]
    assert found("agreements")["commitment"] == ["KR-2021-1.1.1"]


def test_a_title_that_has_the_word_comes_before_a_wording_that_has_it(plan, found):
    Commitment.objects.filter(number="1.1.3").update(plain_title_en="The alliance")
    assert found("alliance")["commitment"] == ["KR-2021-1.1.3", "KR-2021-1.1.1", "KR-2021-1.1.2"]


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("风能与水资源", "水资源"),
        ("재생에너지 협력", "에너지"),
        ("Café Ærø", "cafe aero"),
        ("Straße", "strasse"),
    ],
)
def test_other_letters_are_found(plan, found, text, question):
    plan.commitments.get(number="1.1.2").wordings.update(text=text)
    assert found(question)["commitment"] == ["KR-2021-1.1.2"]


@pytest.mark.usefixtures("every_way")
def test_more_than_a_hundred_are_said_to_be_more_and_the_titled_ones_are_among_them(plan, found):
    for position in range(4, MOST + 6):
        factories.commitment(
            plan, number=f"9.{position}", position=position, plain_title_en="", plain_title_da=""
        )
    Commitment.objects.filter(number=f"9.{MOST + 5}").update(plain_title_en="Alliance")
    references = found("alliance")["commitment"]
    assert len(references) == MOST
    assert references[0] == f"KR-2021-9.{MOST + 5}"
    assert answers_to("alliance").kinds[Kind.COMMITMENT].has_more


@pytest.mark.usefixtures("every_way")
def test_of_passages_which_have_no_titles_the_first_hundred_are_found(plan, found):
    document = factories.document(kind="programme_text")
    Programme.objects.filter(pk=plan.pk).update(text=document)
    for paragraph in range(MOST + 1):
        factories.passage(document, paragraph=paragraph, text="The brewers of both countries")
    assert found("brewers") == {"passage": list(range(MOST))}
    assert answers_to("brewers").kinds[Kind.PASSAGE].has_more


# ---- in step with what is written


def write(**change):
    return change_set(by=None, channel=Channel.COMMAND, event="row_changed", **change)


def test_what_is_written_through_the_recorder_is_found_at_once_and_rebuild_finds_nothing(plan):
    entries.rebuild()
    commitment = plan.commitments.get(number="1.1.1")
    with write() as record:
        ministry = record.create(Organisation(slug="zymurgy", name_en="Ministry of Zymurgy", kind="ministry"))
        record.create(OrganisationAlias(organisation=ministry, name="Bryggeriministeriet"))
        record.create(Responsibility(commitment=commitment, organisation=ministry, side="partner"))
        record.update(commitment, plain_title_en="Brewers meet")
        water = record.create(Sector(slug="water", name_da="Vandværker", name_en="Waterworks"))
        record.set_links(commitment, "sectors", [water])
    for question in ("zymurgy", "bryggeriministeriet", "brewers", "vandværker"):
        assert answered(question)["commitment"] == (1, "KR-2021-1.1.1"), question
    assert entries.rebuild() == 0
    with write() as record:
        record.update(ministry, name_en="Ministry of Ales")
        record.update(water, name_en="Wells")
    assert answered("zymurgy") == {}
    assert answered("ales wells") == {"commitment": (1, "KR-2021-1.1.1")}
    assert entries.rebuild() == 0


def test_what_is_deleted_or_renamed_is_not_found_any_more(plan):
    document = factories.document(kind="programme_text")
    Programme.objects.filter(pk=plan.pk).update(text=document)
    gone = factories.passage(document, text="The brewers of both countries")
    alias = OrganisationAlias.objects.create(organisation=factories.organisation(), name="Bryggerne")
    named = plan.commitments.get(number="1.1.2")
    part = Responsibility.objects.create(commitment=named, organisation=alias.organisation, side="danish")
    entries.rebuild()
    assert answered("brewers") == {"passage": (1, 1)}
    assert answered("bryggerne") == {
        "commitment": (1, "KR-2021-1.1.2"),
        "organisation": (1, "danish-energy-agency"),
    }
    with write() as record:
        record.delete(gone)
        record.delete(alias)
    assert answered("brewers") == answered("bryggerne") == {}
    with write() as record:
        record.delete(part)
    assert "commitment" not in answered("energy agency")
    assert entries.rebuild() == 0


def test_a_countrys_new_name_reaches_its_partnership_programmes_and_commitments(plan):
    entries.rebuild()
    country = plan.partnership.country
    with write() as record:
        record.update(country, name_en="Corea")
    assert answered("corea") == {
        "partnership": (1, "south-korea"), "programme": (1, "KR-2021"), "commitment": (3, "KR-2021-1.1.1")
    }  # fmt: skip
    assert entries.rebuild() == 0


def test_rebuild_repairs_whatever_is_wrong_and_then_finds_nothing(plan):
    entries.rebuild()
    entry = SearchEntry.objects.get(
        pk=SearchEntry.key(Kind.COMMITMENT, plan.commitments.get(number="1.1.1").pk)
    )
    SearchEntry.objects.filter(pk=entry.pk).update(words="nonsense", head="nonsense")
    SearchEntry.objects.filter(pk=SearchEntry.key(Kind.PROGRAMME, plan.pk)).delete()
    SearchEntry.objects.create(id=SearchEntry.key(Kind.PASSAGE, 77), object_id=77, words="left over")
    SearchWord.objects.filter(marked="^alliance$").delete()
    SearchWord.objects.create(marked="^leftover$")
    assert entries.rebuild() == 3
    assert entries.rebuild() == 0
    assert answered("allianc")["commitment"][0] == 3
    assert not SearchWord.objects.filter(marked="^leftover$").exists()


# ---- nothing that is not published


def hide(plan, what):
    if what == "commitment":
        Commitment.objects.filter(programme=plan).update(is_published=False)
    elif what == "programme":
        Programme.objects.filter(pk=plan.pk).update(is_published=False)
    elif what == "partnership":
        Partnership.objects.filter(pk=plan.partnership_id).update(is_published=False)
    else:
        Document.objects.filter(pk=plan.text_id).update(is_public=False)


@pytest.mark.usefixtures("every_way")
@pytest.mark.parametrize(
    ("what", "left"),
    [
        ("commitment", {"programme", "partnership", "passage"}),
        ("programme", {"partnership"}),
        ("partnership", set()),
        ("document", {"programme", "partnership", "commitment", "organisation"}),
    ],
)
def test_what_stops_being_published_is_neither_found_nor_counted_nor_meant(plan, read, what, left):
    plan.text = factories.document(kind="programme_text")
    plan.save()
    factories.passage(plan.text, text="In Zymurgia the sides will meet.")
    agency = factories.organisation("Zymurgia Agency")
    for commitment in plan.commitments.all():
        Responsibility.objects.create(commitment=commitment, organisation=agency, side="partner")
    Programme.objects.filter(pk=plan.pk).update(title_en="Plan for Zymurgia")
    plan.partnership.levels.create(title_da="Zymurgia", title_en="Zymurgia", agreed_on="2011")
    entries.rebuild()
    assert {*answered("zymurgia")} == {"commitment", "programme", "partnership", "organisation", "passage"}
    hide(plan, what)
    assert {*answered("zymurgia")} == left
    if not left:
        # As little as for a word that nobody ever wrote, but for the word itself.
        nonsense = read("/en/search/?q=qwertzui").replace("qwertzui", "zymurgia")
        assert read("/en/search/?q=zymurgia") == nonsense
        assert "Agency" not in read("/en/search/?q=zymurgia+agensy")


def test_reports_internal_notes_and_names_of_staff_are_not_looked_in(plan, found):
    writer = factories.user(first_name="Zymurgic")
    first = plan.commitments.first()
    Commitment.objects.filter(pk=first.pk).update(owner=writer)
    factories.report(first, by=writer, summary="Zymurgic success", internal_note="Zymurgic doubts")
    plan.partnership.notes.create(key="doubt", text_en="Zymurgic doubts")
    plan.partnership.events.create(key="talk", title_en="Zymurgic talks", kind="meeting", starts_on="2022")
    assert found("zymurgic") == {}
    assert not SearchWord.objects.filter(marked__startswith="^zymurgic").exists()


# ---- what happened, what editors remark, who signed


@pytest.fixture
def remarked(plan):
    """Zymurgist Løkke has signed, was at a visit, met about the first commitment, and is named in a note."""
    first = plan.commitments.get(number="1.1.1")
    plan.signatories.create(side="danish", name="Zymurgist Løkke", title_en="Minister", title_da="Minister")
    plan.partnership.events.create(
        key="visit", title_en="A visit", title_da="Et besøg", participants_en="Zymurgist Løkke", kind="visit",
        starts_on="2022-05", is_public=True,
    )  # fmt: skip
    plan.partnership.notes.create(key="remark", text_en="Zymurgist Løkke came late.", audience="public")
    meeting = Activity.objects.create(
        key="a-1", kind="meeting", title_en="Talks", participants="Zymurgist Løkke", is_public=True
    )
    meeting.commitments.add(first)
    return plan


REMARKED = {"programme": ["KR-2021"], "event": ["visit"], "activity": ["a-1"], "note": ["remark"]}


@pytest.mark.parametrize("q", ["Løkke", "loekke", "LOKKE", "“zymurgist”"])
def test_people_named_in_public_are_found(remarked, found, read, q):
    assert found(q) == REMARKED
    page = read(f"/en/search/?q={q}")
    assert "4 results" in page
    for address in ("/en/south-korea/2021-2024/", "/en/south-korea/#events", "1.1.1/#activities"):
        assert f'{address}"' in page
    assert page.count("</mark>") >= 4
    for address in ("/en/south-korea/", "/en/south-korea/2021-2024/", "/en/south-korea/2021-2024/1.1.1/"):
        assert "Zymurgist Løkke" in read(address), "what is found stands on the page that it leads to"


@pytest.mark.usefixtures("every_way")
@pytest.mark.parametrize(
    ("hidden", "kind"),
    [
        (lambda: Event.objects.update(is_public=False), "event"),
        (lambda: Activity.objects.update(is_public=False), "activity"),
        (lambda: Commitment.objects.update(status_visibility="withheld"), "activity"),
        (lambda: Commitment.objects.update(is_published=False), "activity"),
        (lambda: Note.objects.update(audience="internal"), "note"),
        (lambda: Note.objects.update(commitment=hidden_commitment()), "note"),
        (lambda: Programme.objects.update(signing_note_en="Signed in Seoul."), "programme"),
    ],
)
def test_and_none_that_the_public_may_not_read(remarked, found, hidden, kind):
    hidden()
    assert found("zymurgist") == {name: keys for name, keys in REMARKED.items() if name != kind}


def hidden_commitment():
    return factories.commitment(Programme.objects.get(), number="9", position=9, is_published=False)


def test_what_happened_is_found_as_soon_as_it_is_written_and_until_it_is_hidden(plan):
    entries.rebuild()
    with write() as record:
        event = record.create(
            Event(partnership=plan.partnership, key="fair", kind="other", starts_on="2022", title_en="Zymurgy fair",
                  title_da="Messe", is_public=True)
        )  # fmt: skip
        note = record.create(
            Note(partnership=plan.partnership, key="n", text_en="Zymurgy", audience="public")
        )
        record.create(Signatory(programme=plan, side="partner", name="Zymurgy Kim"))
    assert {*answered("zymurgy")} == {"event", "note", "programme"}
    with write() as record:
        record.update(event, is_public=False)
        record.update(note, audience="internal")
    assert {*answered("zymurgy")} == {"programme"}
    assert entries.rebuild() == 0


# ---- the page


def test_the_page_marks_the_words_and_counts_by_kind(plan, read):
    entries.rebuild()
    page = read("/en/search/?q=GREEN+growth")
    assert "<mark>Green</mark> <mark>Growth</mark> Alliance" in page
    assert "3 results" in page
    assert "/en/south-korea/2021-2024/1.1.1/" in page
    assert re.search(r'Commitments <span class="found-count">3</span>', page)
    assert "3 resultater" in read("/da/search/?q=GREEN+growth") or "3 results" in read(
        "/da/search/?q=GREEN+growth"
    )


def test_what_people_wrote_is_escaped_around_the_marks(plan, read):
    text = '<script>alert("alliance")</script> ' + "& so on " * 60 + "alliance"
    plan.commitments.get(number="1.1.1").wordings.update(text=text)
    entries.rebuild()
    page = read("/en/search/?q=alliance+script")
    assert "<script>alert" not in page
    assert "&lt;<mark>script</mark>&gt;" in page


def test_of_one_kind_there_are_pages(plan, read, refused):
    for position in range(4, 46):
        factories.commitment(plan, number=f"9.{position}", position=position)
    entries.rebuild()
    whole = read("/en/search/?q=alliance")
    assert "Show all 45" in whole
    assert whole.count("found-status") == 5
    first, last = (
        read("/en/search/?q=alliance&kind=commitment"),
        read("/en/search/?q=alliance&kind=commitment&page=3"),
    )
    assert first.count("found-status") == 20
    assert last.count("found-status") == 5
    assert 'rel="next"' in first
    assert 'rel="prev"' not in first
    assert 'rel="next"' not in last
    assert "Page 3 of 3" in last
    assert "Page 3 of 3" in read("/en/search/?q=alliance&kind=commitment&page=99")
    for odd in ("page=0", "page=-1", "page=x", "page=" + "9" * 50, "page=١", "kind=nonsense"):
        page = refused(f"/en/search/?q=alliance&{odd}")
        assert "Part of the web address could not be used" in page
        assert "is not a choice here" in page or "cannot be used" in page or "at most" in page
        assert "found-status" in page


def test_a_slip_is_forgiven_and_said(plan, read):
    entries.rebuild()
    page = read("/en/search/?q=alliannce")
    assert "Similar results:" in page
    assert "<mark>Alliance</mark>" in page


def test_who_finds_nothing_is_told_what_to_do(plan, read):
    entries.rebuild()
    page = read("/en/search/?q=submarine+sydkoreansk")
    assert "No results for" in page
    assert "Did you mean" in page
    assert "?q=South+Korea" in page


def test_the_price_in_queries_does_not_grow(plan, reader):
    def price():
        entries.rebuild()
        with CaptureQueriesContext(connection) as captured:
            assert reader.get("/en/search/?q=alliance").status_code == 200
        return len(captured)

    few = price()
    for position in range(4, 40):
        factories.commitment(plan, number=f"9.{position}", position=position)
    assert price() == few <= 20


HOSTILE = [
    '"', "'", "''';--", "*", "a*", "NEAR(", 'NEAR("a b", 5)', "AND", "OR NOT", "head:green", "{head} : x", "^green",
    "-green", "green + growth", "(((((", ")", "%", "_", "\\", "a & b | !c <-> d", "green:*", "''", "the of and",
    "😀", "😀 green", "\u0000green", "\ufeff", "\u202egreen", "a" * 10_000, "green " * 2_000, "é" * 500,
    " ".join(f"w{n}" for n in range(500)), "1" * 300, "0x41", "0x", "1e5", "1.", ".1", "١٢٣", "ﬀ", "ß" * 90,
    "\n\r\t", "ಕನ್ನಡ", "ไทย", "\ud7ff", "%00", "%s %d %(x)s", "{{ q }}", "<b>green</b>",
]  # fmt: skip


@pytest.mark.parametrize("language", ["da", "en"])
def test_whatever_is_asked_is_answered_soon(plan, reader, language, tried):
    entries.rebuild()
    reader.get(f"/{language}/search/")  # a process's first page loads what all need
    for question in HOSTILE:
        began = time.process_time()
        response = reader.get(f"/{language}/search/", {"q": question})
        is_usable = len(question.strip()) <= 200 and "\0" not in question
        assert response.status_code == (200 if is_usable else 422), question
        assert time.process_time() - began < 2, question
        assert b"<b>green" not in response.content
    assert reader.get(f"/{language}/search/?q=%ff%fe").status_code == 200
    tried("hostile questions", len(HOSTILE))


# ---- the index


def test_a_missing_index_is_seen_and_put_back_with_what_it_should_hold(plan):
    entries.rebuild()
    assert index.missing(connection) == []
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER programmes_searchentry_text_insert")
            cursor.execute("DROP TABLE programmes_searchword_letters")
        else:
            cursor.execute("DROP INDEX programmes_searchword_letters")
            cursor.execute("DROP INDEX programmes_searchentry_text_words")
    assert len(index.missing(connection)) == 2
    said = index.search_index_is_there(databases=["default"])
    assert [warning.id for warning in said] == ["programmes.W001"] * 2
    index.install(connection)
    assert index.missing(connection) == []
    assert answered("allianc")["commitment"][0] == 3


def put_off():
    """How many pages of an index on PostgreSQL hold what is still to be sorted in."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT gin_clean_pending_list('programmes_searchentry_text_words')")
        return cursor.fetchone()[0]


if connection.vendor == "postgresql":  # SQLite puts nothing off

    def test_nothing_is_put_off_that_every_search_would_then_read(plan):
        entries.rebuild()
        assert put_off() == 0
        with write() as record:
            record.update(plan.commitments.get(number="1.1.1"), plain_title_en="Brewers meet")
        assert put_off() == 0
        SearchEntry.objects.update(words="nonsense")
        assert put_off() > 0


@pytest.fixture
def few_values_in_a_question(db):
    """SQLite as it usually comes: 32,766 values in one question, not the 250,000 of Debian's."""
    connection.ensure_connection()
    if connection.vendor != "sqlite":
        yield
        return
    own = connection.connection.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, 32_766)
    yield
    connection.connection.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, own)


def test_a_change_set_of_any_size_is_followed(few_values_in_a_question):
    programme = factories.plan(2)
    wordings = [commitment.current_wording.pk for commitment in programme.commitments.all()]
    SearchEntry.objects.all().delete()
    entries.follow({"programmes.wording": ([*range(10**6, 10**6 + 80_000, 2), *wordings], [])})
    assert SearchEntry.objects.count() == 2


def test_the_migration_that_takes_words_apart_anew_leaves_them_to_be_filled_in_after_it(plan):
    entries.rebuild()
    SearchEntry.objects.update(words="old", head="old")
    migration = import_module("programmes.migrations.0018_words_as_people_write_them")
    migration.look_anew(apps, SimpleNamespace(connection=connection))
    assert not SearchWord.objects.exists()
    entries.fill_when_empty("default")
    assert answered("alliance")["commitment"][0] == 3
    assert entries.rebuild() == 0
