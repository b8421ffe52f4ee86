"""The page on which a programme is published: its check list, by what right, whole or only that it exists."""

import pytest

from programmes.models import Commitment, Note, Programme
from tests import factories
from tests.workspace.conftest import as_

pytestmark = pytest.mark.django_db
PAGE = "/en/work/KR-2021/publish/"


@pytest.fixture
def keeper():
    return factories.administrator()


@pytest.fixture
def draft():
    plan = factories.plan(3, is_published=False)
    plan.text = factories.document(kind="programme_text", is_public=False)
    plan.save()
    owner, agency = factories.member(), factories.organisation()
    plan.commitments.update(owner=owner)
    for row in plan.commitments.all():
        row.responsibilities.create(organisation=agency, side="danish")
    return plan


def sent(plan, action="publish", **values):
    plan.refresh_from_db()
    return {
        "predecessor": "none", "legal_character": "not_stated", "legal_character_source": "", "is_complete": "on",
        "party_publication": "", "partner_consented_on": "", "consent_note": "", "version": plan.version,
        "action": action, **values,
    }  # fmt: skip


def test_the_list_says_what_is_missing_and_leads_to_each_remedy(draft, keeper):
    page = as_(keeper).get(PAGE).content.decode()
    for words in ("confirmed for every commitment", "Every commitment has a plain title", "a team and an owner",
                  "Every commitment names an organisation", "KR-2021", "/en/south-korea/2021-2024/", "1.1.1 – 1.1.3",
                  "/en/work/KR-2021/preview/"):  # fmt: skip
        assert words in page, words
    assert 'value="publish"' in page
    one, two, three = draft.commitments.order_by("position")
    Commitment.objects.filter(pk=one.pk).update(
        plain_title_da="", plain_title_en="", owner_team=None, owner=None
    )
    Commitment.objects.filter(pk=two.pk).update(
        plain_title_da="", plain_title_en="", proposed_title_en="Water"
    )
    Commitment.objects.filter(pk=three.pk).update(recurrence="biannual", status_visibility="unconfirmed")
    three.responsibilities.all().delete()
    Note.objects.create(key="open", partnership=draft.partnership, programme=draft, text_en="Which year?")
    reader = as_(keeper)
    page = reader.get(PAGE).content.decode()
    for words, link in (
        ("confirm for 1 commitment", "/en/work/KR-2021/visibility/"),
        ("the proposed title of 1 commitment", "/en/work/KR-2021/titles/?only=proposed"),
        ("1 commitment has no plain title", "/en/work/KR-2021/titles/?only=without-title"),
        ("1 commitment belongs to no team", "/en/work/KR-2021/titles/?only=without-team"),
        ("1 commitment has no owner", "/en/work/KR-2021/titles/?only=without-owner"),
        ("what “bi-annual” means", "/en/work/KR-2021/1.1.3/"),
        ("1 commitment names no organisation", "/en/work/KR-2021/1.1.3/edit/"),
        ("1 internal note", "/admin/programmes/note/?"),
    ):
        assert words in page, words
        line = next(part for part in page.split("<li") if words in part)
        assert f'href="{link}' in line, words
        address = line.split('href="')[1].split('"')[0].replace("&amp;", "&")
        assert reader.get(address).status_code == 200, address
    assert 'value="publish"' not in page


def test_it_is_published_where_a_party_has_published_its_text(draft, keeper, client):
    reader = as_(keeper)
    refused = reader.post(PAGE, sent(draft))
    assert refused.status_code == 422
    assert "once a party has published its text" in refused.content.decode()
    assert not Programme.objects.get().is_published
    values = {"party_publication": "https://example.org/text", "legal_character": "not_legally_binding",
              "legal_character_source": "legal_department"}  # fmt: skip
    page = reader.post(PAGE, sent(draft, **values), follow=True).content.decode()
    assert "The programme is published" in page
    assert "Undo" in page
    for language, words in (("en", "Not legally binding, according to the legal department."),
                            ("da", "Ikke juridisk bindende")):  # fmt: skip
        assert words in client.get(f"/{language}/south-korea/2021-2024/").content.decode()
    assert client.get("/api/programmes/KR-2021").json()["legal_character"] == "not_legally_binding"


def test_only_that_it_exists_is_shown_and_the_whole_later_through_the_same_page(draft, keeper, client):
    reader = as_(keeper)
    page = reader.post(PAGE, sent(draft, "existence"), follow=True).content.decode()
    assert "nothing of what was agreed" in page
    assert "The public sees only that it exists." in page
    assert 'value="existence"' not in page
    assert "1.1.1" not in client.get("/en/south-korea/2021-2024/").content.decode()
    assert 'name="is_complete" aria-describedby="id_is_complete_helptext" id="id_is_complete" checked' in page
    values = {"partner_consented_on": "2026-03-02", "consent_note": "By note verbale"}
    reader.post(PAGE, sent(draft, **values))
    public = client.get("/en/south-korea/2021-2024/").content.decode()
    assert "1.1.1" in public
    for secret in ("note verbale", "2 March 2026", "2026-03-02"):
        assert secret not in public
        assert secret not in client.get("/api/programmes/KR-2021").content.decode()
    assert Programme.objects.get().is_complete


def test_it_is_kept_internal_with_what_was_said(draft, keeper):
    before = factories.programme(starts_on="2016", ends_on="2019")
    page = (
        as_(keeper)
        .post(PAGE, sent(draft, "keep", predecessor="", consent_note="Asked"), follow=True)
        .content.decode()
    )
    assert "Nothing has become public." in page
    draft.refresh_from_db()
    assert (draft.is_published, draft.consent_note, draft.predecessor) == (False, "Asked", None)
    as_(keeper).post(PAGE, sent(draft, "keep", predecessor=before.pk))
    as_(keeper).post(PAGE, sent(draft, "keep", predecessor=""))
    draft.refresh_from_db()
    assert draft.predecessor == before


def test_what_it_follows_is_chosen_and_the_old_programme_follows_by_itself(draft, keeper, client):
    before = factories.programme(starts_on="2016", ends_on="2019")
    after = factories.programme(starts_on="2030", ends_on="2033", predecessor=draft)
    elsewhere = factories.programme("CN", starts_on="2016", ends_on="2019")
    reader, leave = as_(keeper), {"partner_consented_on": "2021"}
    page = reader.get(PAGE).content.decode()
    assert f'<option value="{before.pk}"' in page
    for other in (after, elsewhere, draft):
        assert f'<option value="{other.pk}"' not in page
        assert reader.post(PAGE, sent(draft, predecessor=other.pk, **leave)).status_code == 422
    refused = reader.post(PAGE, sent(draft, predecessor="", **leave))
    assert "or that it follows none" in refused.content.decode()
    assert "Succeeded by" not in client.get("/en/south-korea/2016-2019/").content.decode()
    assert reader.post(PAGE, sent(draft, predecessor=before.pk, **leave)).status_code == 302
    assert (
        "Succeeded by Joint Action Plan 2021-2024"
        in client.get("/en/south-korea/2016-2019/").content.decode()
    )


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"legal_character": "treaty"}, "Say who states the legal character"),
        ({"partner_consented_on": "2099"}, "in the future"),
        ({"party_publication": "javascript:alert(1)"}, "Write a whole web address"),
        ({"legal_character": "in_force"}, "Select a valid choice"),
    ],
    ids=str,
)
def test_what_cannot_be_is_said_beside_the_field_and_kept(draft, keeper, values, words):
    answer = as_(keeper).post(PAGE, sent(draft, consent_note="Typed long", **values))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "Typed long" in answer.content.decode()
    assert not Programme.objects.get().is_published


def test_nobody_states_what_is_not_stated(draft, keeper):
    as_(keeper).post(PAGE, sent(draft, "keep", legal_character_source="text"))
    draft.refresh_from_db()
    assert draft.legal_character_source == ""


def test_whoever_was_slower_is_told_with_what_they_wrote(draft, keeper):
    reader, late = as_(keeper), sent(draft, consent_note="Typed long", partner_consented_on="2021")
    reader.post(PAGE, sent(draft, "keep", consent_note="Faster"))
    answer = reader.post(PAGE, late)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "saved this meanwhile" in page
    assert "Typed long" in page
    assert not Programme.objects.get().is_published
    version = page.split('name="version" value="')[1].split('"')[0]
    assert reader.post(PAGE, late | {"version": version}).status_code == 302
    again = reader.post(PAGE, late | {"version": Programme.objects.get().version})
    assert again.status_code == 409
    assert "It is published." in again.content.decode()


@pytest.mark.parametrize(
    "change",
    [
        {"status_visibility": "unconfirmed"},
        {"plain_title_da": "", "plain_title_en": "", "proposed_title_en": "W"},
    ],
)
def test_what_became_open_meanwhile_keeps_it_back(draft, keeper, change):
    Commitment.objects.filter(number="1.1.2").update(**change)
    answer = as_(keeper).post(PAGE, sent(draft, partner_consented_on="2021"))
    assert answer.status_code == 409
    assert "Must be done" in answer.content.decode()
    assert not Programme.objects.get().is_published


def test_queries_do_not_grow_with_commitments(draft, keeper, django_assert_max_num_queries):
    reader = as_(keeper)
    reader.get(PAGE)
    for number in range(4, 40):
        row = factories.commitment(draft, number=f"1.1.{number}", position=number)
        Commitment.objects.filter(pk=row.pk).update(
            recurrence="biannual", plain_title_en="", plain_title_da=""
        )
    with django_assert_max_num_queries(20):
        reader.get(PAGE)
