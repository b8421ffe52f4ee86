"""The pages of agreement texts, all of them without JavaScript: send, review, decide, make, publish, compare."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from embassy import clock
from programmes.agreements.review import review_service
from programmes.intake.refusal import Refused
from programmes.models import AgreementReading, Commitment, Organisation, Programme, Wording
from tests import factories
from tests.agreements.drafts import KOREA, PLAN, address, frame, frame_form, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client):
    factories.partnership()
    factories.country("DK", is_partner=False)
    person = factories.administrator()
    client.force_login(person)
    return person


@pytest.fixture
def reading(administrator):
    return sent(administrator)


@pytest.fixture
def made(reading, administrator):
    review_service.make(reading, frame=frame(), since=0, by=administrator, at=clock.now())
    return AgreementReading.objects.get()


def read(client, name, *args, **options):
    response = client.get(address(name, *args, **options))
    assert response.status_code == 200
    return response.content.decode()


def decide(client, reading, name, operation, since=0, **values):
    place = address("item", reading.pk, name)
    return client.post(place, {"operation": operation, "since": since, **values})


def text_of(response, status):
    assert response.status_code == status
    return response.content.decode()


# --- sending


def test_a_file_that_is_sent_leads_to_its_review_and_makes_no_programme(client, administrator):
    file = SimpleUploadedFile("Korea.pdf", KOREA.read_bytes())
    response = client.post(address("new"), {"file": file, "mission": factories.mission().pk})
    assert response.status_code == 302
    text = client.get(response["Location"]).content.decode()
    assert "Make the draft programme (69 commitments)" in text
    assert "69 commitments · 4 areas · 16 tracks · 20 basis agreements" in text
    assert bytes(AgreementReading.objects.get().content) == KOREA.read_bytes()
    assert not Programme.objects.exists()


def test_pasted_text_is_read_too(client, administrator):
    response = client.post(address("new"), {"text": PLAN, "mission": factories.mission().pk})
    assert response.status_code == 302
    assert "4 commitments" in client.get(response["Location"]).content.decode()


def test_neither_or_both_is_said_beside_the_field(client, administrator):
    mission = factories.mission().pk
    both = {"file": SimpleUploadedFile("a.txt", b"x"), "text": PLAN, "mission": mission}
    for data in ({"mission": mission}, both):
        assert "one of the two" in text_of(client.post(address("new"), data), 422)


def test_a_text_without_structure_says_so_and_offers_an_empty_plan(client, administrator):
    data = {"text": "Opening hours: Monday to Friday, 9 to 15.", "mission": factories.mission().pk}
    text = text_of(client.post(address("new"), data), 422)
    assert "No commitments were found in this text" in text
    assert "Template: a whole programme (Excel workbook)" in text
    assert "Opening hours" in text, "what was pasted is still there"
    assert not AgreementReading.objects.exists()


def test_a_file_that_takes_too_long_says_what_one_can_do(client, administrator, monkeypatch):
    def slow(*_args, **_options):
        raise Refused("The file takes too long to read. It is too large, or built in an unusual way.")

    monkeypatch.setattr("programmes.agreements.review.review_service.child.run", slow)
    text = text_of(client.post(address("new"), {"text": PLAN, "mission": factories.mission().pk}), 422)
    assert "takes too long to read" in text
    assert "What you can do" in text


def test_a_server_with_too_much_to_do_does_not_say_that_the_file_is_wrong(client, administrator, monkeypatch):
    monkeypatch.setattr("programmes.agreements.child_reader.TARGET", "tests.intake.odd_readers:die")
    text = text_of(client.post(address("new"), {"text": PLAN, "mission": factories.mission().pk}), 503)
    assert "Try again in a few minutes" in text
    assert "What you can do" not in text
    assert "district heating" in text, "what was pasted is still there"


def test_a_mission_that_one_does_not_administer_cannot_be_chosen(client, administrator):
    elsewhere = factories.mission("CN")
    factories.partnership("CN")
    response = client.post(address("new"), {"text": PLAN, "mission": elsewhere.pk})
    assert response.status_code == 422
    assert not AgreementReading.objects.exists()


# --- reviewing


def test_text_and_outline_lead_to_each_other(client, reading):
    text = read(client, "detail", reading.pk)
    item = review_service.review_of(reading).find("c2")
    assert f'href="#p-{item.paragraph}"' in text
    assert f'id="p-{item.paragraph}"' in text
    assert 'href="#c2">1.1.2</a>' in text
    assert 'id="c2"' in text


def test_questions_come_first_with_their_number(client, reading):
    text = read(client, "detail", reading.pk)
    assert 'Questions <span class="count">2</span>' in text
    assert text.index("Every second year") < text.index('id="outline-title"')


def test_an_answer_from_the_page_is_kept_and_the_question_is_closed(client, reading):
    asked = {one.code: one.name for one in review_service.review_of(reading).questions}
    response = decide(client, reading, asked["two_undertakings"], "answer", answer="split")
    assert response.status_code == 302
    text = read(client, "detail", reading.pk)
    assert "5 commitments" in text
    assert "1 answered question" in text


def test_every_decision_can_be_made_from_an_items_page(client, reading):
    whole = review_service.review_of(reading).find("c2").text
    for operation, values in (
        ("split", {"text": whole.replace(". E", ".\r\nE")}),
        ("kind", {"kind": "deliverable", "recurrence": ""}),
        ("move", {"place": "t2:c4"}),
        ("leave_out", {}),
        ("take_in", {}),
    ):
        read(client, "item", reading.pk, "c2")
        since = reading.steps.count()
        assert decide(client, reading, "c2", operation, since=since, **values).status_code == 302, operation
    review = review_service.review_of(reading)
    assert [item.name for item in review.find("t2").items] == ["c4", "c2"]
    assert review.find("c2").kind == "deliverable"


def test_an_item_that_was_divided_is_joined_again(client, reading):
    whole = review_service.review_of(reading).find("c2").text
    decide(client, reading, "c2", "split", text=whole.replace(". E", ".\nE"))
    assert decide(client, reading, "c1s1", "merge", since=1, into="c2").status_code == 302
    assert review_service.review_of(reading).find("c2").text == whole


def test_a_track_gets_another_title_and_kind(client, reading):
    assert decide(client, reading, "t1", "retitle", title="Authorities").status_code == 302
    assert decide(client, reading, "t1", "kind", since=1, kind="regional").status_code == 302
    text = read(client, "detail", reading.pk)
    assert "Authorities" in text
    assert "Regional and local" in text


def test_words_that_were_changed_are_refused_and_kept_in_the_form(client, reading):
    response = decide(client, reading, "c2", "split", text="Cooperation on heating.\nExchange of students.")
    text = text_of(response, 422)
    assert "The words must stay exactly as they are" in text
    assert "Exchange of students." in text
    assert not reading.steps.exists()


def test_the_second_of_two_reviewers_is_told_and_keeps_their_own_text(client, reading):
    second = Client()
    second.force_login(factories.administrator(first_name="Ane", last_name="Lund"))
    assert decide(second, reading, "t1", "retitle", title="Authorities").status_code == 302
    text = text_of(decide(client, reading, "t1", "retitle", title="Between governments"), 409)
    assert "Ane Lund decided about this meanwhile" in text
    assert "Retitled “Authorities”" in text
    assert 'value="Between governments"' in text
    assert review_service.review_of(reading).find("t1").title == "Authorities"
    again = decide(client, reading, "t1", "retitle", since=1, title="Between governments")
    assert again.status_code == 302, "seen, and sent once more"


def test_what_another_reviewer_joined_away_is_gone(client, reading):
    decide(client, reading, "c2", "merge", into="c1")
    text = text_of(decide(client, reading, "c2", "kind", kind="deliverable"), 409)
    assert "It is no longer there." in text


def test_a_decision_is_taken_back_from_the_list(client, reading):
    decide(client, reading, "c2", "leave_out")
    assert "Take back" in read(client, "detail", reading.pk)
    assert client.post(address("take-back", reading.pk), {"step": 1}).status_code == 302
    assert not review_service.review_of(reading).find("c2").is_left_out


def test_organisations_are_decided_on_one_page(client, reading):
    bodies = review_service.review_of(reading).bodies
    data = {"since": 0}
    for body in bodies:
        data |= {f"{body.name}-choice": "", f"{body.name}-called": body.called}
    agency = next(body for body in bodies if body.acronym == "DEA").name
    data |= {f"{agency}-choice": "new", f"{agency}-acronym": "DEA", f"{agency}-side": "danish"}
    assert client.post(address("bodies", reading.pk), data).status_code == 302
    assert reading.steps.count() == 1
    assert "1 is not decided yet." in read(client, "detail", reading.pk)


def test_a_new_organisation_needs_a_name(client, reading):
    body = review_service.review_of(reading).bodies[0].name
    data = {"since": 0, f"{body}-choice": "new", f"{body}-called": ""}
    assert "needs its name" in text_of(client.post(address("bodies", reading.pk), data), 422)


def test_the_file_comes_back_byte_for_byte(client, reading):
    response = client.get(address("file", reading.pk))
    assert response.content == PLAN.encode()
    assert response["Content-Disposition"].startswith("attachment")


def test_the_page_asks_no_more_of_the_database_for_a_longer_text(client, administrator):
    def queries(text):
        reading = sent(administrator, text)
        with CaptureQueriesContext(connection) as asked:
            read(client, "detail", reading.pk)
        return len(asked)

    more = PLAN + "".join(
        f"- Exchange of experts on subject number {n} in clinical trials.\n" for n in range(30)
    )
    assert queries(more) <= queries(PLAN)


@pytest.mark.parametrize("page", ["list", "new"])
def test_pages_are_in_danish_too(client, administrator, page):
    with translation.override("da"):
        response = client.get(address(page, language="da"))
    assert 'lang="da"' in text_of(response, 200)


# --- making and publishing


def test_the_form_says_what_the_text_tells(client, reading):
    text = read(client, "make", reading.pk)
    for value in ("KR-2027", "2027-2029", "2027", "2029"):
        assert f'value="{value}"' in text
    assert "Unresolved points" in text


def test_a_reference_that_is_taken_gets_the_next_number(client, reading):
    factories.programme(starts_on="2027", ends_on="2029")
    text = read(client, "make", reading.pk)
    assert 'value="KR-2027-2"' in text
    assert "Another programme has this reference." in text_of(
        client.post(address("make", reading.pk), frame_form()), 422
    )


def test_the_draft_is_made_from_the_page_and_the_public_does_not_see_it(client, reading):
    assert client.post(address("make", reading.pk), frame_form()).status_code == 302
    programme = Programme.objects.get()
    assert programme.commitments.count() == 4
    assert "The draft programme KR-2027 was made of this text." in read(client, "detail", reading.pk)
    assert Client().get(programme.get_absolute_url()).status_code == 404


def test_made_on_a_page_that_was_overtaken_nothing_is_made(client, reading):
    decide(client, reading, "c2", "leave_out")
    text = text_of(client.post(address("make", reading.pk), frame_form(since=0)), 409)
    assert "decided something meanwhile" in text
    assert not Programme.objects.exists()
    assert client.post(address("make", reading.pk), frame_form(since=1)).status_code == 302


def test_a_draft_is_taken_back_from_the_page(client, made):
    assert client.post(address("undo", made.pk)).status_code == 302
    assert not Programme.objects.exists()
    assert "Make the draft programme (4 commitments)" in read(client, "detail", made.pk)


def publishing_form(made, **values):
    return {"predecessor": "none", "legal_character": "not_stated", "partner_consented_on": "2026", "is_complete": "on",
            "version": made.programme.version, "action": "publish", **values}  # fmt: skip


def test_published_from_the_page_anyone_reads_it_with_its_text(client, made):
    page = client.get(address("publish", made.pk), follow=True)
    assert page.redirect_chain == [(f"/en/work/{made.programme.reference}/publish/", 302)]
    text = page.content.decode()
    assert "4 commitments have no plain title" in text
    assert "internal note" in text
    made.programme.commitments.update(status_visibility="public")
    assert client.post(page.redirect_chain[0][0], publishing_form(made)).status_code == 302
    public = made.programme.get_absolute_url()
    assert Client().get(public).status_code == 200
    assert "Establish a joint research centre" in Client().get(f"{public}2.1.1/").content.decode()
    assert "district heating" in Client().get(f"{public}text/").content.decode()


# --- comparing


@pytest.fixture
def later(client, administrator):
    """A second version: one commitment reworded, one gone, one new, beside a published plan of the first."""
    review_service.make(sent(administrator), frame=frame(), since=0, by=administrator, at=clock.now())
    text = PLAN.replace("Establish a joint", "Establish and fund a joint").replace(
        "- Promote dialogue on human rights in multilateral organisations.\n",
        "- Annual meetings on hydrogen and ports between both ministries.\n",
    )
    return sent(administrator, text, compared_with=Programme.objects.get())


def test_a_later_version_is_compared_commitment_by_commitment(client, later):
    text = read(client, "compare", later.pk)
    assert re.search(r"Establish\s*<ins>\s*and fund\s*</ins>\s*a joint research centre", text)
    assert "<ins>Annual meetings on hydrogen" in text
    assert "<del>Promote dialogue on human rights" in text
    assert "2 commitments are unchanged" in text


def test_comparing_changes_nothing_and_makes_no_second_programme(client, later):
    before = list(Wording.objects.order_by("pk").values_list("pk", "text"))
    read(client, "compare", later.pk)
    assert client.post(address("make", later.pk), frame_form(reference="KR-2030")).status_code == 404
    assert list(Wording.objects.order_by("pk").values_list("pk", "text")) == before
    assert (Programme.objects.count(), Commitment.objects.count(), Organisation.objects.count()) == (1, 4, 0)


def test_a_programme_with_another_country_cannot_be_the_earlier_version(client, administrator):
    factories.membership(administrator, "administrator", at=factories.mission("CN"))
    chinese = factories.programme("CN")
    client.force_login(type(administrator).objects.get())
    data = {"text": PLAN, "mission": factories.mission().pk, "compared_with": chinese.reference}
    assert "That programme is with another country." in text_of(client.post(address("new"), data), 422)


def test_with_everything_left_out_nothing_is_made(client, reading):
    for since, name in enumerate(("c1", "c2", "c3", "c4")):
        decide(client, reading, name, "leave_out", since=since)
    text = text_of(client.post(address("make", reading.pk), frame_form(since=4)), 422)
    assert "nothing to make a programme of" in text
    assert not Programme.objects.exists()


def test_what_the_reader_is_unsure_of_is_marked(client, reading):
    assert "uncertain" not in read(client, "detail", reading.pk)
    outline = reading.outline
    outline["areas"][0]["tracks"][0]["commitments"][0]["x"]["confidence"] = 0.5
    reading.found = AgreementReading.pack(outline)
    reading.save()
    assert read(client, "detail", reading.pk).count("uncertain") == 1


def test_a_text_between_other_parties_is_asked_about(client, administrator, reading):
    assert "Is it the right one?" not in read(client, "detail", reading.pk)
    other = sent(administrator, PLAN.replace("Republic of Korea", "Republic of India"))
    assert re.search("names these parties: .*Denmark, .*India", read(client, "detail", other.pk))


def test_the_same_file_sent_twice_is_noticed(client, administrator, reading):
    assert "sent the same file" not in read(client, "detail", reading.pk)
    again = sent(administrator)
    assert "sent the same file" in read(client, "detail", again.pk)


def test_publishing_is_undone_where_it_was_done(client, made):
    made.programme.commitments.update(status_visibility="public")
    page = f"/en/work/{made.programme.reference}/publish/"
    text = client.post(page, publishing_form(made), follow=True).content.decode()
    undo = re.search(r'<a href="(/en/work/undo/\d+/[^"]*)">Undo</a>', text)[1]
    assert client.post(undo).status_code == 302
    made.programme.refresh_from_db()
    made.document.refresh_from_db()
    assert (made.programme.is_published, made.document.is_public) == (False, False)


def test_many_organisations_are_decided_page_by_page_those_that_wait_first(client, reading, monkeypatch):
    monkeypatch.setattr("programmes.workspace.views.agreement_bodies.BODIES_PER_PAGE", 1)
    agency, ministry = (body.name for body in review_service.review_of(reading).bodies)
    assert f'name="{ministry}-choice"' not in read(client, "bodies", reading.pk)
    decided = client.post(address("bodies", reading.pk), {"since": 0, f"{agency}-choice": "none"})
    assert decided.status_code == 302
    assert f'name="{ministry}-choice"' in read(client, "bodies", reading.pk)
