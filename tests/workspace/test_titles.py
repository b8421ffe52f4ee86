"""Titles, teams and owners of a whole programme in one table: proposed, saved row by row, and nobody overwritten."""

import json

import pytest

from embassy.models import ChangeSet
from programmes.actions.commitments import edit_commitment
from programmes.models import Commitment
from programmes.workspace.pages import titles as pages
from tests import factories
from tests.workspace.conftest import as_

pytestmark = pytest.mark.django_db
PAGE = "/en/work/KR-2021/titles/"


@pytest.fixture
def keeper():
    return factories.administrator()


@pytest.fixture
def draft():
    plan = factories.plan(3, is_published=False)
    wordings = [
        "The two sides will keep the water clean.",
        "Both sides support green growth in ports.",
        "물을 깨끗하게 유지한다.",
    ]
    for row, words in zip(plan.commitments.order_by("position"), wordings, strict=True):
        row.wordings.update(text=words, language="ko" if words[0] > "z" else "en")
    plan.commitments.update(plain_title_da="", plain_title_en="")
    return plan


def of(plan):
    return list(Commitment.objects.filter(programme=plan).order_by("position"))


def form_of(rows, **typed):
    """What a browser sends of rows as they were drawn; `typed` by number (`n2`) and column."""
    data = {"row": [row.pk for row in rows]}
    for row in rows:
        titles = [row.plain_title_da, row.plain_title_en]
        if not any(titles):
            titles = [row.proposed_title_da, row.proposed_title_en]
        began = [*titles, row.owner_team_id, row.owner_id]
        names = ("plain_title_da", "plain_title_en", "owner_team_id", "owner_id")
        values = dict(zip(names, began, strict=True)) | typed.get(f"n{row.position}", {})
        data |= {f"r{row.pk}-{name}": "" if value is None else value for name, value in values.items()}
        data[f"r{row.pk}-began"] = json.dumps(began)
    return data


def test_titles_are_proposed_from_the_wording_and_nobody_else_sees_them(draft, keeper, client):
    reader = as_(keeper)
    page = reader.post(PAGE, form_of(of(draft)) | {"propose": "1"}, follow=True).content.decode()
    assert "Titles are proposed for 2 commitments." in page
    assert page.count("Proposed title, not seen yet") == 2
    one, two, korean = of(draft)
    assert (one.proposed_title_en, two.proposed_title_en) == (
        "Keep the water clean",
        "Support green growth in ports",
    )
    assert not any([korean.proposed_title_da, korean.proposed_title_en, one.plain_title_en])
    assert 'value="Keep the water clean"' in page
    assert "Keep the water clean" not in reader.get("/en/work/KR-2021/1.1.1/").content.decode()
    draft.is_published = True
    draft.save()
    for address in ("/en/south-korea/2021-2024/", "/en/south-korea/2021-2024/1.1.1/", "/en/search/?q=water"):
        assert "Keep the water clean" not in client.get(address).content.decode()
    assert "no commitment for which" in reader.post(PAGE, {"propose": "1"}, follow=True).content.decode()


def test_saving_accepts_what_is_proposed_as_it_stands_or_as_it_was_written(draft, keeper):
    reader = as_(keeper)
    reader.post(PAGE, {"propose": "1"})
    page = reader.post(
        PAGE, form_of(of(draft), n2={"plain_title_en": "Green ports"}), follow=True
    ).content.decode()
    assert "2 rows are saved." in page
    one, two, _korean = of(draft)
    assert (one.plain_title_en, two.plain_title_en) == ("Keep the water clean", "Green ports")
    assert not any([one.proposed_title_en, two.proposed_title_en])
    assert not Commitment.objects.with_unseen_title().exists()
    assert ChangeSet.objects.latest("pk").event == "titles_set"


def test_other_buttons_accept_no_proposal(draft, keeper):
    reader = as_(keeper)
    reader.post(PAGE, {"propose": "1"})
    reader.post(PAGE, form_of(of(draft), n2={"plain_title_en": "Green ports"}) | {"drop": "1"})
    one, two, _korean = of(draft)
    assert (one.plain_title_en, one.proposed_title_en, two.plain_title_en) == ("", "", "Green ports")


def test_an_emptied_proposal_is_done_with(draft, keeper):
    reader = as_(keeper)
    reader.post(PAGE, {"propose": "1"})
    reader.post(PAGE, form_of(of(draft), n1={"plain_title_en": ""}))
    assert (of(draft)[0].plain_title_en, of(draft)[0].proposed_title_en) == ("", "")


def test_a_proposal_that_its_writer_has_not_seen_is_not_accepted(draft, keeper):
    drawn = form_of(of(draft))
    as_(keeper).post(PAGE, {"propose": "1"})
    page = as_(keeper).post(PAGE, drawn, follow=True).content.decode()
    assert "nothing was changed" in page
    assert of(draft)[0].proposed_title_en


def test_a_title_given_on_the_commitments_own_page_takes_the_place_of_a_proposal(draft, keeper):
    as_(keeper).post(PAGE, {"propose": "1"})
    row = of(draft)[0]
    edit_commitment(row, values={"plain_title_da": "Rent vand"}, expected_version=row.version, by=keeper)
    assert of(draft)[0].proposed_title_en == ""


def test_each_row_is_saved_by_itself_and_a_faster_colleagues_is_shown_beside(draft, keeper):
    reader, drawn = as_(keeper), of(draft)
    Commitment.objects.filter(pk=drawn[0].pk).update(plain_title_en="Theirs")
    typed = {"n1": {"plain_title_en": "Mine"}, "n2": {"plain_title_da": "Havne"}}
    answer = reader.post(PAGE, form_of(drawn, **typed))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert of(draft)[0].plain_title_en == "Theirs"
    assert of(draft)[1].plain_title_da == "Havne"
    assert "Theirs" in page
    assert 'value="Mine"' in page
    began = page.split(f'name="r{drawn[0].pk}-began" value="')[1].split('"')[0].replace("&quot;", '"')
    again = form_of(drawn[:1], n1={"plain_title_en": "Mine"}) | {f"r{drawn[0].pk}-began": began}
    assert reader.post(PAGE, again).status_code == 302
    assert of(draft)[0].plain_title_en == "Mine"


def test_what_a_colleague_did_to_another_field_stays(draft, keeper):
    drawn = of(draft)
    Commitment.objects.filter(pk=drawn[0].pk).update(plain_title_da="Rent vand", version=9)
    assert as_(keeper).post(PAGE, form_of(drawn, n1={"plain_title_en": "Clean water"})).status_code == 302
    row = of(draft)[0]
    assert (row.plain_title_da, row.plain_title_en) == ("Rent vand", "Clean water")


def test_owners_are_people_of_the_team(draft, keeper):
    reader, ours = as_(keeper), factories.member()
    other = factories.member(factories.team(slug="health"))
    refused = reader.post(PAGE, form_of(of(draft), n1={"owner_id": other.pk}, n2={"owner_id": ours.pk}))
    assert refused.status_code == 422
    assert "Choose somebody in the team." in refused.content.decode()
    assert [row.owner_id for row in of(draft)] == [None, ours.pk, None]
    team = factories.team(slug="health").pk
    reader.post(PAGE, form_of(of(draft), n1={"owner_id": other.pk, "owner_team_id": team}))
    assert (of(draft)[0].owner_id, of(draft)[0].owner_team_id) == (other.pk, team)
    elsewhere = factories.team(factories.mission("CN"), "water")
    assert reader.post(PAGE, form_of(of(draft), n1={"owner_team_id": elsewhere.pk})).status_code == 422


def test_teams_and_people_of_another_mission_are_not_offered(draft, keeper):
    beijing = factories.team(factories.mission("CN"), "water", name_en="Water of Beijing")
    factories.member(beijing, first_name="Ada", last_name="Elsewhere")
    draft.missions.add(beijing.mission)
    page = as_(keeper).get(PAGE).content.decode()
    assert "Water of Beijing" not in page
    assert "Elsewhere" not in page
    assert as_(keeper).post(PAGE, form_of(of(draft), n1={"owner_team_id": beijing.pk})).status_code == 422
    assert as_(keeper).post(PAGE, {"give": "1", "give-area": "1", "give-team": beijing.pk}).status_code == 422
    assert "Water of Beijing" in as_(factories.superuser()).get(PAGE).content.decode()


def test_all_of_an_area_is_given_to_a_team(draft, keeper):
    reader, health = as_(keeper), factories.team(slug="health")
    factories.commitment(draft, number="9", position=9, owner_team=factories.team())
    owner = factories.member(health)
    Commitment.objects.filter(number="1.1.2").update(owner_team=health, owner=owner)
    give = {"give": "1", "give-area": "1", "give-team": health.pk}
    page = reader.post(
        PAGE, form_of(of(draft), n1={"plain_title_en": "Kept"}) | give, follow=True
    ).content.decode()
    assert "2 commitments are given to" in page
    assert [row.owner_team_id == health.pk for row in of(draft)] == [True, True, True, False]
    assert of(draft)[1].owner == owner
    assert of(draft)[0].plain_title_en == "Kept"
    reader.post(PAGE, {"give": "1", "give-area": "0", "give-team": health.pk})
    assert of(draft)[3].owner_team == health
    assert reader.post(PAGE, {"give": "1", "give-area": "1"}).status_code == 422


def test_rows_of_others_and_made_up_ones_are_left_alone(draft, keeper):
    other = factories.plan(1, iso2="CN").commitments.get()
    data = form_of([other], n1={"plain_title_en": "Taken over"})
    answer = as_(keeper).post(PAGE, data)
    assert answer.status_code == 409
    assert "Some rows are not here any more" in answer.content.decode()
    other.refresh_from_db()
    assert other.plain_title_en != "Taken over"
    row = of(draft)[0]
    data = form_of([row], n1={"plain_title_en": "Water"}) | {f"r{row.pk}-began": '[1, "x"]'}
    assert as_(keeper).post(PAGE, data).status_code == 302
    assert of(draft)[0].plain_title_en == "Water"


def test_pages_and_what_is_missing_are_chosen(draft, keeper, monkeypatch):
    monkeypatch.setattr(pages, "ON_A_PAGE", 2)
    reader = as_(keeper)
    assert "Page 1 of 2" in reader.get(PAGE).content.decode()
    assert "1.1.3" in reader.get(f"{PAGE}?page=2").content.decode()
    Commitment.objects.filter(number="1.1.1").update(plain_title_en="Water", owner_team=None)
    assert reader.get(f"{PAGE}?only=without-title").content.decode().count('name="row"') == 2
    assert reader.get(f"{PAGE}?only=without-team").content.decode().count('name="row"') == 1
    assert reader.get(f"{PAGE}?only=nonsense").status_code == 200


def test_queries_do_not_grow_with_commitments(draft, keeper, django_assert_max_num_queries):
    reader = as_(keeper)
    reader.get(PAGE)
    for number in range(4, 45):
        factories.commitment(draft, number=f"1.1.{number}", position=number, owner_team=factories.team())
    with django_assert_max_num_queries(22):
        reader.get(PAGE)
    data = form_of(of(draft), **{f"n{number}": {"plain_title_en": "New"} for number in range(1, 45)})
    with django_assert_max_num_queries(60):
        reader.post(PAGE, data)
