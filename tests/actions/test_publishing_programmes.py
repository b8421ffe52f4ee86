"""A programme is published whole where it may be, else at most that it exists; the same rule in every door."""

import dataclasses
import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from embassy import clock
from embassy.audit import StaleVersion
from embassy.models import ChangeSet
from programmes.actions import publishing, undo
from programmes.actions.publishing import Answers
from programmes.models import Commitment, Note, Programme, PublishingPeriod
from programmes.search.entries import rebuild
from tests import factories

pytestmark = pytest.mark.django_db
LEAVE = Answers(party_publication="https://example.org/text", is_complete=True)
NO_LEAVE = Answers(is_complete=True)


@pytest.fixture
def keeper():
    return factories.administrator()


@pytest.fixture
def draft():
    """Three commitments, one of them held back, with a restricted text that can be read."""
    plan = factories.plan(
        3, is_published=False, standfirst_en="About water.", signing_note_en="Signed at dawn."
    )
    plan.text = factories.document(kind="programme_text", is_public=False)
    plan.save()
    factories.passage(plan.text)
    held_back = plan.commitments.get(number="1.1.3")
    plan.commitments.filter(pk=held_back.pk).update(is_published=False)
    PublishingPeriod.objects.of("commitment_published").filter(object_id=held_back.pk).delete()
    return plan


def published(plan, answers=LEAVE, *, by, act=publishing.publish, version=None):
    plan.refresh_from_db()
    return act(plan, answers, expected_version=version or plan.version, by=by)


def states(plan):
    plan.refresh_from_db()
    plan.text.refresh_from_db()
    flags = list(plan.commitments.order_by("position").values_list("is_published", flat=True))
    return plan.is_published, plan.is_named_only, plan.is_complete, flags, plan.text.is_public


def test_published_whole_it_is_shown_with_its_text_and_what_was_held_back_stays_so(draft, keeper):
    before = states(draft)
    change = published(draft, by=keeper).change_set
    assert states(draft) == (True, False, True, [True, True, False], True)
    assert draft.party_publication == "https://example.org/text"
    assert (change.event, change.parameters) == ("draft_programme_published", {"reference": "KR-2021"})
    assert ChangeSet.objects.count() == 1
    undo.undo(change, by=keeper)
    assert states(draft) == before
    draft.refresh_from_db()
    assert draft.party_publication == ""


def test_without_publication_or_consent_it_is_not_published(draft, keeper):
    with pytest.raises(publishing.NoLeave):
        published(draft, NO_LEAVE, by=keeper)
    assert not ChangeSet.objects.exists()
    published(draft, dataclasses.replace(NO_LEAVE, partner_consented_on="2026-03"), by=keeper)
    assert states(draft)[0]


def test_only_its_existence_is_published_and_later_the_whole(draft, keeper, client):
    answers = dataclasses.replace(NO_LEAVE, legal_character="treaty", legal_character_source="text")
    change = published(draft, answers, by=keeper, act=publishing.publish_existence).change_set
    assert change.event == "programme_existence_published"
    assert states(draft) == (True, True, False, [False, False, False], False)
    page = client.get("/en/south-korea/2021-2024/").content.decode()
    assert "Joint Action Plan 2021-2024" in page
    assert "Only that this programme exists has been published here." in page
    for word in ("About water", "Signed at dawn", "Sustainability", "1.1.1", "treaty", "How we count"):
        assert word not in page, word
    published(draft, by=keeper)
    assert states(draft) == (True, False, True, [True, True, True], True)
    assert "About water" in client.get("/en/south-korea/2021-2024/").content.decode()


def test_nothing_but_that_it_exists_is_found_anywhere(draft, keeper, client):
    """Even where a row inside it is marked as published, or as public, by another way."""
    factories.programme(starts_on="2030", ends_on="2033", predecessor=draft)
    Note.objects.create(
        key="more", partnership=draft.partnership, programme=draft, audience="public", text_en="Veiled."
    )
    answers = dataclasses.replace(NO_LEAVE, legal_character="treaty", legal_character_source="text")
    published(draft, answers, by=keeper, act=publishing.publish_existence)
    draft.text.is_public = True
    draft.text.save()
    Commitment.objects.update(is_published=True)
    rebuild()
    assert not Commitment.objects.published().filter(programme=draft).exists()
    for path in ("1.1.1/", "text/"):
        assert client.get(f"/en/south-korea/2021-2024/{path}").status_code == 404
    answer = client.get("/api/programmes/KR-2021").json()
    assert (answer["areas"], answer["legal_character"], answer["party_publication"]) == (
        [],
        "not_stated",
        None,
    )
    assert not answer["is_complete"]
    for address in ("/en/south-korea/2021-2024/", "/en/south-korea/", "/en/search/?q=sustainability",
                    "/en/search/?q=dawn", "/en/search/?q=water"):  # fmt: skip
        page = client.get(address).content.decode()
        for word in ("Sustainability", "SUSTAINABILITY", "Signed at dawn", "About water", "Veiled", "1.1.1"):
            assert word not in page, (address, word)
    assert "2021-2024" in client.get("/en/search/?q=plan").content.decode()
    assert Programme.objects.with_successor_flag().get(pk=draft.pk).has_public_successor


def test_the_dump_holds_no_more_of_it(draft, keeper, client):
    answers = dataclasses.replace(NO_LEAVE, legal_character="treaty", legal_character_source="text")
    published(draft, answers, by=keeper, act=publishing.publish_existence)
    with zipfile.ZipFile(io.BytesIO(client.get("/api/dump.zip").content)) as dump:
        files = {
            name: dump.read(name).decode(errors="replace")
            for name in dump.namelist()
            if name.endswith(".csv")
        }
    assert "KR-2021" in next(text for name, text in files.items() if name.endswith("programmes.csv"))
    told = "".join(text for name, text in files.items() if "dictionary" not in name)
    for word in ("About water", "SUSTAINABILITY", "treaty"):
        assert word not in told, word


def test_what_keeps_it_back_is_asked_again_when_it_is_published(draft, keeper):
    draft.commitments.filter(number="1.1.1").update(status_visibility="unconfirmed")
    with pytest.raises(publishing.NotConfirmed, match="of 1 statuses") as refused:
        published(draft, by=keeper)
    assert refused.value.count == 1
    draft.commitments.update(status_visibility="public", plain_title_da="", plain_title_en="")
    draft.commitments.filter(number="1.1.1").update(proposed_title_en="Water")
    with pytest.raises(publishing.TitlesUnseen, match="1 proposed titles") as refused:
        published(draft, by=keeper)
    assert refused.value.count == 1
    draft.commitments.filter(number="1.1.1").update(
        plain_title_da="Vand"
    )  # given otherwise: nothing is unseen
    published(draft, by=keeper)


def test_of_two_the_second_is_told(draft, keeper):
    version = draft.version
    published(draft, by=keeper)
    with pytest.raises(StaleVersion):
        published(draft, by=keeper, version=version)
    for act in (publishing.publish, publishing.publish_existence):
        with pytest.raises(publishing.AlreadySo):
            published(draft, by=keeper, act=act)
    with pytest.raises(publishing.AlreadySo):
        publishing_existence_twice(keeper)


def publishing_existence_twice(keeper):
    other = factories.programme(starts_on="2030", ends_on="2033", is_published=False)
    for _turn in range(2):
        published(other, NO_LEAVE, by=keeper, act=publishing.publish_existence)


def test_answers_are_kept_without_publishing_and_not_taken_from_what_is_published_on_them(draft, keeper):
    change = published(draft, LEAVE, by=keeper, act=publishing.keep_answers).change_set
    assert change.event == "publishing_prepared"
    assert not states(draft)[0]
    published(draft, by=keeper)
    with pytest.raises(publishing.NoLeave):
        published(draft, NO_LEAVE, by=keeper, act=publishing.keep_answers)
    published(
        draft, dataclasses.replace(LEAVE, consent_note="By note"), by=keeper, act=publishing.keep_answers
    )


class TestTheAdminsDoor:
    def refused(self, row, field):
        with pytest.raises(ValidationError) as refusal:
            row.full_clean()
        return refusal.value.message_dict[field]

    def test_a_programme(self, draft):
        draft.is_published = True
        assert "once a party has published" in self.refused(draft, "is_published")[0]
        draft.partner_consented_on = "2026"
        draft.full_clean()
        draft.commitments.update(plain_title_da="", plain_title_en="", proposed_title_en="Water")
        assert "seen by nobody" in self.refused(draft, "is_published")[0]

    def test_a_new_programme(self, draft):
        new = Programme(
            partnership=draft.partnership, reference="KR-2040", slug="2040", kind="action_plan",
            title_da="Ny", title_en="New", is_published=True,
        )  # fmt: skip
        assert "once a party has published" in self.refused(new, "is_published")[0]

    def test_what_it_is_published_on_stays_but_what_was_always_without_is_edited(self, draft, keeper):
        published(draft, by=keeper)
        plan = Programme.objects.get(pk=draft.pk)
        plan.party_publication = ""
        assert "once a party has published" in self.refused(plan, "is_published")[0]
        plan.partner_consented_on = "2026"
        plan.full_clean()
        before_this_rule = factories.programme(starts_on="2030", ends_on="2033")
        before_this_rule.full_clean()

    def test_a_commitment_and_the_text_of_what_is_only_named(self, draft, keeper):
        published(draft, NO_LEAVE, by=keeper, act=publishing.publish_existence)
        row = Commitment.objects.filter(programme=draft).first()
        row.is_published = True
        assert "only the existence is public" in self.refused(row, "is_published")[0]
        draft.text.refresh_from_db()
        draft.text.is_public = True
        assert "only the existence is public" in self.refused(draft.text, "is_public")[0]
        plan = Programme.objects.get(pk=draft.pk)
        plan.is_complete = True
        assert "Publish it whole first" in self.refused(plan, "__all__")[0]


@pytest.mark.parametrize(
    "values",
    [
        {"legal_character": "treaty"},
        {"legal_character_source": "text"},
        {"is_named_only": True, "is_complete": True},
    ],
    ids=str,
)
def test_the_database_refuses_what_nobody_states(draft, values):
    with pytest.raises(IntegrityError), transaction.atomic():
        Programme.objects.filter(pk=draft.pk).update(**values)
    stated = {"legal_character": "treaty", "legal_character_source": "legal_department"}
    Programme.objects.filter(pk=draft.pk).update(**stated)


def test_an_earlier_day_shows_the_commitments_only_from_the_day_of_the_whole(
    draft, keeper, time_machine, client
):
    time_machine.move_to("2026-03-01 09:00 +0000")
    published(draft, NO_LEAVE, by=keeper, act=publishing.publish_existence)
    time_machine.move_to("2026-03-10 09:00 +0000")
    published(draft, by=keeper)
    time_machine.move_to("2026-03-20 09:00 +0000")
    day = clock.today()
    assert Commitment.objects.shown_on(day).filter(programme=draft).count() == 3
    assert not Commitment.objects.shown_on(day.replace(day=5)).filter(programme=draft).exists()
    assert "1.1.1" not in client.get("/en/south-korea/2021-2024/?on=2026-03-05").content.decode()
