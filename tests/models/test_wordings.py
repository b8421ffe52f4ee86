"""Which wording stands for all: an original before its translations; what a machine drafted is never public."""

import io
import itertools
import json
import zipfile

import pytest
from django.db import IntegrityError, transaction

from embassy import clock
from embassy.audit import Channel, change_set
from programmes.actions import current
from programmes.change_events import ChangeEvent
from programmes.models import Commitment, Wording
from tests import factories
from tests.searching import numbers_with

IN_ORDER = ["signed", "ministry_summary", "official_translation", "courtesy_translation"]
PAGE = "/en/south-korea/2021-2024/1.1.1/"


@pytest.fixture
def commitment(plan):
    """A commitment whose wordings the test makes."""
    row = plan.commitments.get(number="1.1.1")
    Wording.objects.filter(commitment=row).delete()
    return row


@pytest.fixture
def plan(db):
    factories.partnership("KR")
    return factories.plan(3)


def word(commitment, provenance, **values):
    """Wordings of one provenance differ in language, so that several may hold at once."""
    with change_set(by=None, channel=Channel.COMMAND, event=ChangeEvent.CONTENT_LOADED) as record:
        return record.create(
            Wording(
                commitment=commitment,
                provenance=provenance,
                **{"text": f"Words: {provenance}.", "language": "en", **values},
            )
        )


@pytest.mark.parametrize("pair", list(itertools.combinations(IN_ORDER, 2)))
@pytest.mark.parametrize("is_turned", [False, True])
def test_of_two_wordings_the_original_stands_before_the_translation(commitment, pair, is_turned):
    for provenance in reversed(pair) if is_turned else pair:
        word(commitment, provenance)
    wordings = Wording.objects.filter(commitment=commitment).by_precedence()
    assert [wording.provenance for wording in wordings] == list(pair)
    assert sorted(wordings, key=lambda wording: wording.precedence) == list(wordings)
    current.refresh([commitment], at=clock.now())
    assert Commitment.objects.get(pk=commitment.pk).current_wording.provenance == pair[0]


def test_a_page_shows_a_ministry_summary_before_its_translations(client, commitment):
    for provenance in reversed(IN_ORDER[1:]):
        word(commitment, provenance)
    page = client.get(PAGE).content.decode()
    places = [page.index(f"Words: {provenance}.") for provenance in IN_ORDER[1:]]
    assert places == sorted(places)


def test_on_an_earlier_day_a_list_is_headed_by_the_original_of_that_day(client, commitment):
    Commitment.objects.filter(pk=commitment.pk).update(plain_title_da="", plain_title_en="")
    word(commitment, "official_translation")
    word(commitment, "ministry_summary")
    page = client.get("/en/south-korea/2021-2024/?on=2023-01-01").content.decode()
    assert "Words: ministry_summary." in page
    assert "Words: official_translation." not in page


def test_of_several_signed_texts_the_first_entered_stands_for_all(commitment):
    first, second = word(commitment, "signed", language="ko"), word(commitment, "signed", language="en")
    assert list(Wording.objects.filter(commitment=commitment).by_precedence()) == [first, second]


def test_what_a_machine_drafted_is_nowhere_public(client, commitment):
    draft = word(commitment, "machine_draft", text="Xylographic ministerial draft.", language="da")
    translated = word(commitment, "signed", text="Annual talks.")
    current.refresh([commitment], at=clock.now())
    places = [
        PAGE, "/da/south-korea/2021-2024/1.1.1/", "/da/south-korea/2021-2024/", "/da/south-korea/timeline/",
        "/da/search/?q=Xylographic", "/da/south-korea/2021-2024/?q=Xylographic",
        "/da/south-korea/2021-2024/commitments.csv", "/da/south-korea/2021-2024/commitments.json?on=2023-01-01",
        "/api/commitments", "/api/commitments/KR-2021-1.1.1", "/da/south-korea/2021-2024/1.1.1/?on=2023-01-01",
    ]  # fmt: skip
    for place in places:
        response = client.get(place)
        assert response.status_code == 200, place
        assert "ministerial draft" not in response.content.decode(), place
    with zipfile.ZipFile(io.BytesIO(client.get("/api/dump.zip").content)) as archive:
        texts = "".join(archive.read(name).decode() for name in archive.namelist())
    assert "Annual talks." in texts
    assert "Xylographic" not in texts
    assert "machine_draft" not in texts
    assert "machine_draft" not in client.get("/api/openapi.json").content.decode()
    assert "Annual talks." in client.get(PAGE).content.decode()
    assert Wording.objects.by_precedence().filter(commitment=commitment).last() == draft
    assert Commitment.objects.get(pk=commitment.pk).current_wording == translated
    assert numbers_with("annual talks") == [commitment.number]
    assert numbers_with("xylographic") == []


def test_with_nothing_but_a_machines_draft_a_commitment_has_no_public_words(client, commitment):
    word(commitment, "machine_draft")
    current.refresh([commitment], at=clock.now())
    assert Commitment.objects.get(pk=commitment.pk).current_wording is None
    assert json.loads(client.get("/api/commitments/KR-2021-1.1.1").content)["wording"] is None


def test_a_translation_names_what_it_translates(commitment):
    original = word(commitment, "signed", language="ko")
    translation = word(commitment, "courtesy_translation", translation_of=original)
    assert list(original.translations.all()) == [translation]


@pytest.mark.parametrize("provenance", IN_ORDER[:2])
def test_an_original_translates_nothing(commitment, provenance):
    other = word(commitment, "signed", language="ko")
    with (
        pytest.raises(IntegrityError, match="wording_that_is_an_original_translates_nothing"),
        transaction.atomic(),
    ):
        Wording.objects.create(
            commitment=commitment, text="Talks.", language="en", provenance=provenance, translation_of=other
        )


def test_a_wording_is_not_its_own_translation(commitment):
    row = word(commitment, "courtesy_translation")
    with pytest.raises(IntegrityError, match="wording_does_not_translate_itself"), transaction.atomic():
        Wording.objects.filter(pk=row.pk).update(translation_of=row.pk)
