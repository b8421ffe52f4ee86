"""Recording activities: the form, the list, one to read; and nothing that is not one's own."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from embassy.models import AuditEntry, ChangeSet, SectorTeam
from programmes.models import Activity, Commitment, Document
from programmes.search import entries
from tests import factories
from tests.workspace.conftest import address, answers, as_

NEW = "workspace:activity-new"
WHY_NOT = "also carries out a commitment of a mission where you do not work"


def form(*commitments, **values):
    return {
        "kind": "workshop",
        "state": "held",
        "title_en": "Offshore wind workshop",
        "title_da": "",
        "takes_place_on": "2026-02-11",
        "place": "Ulsan",
        "participants": "Both agencies",
        "outcome": "A list of themes",
        "commitments": [commitment.pk for commitment in commitments],
        "version": 0,
        **values,
    }


def made(commitment, **values):
    values = {"kind": "meeting", "title_en": "Talks", "state": "held", "takes_place_on": "2026-02", **values}
    row = Activity.objects.create(**values)
    row.commitments.add(commitment)
    return row


def edit_url(activity):
    return address("workspace:activity-edit", activity.pk)


class TestRecording:
    def test_one_step_links_several_commitments_with_a_document(self, people, plan):
        first, second, _third = plan.commitments.all()
        paper = {
            "document_title": "Minutes",
            "document_url": "https://www.example.org/minutes",
            "document_language": "ko",
            "document_authenticity": "courtesy_translation",
        }
        response = as_(people.member).post(address(NEW), form(first, second, **paper), follow=True)
        assert "“Offshore wind workshop” is recorded." in response.content.decode()
        activity = Activity.objects.get()
        assert set(activity.commitments.all()) == {first, second}
        assert (str(activity.takes_place_on), activity.is_public) == ("2026-02-11", False)
        document = activity.documents.get()
        assert (document.language, document.is_public, document.team) == ("ko", False, first.owner_team)
        assert ChangeSet.objects.count() == 1

    def test_the_words_are_known_to_be_in_the_page_s_language_or_the_one_chosen(self, people, plan, client):
        first = plan.commitments.first()
        values = form(first, is_public="on", outcome="En liste over emner")
        as_(people.member).post(address(NEW).replace("/en/", "/da/"), values)
        as_(people.member).post(address(NEW), form(first, text_language="ko"))
        in_danish, in_korean = Activity.objects.order_by("pk")
        assert (in_danish.text_language, in_korean.text_language) == ("da", "ko")
        page = client.get(first.get_absolute_url()).content.decode()
        assert '<span lang="da">En liste over emner</span>' in page

    def test_what_was_recorded_can_be_undone_from_the_next_page(self, people, first):
        client = as_(people.member)
        text = client.post(address(NEW), form(first), follow=True).content.decode()
        undo = address("workspace:undo", ChangeSet.objects.get().pk)
        assert f'href="{undo}' in text
        client.post(undo)
        assert not Activity.objects.exists()

    def test_what_is_sent_twice_is_recorded_once(self, people, plan):
        """By a double click, or by Back and once more, which may bring the form anew."""
        first, second, _third = plan.commitments.all()
        client = as_(people.member)
        paper = {"document_title": "Minutes", "document_url": "https://www.example.org/minutes"}
        for _time in range(2):
            response = client.post(address(NEW), form(first, second, **paper), follow=True)
        assert "“Offshore wind workshop” is recorded already." in response.content.decode()
        assert response.redirect_chain[-1][0] == address("workspace:activity", Activity.objects.get().pk)
        assert ChangeSet.objects.count() == 1
        assert Document.objects.count() == 1

    @pytest.mark.parametrize(
        "change",
        [{"outcome": "Another outcome"}, {"takes_place_on": "2026-02-12"}, {"state": "planned"}, {"is_public": "on"},
         {"document_title": "Minutes", "document_url": "https://www.example.org/minutes"}],
        ids=str,
    )  # fmt: skip
    def test_what_says_something_else_is_another_one(self, people, first, change):
        client = as_(people.lead)
        client.post(address(NEW), form(first))
        assert client.post(address(NEW), form(first, **change)).status_code == 302
        assert Activity.objects.count() == 2

    def test_the_same_on_other_commitments_is_another_one(self, people, plan):
        first, second, third = plan.commitments.all()
        client = as_(people.member)
        for chosen in ([first, second], [first], [first, second, third], [second, first]):
            client.post(address(NEW), form(*chosen))
        assert Activity.objects.count() == 3

    def test_an_admin_form_that_is_sent_twice_makes_one(self, people, first):
        screen, client = "/admin/programmes/activity/add/", as_(people.superuser)
        sent = form(first, text_language="en", documents=[], _reason="")
        assert [client.post(screen, sent).status_code for _time in range(2)] == [302, 422]
        assert Activity.objects.count() == 1

    def test_who_may_begin(self, people, plan):
        assert answers(people, lambda client: client.get(address(NEW))) == {
            "anonymous": 302,
            "unattached": 403,
            "elsewhere": 403,
            "colleague": 403,
            "member": 200,
            "lead": 200,
            "administrator": 200,
            "other_administrator": 403,
            "superuser": 200,
        }

    def test_nobody_records_on_what_is_not_theirs(self, people, first):
        other = factories.plan(1, iso2="CN", owner_team=people.elsewhere.memberships.get().team)
        response = as_(people.elsewhere).post(address(NEW), form(first))
        assert response.status_code == 422
        assert as_(people.elsewhere).post(address(NEW), form(other.commitments.get())).status_code == 302
        assert not first.activities.exists()

    def test_the_address_names_a_commitment_to_begin_with(self, people, first):
        text = as_(people.member).get(f"{address(NEW)}?commitment={first.reference}").content.decode()
        assert f'value="{first.pk}" checked' in text

    @pytest.mark.parametrize(
        "values",
        [
            {"title_en": "", "title_da": ""},
            {"kind": "party"},
            {"state": ""},
            {"takes_place_on": "yesterday"},
            {"takes_place_on": "9999"},
            {"takes_place_on": ""},
            {"takes_place_on": "2026-12-24"},
            {"commitments": []},
            {"commitments": ["999999"]},
            {"commitments": ["x"]},
            {"document_url": "https://www.example.org/", "document_title": ""},
            {"document_url": "", "document_title": "Minutes"},
            {"document_url": "javascript:alert(1)", "document_title": "Minutes"},
            {"version": ""},
        ],
    )
    def test_bad_input_is_422_with_the_text_kept(self, people, first, values):
        data = form(first) | {"outcome": "KEPT-OUTCOME"} | values
        response = as_(people.member).post(address(NEW), data)
        assert response.status_code == 422
        assert "KEPT-OUTCOME" in response.content.decode()
        assert not Activity.objects.exists()

    def test_something_planned_needs_no_date(self, people, first):
        data = form(first, state="planned", takes_place_on="")
        assert as_(people.member).post(address(NEW), data).status_code == 302

    def test_searching_for_commitments_keeps_what_was_written_and_ticked(self, people, plan):
        first, second, third = plan.commitments.all()
        entries.rebuild()
        data = form(second, outcome="KEPT-OUTCOME", find="1", q="1.1.3")
        response = as_(people.member).post(address(NEW), data)
        text = response.content.decode()
        assert response.status_code == 200
        assert "KEPT-OUTCOME" in text
        assert f'value="{second.pk}" checked' in text
        assert f'value="{third.pk}">' in text
        assert f'name="commitments" value="{first.pk}"' not in text
        assert not Activity.objects.exists()

    def test_a_member_makes_nothing_public_past_their_teams_clearance(self, people, first):
        SectorTeam.objects.update(needs_clearance=True)
        data = form(first, is_public="on")
        assert as_(people.member).post(address(NEW), data).status_code == 422
        assert as_(people.lead).post(address(NEW), data).status_code == 302


class TestEditing:
    def test_who_may(self, people, first):
        activity = made(first, is_public=True)
        assert answers(people, lambda client: client.get(edit_url(activity))) == {
            "anonymous": 302,
            "unattached": 403,
            "elsewhere": 403,
            "colleague": 403,
            "member": 200,
            "lead": 200,
            "administrator": 200,
            "other_administrator": 403,
            "superuser": 200,
        }

    def test_what_one_may_not_see_is_404(self, people, first):
        activity = made(first)
        for name in ("workspace:activity", "workspace:activity-edit"):
            found = answers(people, lambda client, name=name: client.get(address(name, activity.pk)))
            for who in ("unattached", "elsewhere", "other_administrator"):
                assert found[who] == 404

    def test_it_is_saved(self, people, first):
        activity = made(first)
        data = form(first, version=activity.version, state="cancelled")
        assert as_(people.member).post(edit_url(activity), data).status_code == 302
        again = Activity.objects.get()
        assert (again.state, again.title_en, again.version) == ("cancelled", "Offshore wind workshop", 2)

    def test_a_newer_version_is_409_with_both_texts(self, people, first):
        activity = made(first)
        as_(people.lead).post(edit_url(activity), form(first, version=1, outcome="THEIRS"))
        response = as_(people.member).post(edit_url(activity), form(first, version=1, outcome="MINE"))
        text = response.content.decode()
        assert response.status_code == 409
        assert "<del>THEIRS</del>" in text
        assert "<ins>MINE</ins>" in text
        assert Activity.objects.get().outcome == "THEIRS"
        again = form(first, version=2, outcome="MINE")
        assert as_(people.member).post(edit_url(activity), again).status_code == 302

    def test_links_to_what_others_follow_stay(self, people, plan):
        first, second, _third = plan.commitments.all()
        Commitment.objects.filter(pk=second.pk).update(owner_team=factories.team(slug="health"))
        activity = made(first)
        activity.commitments.add(second)
        as_(people.member).post(edit_url(activity), form(first, version=1))
        assert set(activity.commitments.all()) == {first, second}

    def test_documents_that_one_may_not_see_stay_and_are_not_named(self, people, first):
        activity = made(first)
        hidden = factories.document(is_public=False, title_en="HIDDEN", team=factories.team(slug="health"))
        shown = factories.document(title_en="Shown")
        activity.documents.add(hidden, shown)
        text = as_(people.member).get(edit_url(activity)).content.decode()
        assert "HIDDEN" not in text
        as_(people.member).post(edit_url(activity), form(first, version=1))
        assert list(activity.documents.all()) == [hidden]
        assert Document.objects.count() == 2

    def test_nothing_changed_leaves_no_trace(self, people, first):
        client = as_(people.member)
        client.post(address(NEW), form(first))
        before = AuditEntry.objects.count()
        client.post(edit_url(Activity.objects.get()), form(first, version=Activity.objects.get().version))
        assert AuditEntry.objects.count() == before

    def test_one_that_is_missing_is_404(self, people):
        assert as_(people.superuser).get(address("workspace:activity", 999999)).status_code == 404
        assert as_(people.superuser).get(address("workspace:activity-edit", 999999)).status_code == 404


class TestOfTwoMissions:
    """What another mission's commitment shows is that mission's record as well."""

    @pytest.fixture
    def shared(self, people, first):
        abroad = factories.plan(1, iso2="CN", owner_team=people.elsewhere.memberships.get().team)
        activity = made(first, title_en="Talks of three countries")
        activity.commitments.add(abroad.commitments.get())
        return activity

    def test_nobody_at_one_of_them_edits_it_and_its_keepers_are_told_why(self, people, first, shared):
        for who in ("member", "lead", "administrator", "elsewhere", "other_administrator"):
            client = as_(getattr(people, who))
            page = client.get(address("workspace:activity", shared.pk)).content.decode()
            assert WHY_NOT in page, who
            assert edit_url(shared) not in page
            for answer in (
                client.get(edit_url(shared)),
                client.post(edit_url(shared), form(first, version=1)),
            ):
                assert answer.status_code == 403
                assert WHY_NOT in answer.content.decode()
        shared.refresh_from_db()
        assert shared.title_en == "Talks of three countries"

    def test_a_colleague_who_keeps_none_of_it_is_told_of_the_role(self, people, shared):
        response = as_(people.colleague).get(edit_url(shared))
        assert response.status_code == 403
        assert "your role does not let you change it" in response.content.decode()

    def test_a_superuser_edits_it(self, people, first, shared):
        sent = form(first, version=1, commitments=list(shared.commitments.values_list("pk", flat=True)))
        assert as_(people.superuser).post(edit_url(shared), sent).status_code == 302

    @pytest.mark.parametrize("action", ["change", "delete"])
    def test_the_admin_neither_changes_nor_deletes_it_and_says_why(self, people, shared, action):
        type(people.administrator).objects.filter(pk=people.administrator.pk).update(language="en")
        url, client = f"/admin/programmes/activity/{shared.pk}/{action}/", as_(people.administrator)
        page, answer = client.get(url), client.post(url, {"post": "yes", "_reason": "x", "title_en": "Other"})
        assert (page.status_code, answer.status_code) == (200 if action == "change" else 403, 403)
        assert WHY_NOT in page.content.decode()
        assert WHY_NOT in answer.content.decode()
        shared.refresh_from_db()
        assert shared.title_en == "Talks of three countries"

    def test_nor_do_several_at_once(self, people, shared):
        sent = {"action": "delete_selected", "_selected_action": [shared.pk], "post": "yes", "_reason": "x"}
        as_(people.administrator).post("/admin/programmes/activity/", sent)
        assert Activity.objects.filter(pk=shared.pk).exists()


class TestReading:
    def test_what_users_wrote_is_escaped(self, people, first):
        made(first, place="<b>PLACE</b>", title_en="<i>TITLE</i>", outcome="<u>OUT</u>")
        client = as_(people.member)
        for url in (
            address("workspace:activities"),
            address("workspace:activity", Activity.objects.get().pk),
            address("workspace:commitment", "KR-2025", "1.1.1"),
            address("workspace:month") + "?month=2026-02",
        ):
            text = client.get(url).content.decode()
            assert "&lt;i&gt;TITLE&lt;/i&gt;" in text, url
            assert "<b>PLACE" not in text
            assert "<i>TITLE" not in text
            assert "<u>OUT" not in text

    def test_filters_narrow_the_list(self, people, plan):
        first, *_others = plan.commitments.all()
        made(first, title_en="HELD-ONE")
        made(first, title_en="PLANNED-ONE", state="planned", kind="visit", takes_place_on="2026-05")
        entries.rebuild()
        client, url = as_(people.member), address("workspace:activities")

        def shown(query):
            text = client.get(f"{url}?{query}").content.decode()
            return {name for name in ("HELD-ONE", "PLANNED-ONE") if name in text}

        assert shown("") == {"HELD-ONE", "PLANNED-ONE"}
        assert shown("state=planned") == {"PLANNED-ONE"}
        assert shown("kind=meeting") == {"HELD-ONE"}
        assert shown("q=planned") == {"PLANNED-ONE"}
        assert shown("programme=KR-2025") == {"HELD-ONE", "PLANNED-ONE"}
        assert shown("state=nonsense&kind=x&whose=y&page=99") == {"HELD-ONE", "PLANNED-ONE"}

    def test_the_list_holds_only_what_one_may_see(self, people, first):
        made(first, title_en="INTERNAL")
        made(first, title_en="SHOWN", is_public=True)
        text = as_(people.elsewhere).get(address("workspace:activities") + "?whose=all").content.decode()
        assert "SHOWN" in text
        assert "INTERNAL" not in text

    @pytest.mark.parametrize("path", ["workspace:activities", "workspace:month"])
    def test_queries_do_not_grow_with_rows(self, people, plan, path):
        client = as_(people.member)

        def count():
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address(path)).status_code == 200
            return len(queries)

        first = plan.commitments.first()
        made(first, takes_place_on="2026-03-02")
        client.get(address(path))
        few = count()
        for number in range(12):
            made(first, title_en=f"Talks {number}", takes_place_on=f"2026-03-{number + 3:02}")
        assert count() == few

    @pytest.mark.parametrize("method", ["post", "put", "delete"])
    def test_lists_only_read(self, people, method):
        assert getattr(as_(people.member), method)(address("workspace:activities")).status_code == 405


def test_events_between_the_countries_are_recorded_by_administrators(people, plan):
    form = "/admin/programmes/event/add/"
    assert form in as_(people.administrator).get("/en/work/activities/").content.decode()
    assert as_(people.administrator).get(form).status_code == 200
    assert form not in as_(people.lead).get("/en/work/activities/").content.decode()
