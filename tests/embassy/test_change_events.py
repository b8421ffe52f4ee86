"""A change set says what it did as a code; its sentence is made where it is read, in the reader's language."""

import pytest
from django.utils import translation

from embassy import change_events
from embassy.audit import Channel, change_set
from embassy.change_events import RecordEvent
from embassy.models import ChangeSet
from programmes.change_events import ChangeEvent
from programmes.models import Sector
from programmes.words.event_sentences import SENTENCES
from tests.architecture.source import ROOT, modules

# Written by the migration alone, for rows from before there were codes.
NOT_WRITTEN_TODAY = {RecordEvent.UNCLASSIFIED}
CODES = [*RecordEvent, *ChangeEvent]
PARAMETERS = {
    "reference": "KR-2021-1.1.1", "count": 3, "title": "TITLE", "name": "NAME", "number": 12, "period": "2022",
    "model": "programmes.sector", "country": "KR",
}  # fmt: skip


def said(event, parameters, language):
    with translation.override(language):
        return change_events.words(event, parameters)


def label(event, language):
    with translation.override(language):
        return str(change_events.labels()[event])


@pytest.mark.parametrize("event", CODES, ids=str)
def test_every_code_is_registered_under_a_name_in_both_languages(event):
    assert label(event, "en")
    assert label(event, "da") != label(event, "en")


@pytest.mark.parametrize("event", [*SENTENCES], ids=str)
def test_every_sentence_names_its_parameters_in_both_languages(event):
    danish, english = (said(event, PARAMETERS, language) for language in ("da", "en"))
    assert danish != english
    for sentence in (danish, english):
        assert "%" not in sentence
        assert any(str(value) in sentence for value in PARAMETERS.values())
        assert sentence != label(event, "en")


@pytest.fixture(scope="module")
def sources():
    """The text of every module but those that name the codes."""
    of_codes = {"embassy/change_events.py", "programmes/change_events.py"}
    return [(ROOT / path).read_text("utf-8") for path, _tree in modules() if str(path) not in of_codes]


@pytest.mark.parametrize("event", [code for code in CODES if code not in NOT_WRITTEN_TODAY], ids=str)
def test_every_code_is_written_by_something(event, sources):
    name = f"{type(event).__name__}.{event.name}"
    assert any(name in source for source in sources)


def test_codes_are_short_plain_and_each_app_has_its_own():
    assert len({str(code) for code in CODES}) == len(CODES)
    assert all(str(code).replace("_", "").islower() and len(code) <= 40 for code in CODES)


def test_a_row_is_called_by_its_kind():
    assert said("row_added", {"model": "programmes.sector"}, "en") == "Added: sector"
    assert said("row_added", {"model": "gone.away"}, "en") == "Added: gone.away"


def test_an_old_change_without_parameters_is_called_what_all_of_its_kind_are():
    assert said("round_opened", {}, "en") == "Reporting round opened"
    assert said("sectors_set", {}, "en") == "Sectors set"


def test_what_was_never_classified_says_nothing():
    assert said("unclassified", {}, "en") == ""


@pytest.mark.django_db
class TestWriting:
    def write(self, **options):
        with change_set(by=None, channel=Channel.COMMAND, **options) as record:
            record.create(Sector(slug="water", name_da="Vand", name_en="Water"))

    def test_code_and_parameters_are_kept_beside_a_persons_reason(self):
        self.write(event=ChangeEvent.ROUND_OPENED, parameters={"title": "Spring"}, reason="As agreed")
        change = ChangeSet.objects.get()
        assert (change.event, change.parameters, change.reason) == (
            "round_opened", {"title": "Spring"}, "As agreed",
        )  # fmt: skip
        assert str(change).endswith("Opened the round “Spring” As agreed")

    def test_forgetting_the_code_is_an_error(self):
        with pytest.raises(TypeError, match="event"):
            self.write()

    def test_a_code_that_no_app_knows_is_refused(self):
        with pytest.raises(ValueError, match="nonsense"):
            self.write(event="nonsense")
        assert not Sector.objects.exists()

    def test_a_change_set_is_described_before_it_is_written_and_not_after(self):
        with change_set(by=None, channel=Channel.ADMIN, event="rows_deleted") as record:
            record.describe(ChangeEvent.SECTORS_SET, {"count": 2})
            record.create(Sector(slug="water", name_da="Vand", name_en="Water"))
            assert record.begin().event == "sectors_set"
            with pytest.raises(ValueError, match="written already"):
                record.describe(ChangeEvent.DEADLINE_SET, {})
