"""From a text that was sent to a draft programme, and back: all of it or nothing, and every doubt kept."""

import hashlib

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from embassy import clock
from embassy.models import ChangeSet
from programmes.actions import drafts
from programmes.actions.undo import CannotUndo
from programmes.agreements.review import review_service
from programmes.agreements.review.review import Impossible
from programmes.intake.refusal import Refused
from programmes.models import (
    AgreementReading,
    Commitment,
    Document,
    Note,
    Organisation,
    OrganisationAlias,
    Passage,
    Programme,
    Sector,
)
from tests import factories
from tests.agreements.drafts import KOREA, PLAN, frame, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator():
    factories.partnership()
    factories.country("DK", is_partner=False)
    return factories.administrator()


@pytest.fixture
def reading(administrator):
    return sent(administrator)


def make(reading, by, *, since=0, **values):
    return review_service.make(reading, frame=frame(**values), since=since, by=by, at=clock.now())


def decide(reading, by, *decisions, since=0):
    return review_service.decide(reading, decisions, since=since, by=by, at=clock.now())


def commitment(programme, number):
    return programme.commitments.select_related("current_wording__passage").get(number=number)


# --- sending


def test_what_was_sent_is_kept_with_its_hash(reading, administrator):
    assert bytes(reading.content) == PLAN.encode()
    assert reading.sha256 == hashlib.sha256(PLAN.encode()).hexdigest()
    assert (reading.uploaded_by, reading.format, reading.language) == (administrator, "txt", "en")
    assert ChangeSet.objects.get().by == administrator


def test_the_bytes_are_not_in_the_history(reading):
    entry = ChangeSet.objects.get().entries.get()
    assert entry.after["sha256"] == reading.sha256
    assert "content" not in entry.after
    assert "found" not in entry.after


@pytest.mark.parametrize(
    "text", ["Opening hours: Monday to Friday.", "Dear colleagues,\n\nThank you for the visit.\n"]
)
def test_a_text_without_commitments_says_so_and_nothing_is_kept(administrator, text):
    with pytest.raises(review_service.NoStructure):
        sent(administrator, text)
    assert not AgreementReading.objects.exists()


def test_what_is_no_text_is_refused(administrator):
    with pytest.raises(Refused):
        sent(administrator, b"MZ\x90\x00", name="plan.pdf")


def test_known_organisations_are_recognised_by_name_short_name_and_alias(administrator):
    agency = factories.organisation("Energistyrelsen", iso2="DK")
    OrganisationAlias.objects.create(organisation=agency, name="Danish Energy Agency")
    elsewhere = factories.organisation("Ministry of Energy", acronym="MOE", iso2="CN")
    review = review_service.review_of(sent(administrator))
    assert {body.called: body.choice for body in review.bodies} == {
        "Danish Energy Agency": agency.slug,
        "Ministry of Energy": "",
    }, "another partner's ministry is not this partner's"
    assert elsewhere.slug not in {body.choice for body in review.bodies}


# --- deciding


def test_a_decision_is_on_record_and_survives_a_reload(reading, administrator):
    decide(reading, administrator, ("leave_out", "c2", {}))
    again = review_service.review_of(AgreementReading.objects.get())
    assert again.find("c2").is_left_out
    entry = ChangeSet.objects.latest("pk").entries.get(model="programmes.reviewstep")
    assert entry.after["item"] == "c2"


def test_what_cannot_be_carried_out_is_not_kept(reading, administrator):
    with pytest.raises(Impossible):
        decide(reading, administrator, ("merge", "c1", {}))
    assert not reading.steps.exists()
    assert ChangeSet.objects.count() == 1


def test_a_second_reviewer_at_the_same_item_is_told_who_was_faster(reading, administrator):
    second = factories.administrator()
    decide(reading, administrator, ("leave_out", "c2", {}))
    with pytest.raises(review_service.Overtaken) as told:
        decide(reading, second, ("kind", "c2", {"kind": "deliverable"}))
    assert told.value.step.decided_by == administrator
    assert reading.steps.count() == 1


def test_a_second_reviewer_at_another_item_is_not_disturbed(reading, administrator):
    decide(reading, administrator, ("leave_out", "c2", {}))
    decide(reading, factories.administrator(), ("kind", "c3", {"kind": "deliverable"}))
    assert reading.steps.count() == 2


# --- making


def test_the_korea_plan_becomes_an_unpublished_programme_of_69_commitments(administrator):
    korea = sent(administrator, KOREA.read_bytes(), name="korea.pdf")
    programme = make(korea, administrator, reference="KR-2021", slug="2021-2024", signed_on="2021-04")
    assert programme.commitments.count() == 69
    assert (programme.areas.count(), programme.basis_listings.count()) == (4, 20)
    assert sum(area.tracks.count() for area in programme.areas.all()) == 16
    assert programme.basis_listings.filter(is_to_be_confirmed=True).count() == 3
    assert not programme.basis_listings.filter(area=None).exists()
    assert {(s.name, s.side) for s in programme.signatories.all()} == {
        ("Jeppe Kofod", "danish"), ("Chung Eui-yong", "partner"),
    }  # fmt: skip
    assert not programme.is_published
    assert not programme.text.is_public
    wordings = [
        row.current_wording for row in programme.commitments.select_related("current_wording__passage")
    ]
    assert all(wording.passage.page and wording.provenance == "signed" for wording in wordings)
    assert all(wording.text in wording.passage.text for wording in wordings)
    assert programme.areas.get(number=1).introduction.exists()


def test_the_draft_has_what_the_text_says(reading, administrator):
    Sector.objects.create(slug="energy", name_da="Energi", name_en="Energy")
    programme = make(reading, administrator)
    wind = commitment(programme, "1.1.1")
    assert wind.current_wording.text.startswith("Hold a bi-annual dialogue on offshore wind")
    assert (wind.kind, wind.recurrence) == ("recurring", "biannual"), "the ambiguous word waits for an answer"
    assert [sector.slug for sector in wind.sectors.all()] == ["energy"]
    assert wind.track.kind == "government"
    assert set(programme.commitments.values_list("status_visibility", "public_status")) == {
        ("unconfirmed", "withheld")
    }, "nobody has said yet what is public"
    assert programme.missions.get() == factories.mission()
    assert programme.title_signed.startswith("JOINT WORK PROGRAMME 2027-2029")


def test_the_source_is_kept_as_an_authentic_document_that_the_passages_are_in(reading, administrator):
    programme = make(reading, administrator)
    document = Document.objects.get()
    held = AgreementReading.objects.get()
    assert (held.document, held.programme, held.state) == (document, programme, "made")
    assert document.authenticity == Document.Authenticity.AUTHENTIC
    assert bytes(held.content) == PLAN.encode()
    assert Passage.objects.filter(document=document).count() == len(review_service.review_of(held).passages)


def test_everything_is_one_change_set_from_a_page(reading, administrator):
    before = ChangeSet.objects.count()
    programme = make(reading, administrator)
    assert ChangeSet.objects.count() == before + 1
    change = AgreementReading.objects.get().change_set
    assert (change.by, change.channel) == (administrator, "page")
    made = set(change.entries.filter(model="programmes.commitment").values_list("object_key", flat=True))
    assert made == {row.reference for row in programme.commitments.all()}


def test_what_is_current_is_as_it_would_be_computed(reading, administrator, capsys):
    call_command("rebuild_current")  # the fixture's own rows, which no change set wrote
    make(reading, administrator)
    capsys.readouterr()
    call_command("rebuild_current")
    assert "Everything was current." in capsys.readouterr().out


def test_organisations_become_responsible_when_somebody_decided_so(reading, administrator):
    body = next(one for one in review_service.review_of(reading).bodies if one.acronym == "DEA")
    new = {"choice": "new", "called": "Danish Energy Agency", "acronym": "DEA", "side": "danish"}
    decide(reading, administrator, ("body", body.name, new))
    programme = make(reading, administrator, since=1)
    agency = Organisation.objects.get()
    assert (agency.acronym, agency.kind, agency.country.iso2) == ("DEA", "agency", "DK")
    responsible = commitment(programme, "1.1.1").responsibilities.get()
    assert (responsible.organisation, responsible.side, responsible.as_named) == (
        agency,
        "danish",
        "Danish Energy Agency",
    )
    note = Note.objects.get(text_en__startswith="Named in the text")
    assert "Ministry of Energy" in note.text_en
    assert "Danish Energy Agency" not in note.text_en


def test_what_was_left_open_is_an_internal_note_in_both_languages(reading, administrator):
    programme = make(reading, administrator)
    notes = {note.commitment.number: note for note in programme.notes.exclude(commitment=None)}
    assert set(notes) == {"1.1.1", "1.1.2"}
    assert all(note.audience == "internal" for note in notes.values())
    assert "every second year" in notes["1.1.1"].text_en
    assert notes["1.1.1"].text_da


def test_what_was_answered_leaves_no_note(reading, administrator):
    asked = {one.code: one.name for one in review_service.review_of(reading).questions}
    decide(reading, administrator, ("answer", asked["biannual"], {"answer": "biennial"}))
    programme = make(reading, administrator, since=1)
    assert commitment(programme, "1.1.1").recurrence == "biennial"
    assert not programme.notes.filter(commitment__number="1.1.1").exists()


def test_nobody_makes_what_they_have_not_seen(reading, administrator):
    decide(reading, administrator, ("leave_out", "c2", {}))
    with pytest.raises(review_service.Overtaken):
        make(reading, administrator, since=0)
    assert not Programme.objects.exists()


def test_a_second_click_makes_no_second_programme(reading, administrator):
    make(reading, administrator)
    with pytest.raises(drafts.AlreadyDecided):
        make(reading, administrator, reference="KR-2027-2", slug="2027-2029-2")
    assert Programme.objects.count() == 1


def test_making_is_all_or_nothing(reading, administrator, monkeypatch):
    def breaks(*_args, **_kwargs):
        raise RuntimeError("half way")

    monkeypatch.setattr("programmes.actions.drafts._Writing._notes", breaks)
    with pytest.raises(RuntimeError):
        make(reading, administrator)
    assert not Programme.objects.exists()
    assert not Document.objects.exists()
    assert AgreementReading.objects.get().state == "open"


def test_making_asks_no_more_of_the_database_for_more_commitments(administrator):
    def queries(text, reference):
        reading = sent(administrator, text)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            make(reading, administrator, reference=reference, slug=reference)
        return len(asked)

    more = PLAN + "".join(
        f"- Exchange of experts on subject number {n} in clinical trials.\n" for n in range(30)
    )
    few, many = queries(PLAN, "KR-A"), queries(more, "KR-B")
    assert Commitment.objects.filter(programme__reference="KR-B").count() == 34
    assert many <= few


# --- back again


def test_a_draft_that_nobody_touched_is_taken_back_whole(reading, administrator):
    counted = {
        model: model.objects.count() for model in (Programme, Document, Commitment, Note, Organisation)
    }
    decide(reading, administrator, ("leave_out", "c2", {}))
    make(reading, administrator, since=1)
    drafts.take_back_draft(AgreementReading.objects.get(), by=administrator, at=clock.now())
    assert {model: model.objects.count() for model in counted} == counted
    held = AgreementReading.objects.get()
    assert (held.state, held.programme, held.document) == ("open", None, None)
    assert review_service.review_of(held).find("c2").is_left_out, "every decision is kept"
    assert make(held, administrator, since=1).commitments.count() == 3


def test_a_draft_that_somebody_worked_on_stays(reading, administrator):
    programme = make(reading, administrator)
    with drafts.change_set(by=administrator, channel="page", event="commitment_edited") as record:
        record.update(programme.commitments.first(), plain_title_en="Wind at sea")
    with pytest.raises(CannotUndo):
        drafts.take_back_draft(AgreementReading.objects.get(), by=administrator, at=clock.now())
    assert Programme.objects.exists()


def test_a_published_programme_is_not_taken_back(reading, administrator):
    programme = make(reading, administrator)
    Programme.objects.filter(pk=programme.pk).update(is_published=True)
    with pytest.raises(drafts.AlreadyDecided):
        drafts.take_back_draft(AgreementReading.objects.get(), by=administrator, at=clock.now())


def test_a_discarded_text_lets_go_of_its_bytes_and_keeps_its_hash(reading, administrator):
    drafts.discard_reading(reading, by=administrator)
    held = AgreementReading.objects.get()
    assert (held.content, held.state) == (None, "discarded")
    assert held.sha256
    with pytest.raises(drafts.AlreadyDecided):
        decide(held, administrator, ("leave_out", "c2", {}))
