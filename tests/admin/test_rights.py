"""Who sees and edits which rows: the table of rights, screen by screen, for everyone who can sign in."""

import pytest
from django.template.response import SimpleTemplateResponse

from tests.admin.admin_rows import change, client_of, screens, set_stage, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def undrawn(monkeypatch):
    """Answers without their pages: here only the answer counts, and drawing is most of the time."""
    monkeypatch.setattr(SimpleTemplateResponse, "rendered_content", "")


EVERYONE = {
    "unattached",
    "elsewhere",
    "colleague",
    "member",
    "lead",
    "administrator",
    "other_administrator",
    "headquarters",
    "superuser",
}
SEOUL = {"colleague", "member", "lead", "administrator", "headquarters", "superuser"}
BEIJING = {"elsewhere", "other_administrator", "headquarters", "superuser"}
OWN_TEAM = {"member", "lead", "administrator", "headquarters", "superuser"}  # and those who oversee it
WRITERS, WRITERS_THERE = OWN_TEAM - {"headquarters"}, BEIJING - {"headquarters"}
KEEPERS = {"administrator", "superuser"}
KEEPERS_THERE = {"other_administrator", "superuser"}
KEEPERS_OF_LISTS = {"headquarters", "superuser"}
ANY_KEEPER = KEEPERS | KEEPERS_THERE
NOBODY = set()

# Who sees (published in Seoul, unpublished in Seoul, unpublished in Beijing). Where a row is not named, this:
SEEN_USUALLY = (EVERYONE, SEOUL, BEIJING)
SEEN = {
    "country": (EVERYONE, EVERYONE, EVERYONE),
    "mission": (EVERYONE, EVERYONE, EVERYONE),
    "partnership": (EVERYONE, EVERYONE, EVERYONE),
    "organisation": (EVERYONE, EVERYONE, EVERYONE),
    "basisagreement": (EVERYONE, EVERYONE, EVERYONE),
    "sectorteam": (OWN_TEAM, OWN_TEAM, BEIJING),
    "user": (OWN_TEAM, OWN_TEAM, BEIJING),
    "document": (EVERYONE, OWN_TEAM, BEIJING),
    "passage": (EVERYONE, OWN_TEAM, BEIJING),
    "statusreport": (EVERYONE, OWN_TEAM, BEIJING),
    "proposal": (OWN_TEAM, OWN_TEAM, BEIJING),
    "changeset": ({"superuser"}, {"superuser"}, {"superuser"}),
    "auditentry": ({"superuser"}, {"superuser"}, {"superuser"}),
    "recordrewriting": ({"superuser"}, {"superuser"}, {"superuser"}),
    "occurrence": (SEOUL, SEOUL, BEIJING),
    "reportinground": (SEOUL, SEOUL, BEIJING),
    "remindersettings": (SEOUL, SEOUL, BEIJING),
    "handovernote": (OWN_TEAM, OWN_TEAM, BEIJING),
    "calendarlink": ({"member", "superuser"}, NOBODY, {"elsewhere", "superuser"}),
    "outgoingmail": ({"superuser"}, {"superuser"}, {"superuser"}),
    "grant": ({"headquarters", "superuser"}, NOBODY, NOBODY),
}
EDITED_USUALLY = (KEEPERS, KEEPERS, KEEPERS_THERE)
EDITED = {
    "country": ({"superuser"}, {"superuser"}, {"superuser"}),
    "grant": ({"superuser"}, NOBODY, NOBODY),
    "sector": (KEEPERS_OF_LISTS, KEEPERS_OF_LISTS, KEEPERS_OF_LISTS),
    "withholdingword": (KEEPERS_OF_LISTS, KEEPERS_OF_LISTS, KEEPERS_OF_LISTS),
    "sdg": (KEEPERS_OF_LISTS, KEEPERS_OF_LISTS, KEEPERS_OF_LISTS),
    "organisation": (KEEPERS_OF_LISTS, KEEPERS_OF_LISTS, KEEPERS_OF_LISTS),
    "basisagreement": (KEEPERS_OF_LISTS, KEEPERS_OF_LISTS, KEEPERS_OF_LISTS),
    "commitment": (KEEPERS | {"lead"}, KEEPERS | {"lead"}, KEEPERS_THERE),
    "activity": (WRITERS, WRITERS, WRITERS_THERE),
    "statusreport": (NOBODY, NOBODY, NOBODY),
    "proposal": (NOBODY, NOBODY, NOBODY),
    "changeset": (NOBODY, NOBODY, NOBODY),
    "auditentry": (NOBODY, NOBODY, NOBODY),
    "recordrewriting": (NOBODY, NOBODY, NOBODY),
    "occurrence": (WRITERS, WRITERS, WRITERS_THERE),
    "handovernote": (WRITERS, WRITERS, WRITERS_THERE),
    "calendarlink": (NOBODY, NOBODY, NOBODY),
    "outgoingmail": (NOBODY, NOBODY, NOBODY),
}
GROUPS = ("shown", "hidden", "beijing")
# Who may begin a new row.
ADDED_USUALLY = ANY_KEEPER
ADDED = {
    "country": {"superuser"},
    "mission": {"superuser"},
    "activity": EVERYONE - {"unattached", "headquarters"},
    "sector": KEEPERS_OF_LISTS,
    "withholdingword": KEEPERS_OF_LISTS,
    "organisation": KEEPERS_OF_LISTS,
    "basisagreement": KEEPERS_OF_LISTS,
    "grant": {"superuser"},
    "sdg": NOBODY,
    "statusreport": NOBODY,
    "proposal": NOBODY,
    "changeset": NOBODY,
    "auditentry": NOBODY,
    "recordrewriting": NOBODY,
    "occurrence": EVERYONE - {"unattached", "headquarters"},
    "calendarlink": NOBODY,
    "outgoingmail": NOBODY,
}


def expected_change(who, name, group):
    """The answers to reading and to sending the form of a row: 404, 403, 200, or 422 for a form sent empty."""
    index = GROUPS.index(group)
    if who not in SEEN.get(name, SEEN_USUALLY)[index]:
        return 404, 404
    return 200, 422 if who in EDITED.get(name, EDITED_USUALLY)[index] else 403


@pytest.mark.parametrize("who", sorted(EVERYONE))
def test_every_row_answers_by_the_table(who, tried, undrawn):
    cast, rows = set_stage()
    client = client_of(getattr(cast, who))
    wrong, count = [], 0
    for group in GROUPS:
        for name, row in rows[group].items():
            address = url(type(row), "change", row)
            got = client.get(address).status_code, client.post(address, {"_reason": "Trying"}).status_code
            count += 2
            if got != expected_change(who, name, group):
                wrong.append(f"{name} {group}: {got}, not {expected_change(who, name, group)}")
    assert not wrong
    tried(f"{count} requests to change rows in the admin as {who}")


@pytest.mark.parametrize("who", sorted(EVERYONE))
def test_history_and_deleting_are_for_those_who_keep_a_row(who, undrawn):
    cast, rows = set_stage()
    client = client_of(getattr(cast, who))
    wrong = []
    for name, row in rows["hidden"].items():
        reading, sending = expected_change(who, name, "hidden")
        history = client.get(url(type(row), "history", row)).status_code
        deleting = client.get(url(type(row), "delete", row)).status_code
        if name in {"statusreport", "proposal"}:  # never edited; those who decide on them read their history
            decides = who in {"lead", "administrator", "superuser"}
            refusal = 404 if reading == 404 else 403
            right = (200 if decides else refusal, refusal)
        else:
            right = (200, 200) if sending == 422 else (sending, sending)
        if (name, who) == ("commitment", "lead"):
            right = (200, 403)  # a lead edits it, and takes none out of a programme
        if (history, deleting) != right:
            wrong.append(f"{name}: {(history, deleting)}, not {right}")
    assert not wrong


def test_a_mission_is_deleted_by_a_superuser_only():
    cast, rows = set_stage()
    address = url(type(rows["shown"]["mission"]), "delete", rows["shown"]["mission"])
    assert client_of(cast.administrator).get(address).status_code == 403
    assert client_of(cast.superuser).get(address).status_code == 200


@pytest.mark.parametrize("who", sorted(EVERYONE))
def test_lists_and_new_rows_answer_by_the_table(who, undrawn):
    cast, rows = set_stage()
    client = client_of(getattr(cast, who))
    wrong = []
    for name, model in screens().items():
        sees_any = any(
            name in rows[group] and who in SEEN.get(name, SEEN_USUALLY)[index]
            for index, group in enumerate(GROUPS)
        )
        # Everyone has a row of their own among the users, and a team among the teams.
        sees_any |= name == "user" or (name == "sectorteam" and who == "colleague")
        adds = who in ADDED.get(name, ADDED_USUALLY)
        right = (200 if sees_any or adds else 404, 200 if adds else 403 if sees_any else 404)
        got = client.get(url(model, "changelist")).status_code, client.get(url(model, "add")).status_code
        if got != right:
            wrong.append(f"{name}: {got}, not {right}")
    assert not wrong


def test_a_list_holds_only_what_one_may_see():
    cast, rows = set_stage()
    for who, hidden_there in (
        ("elsewhere", "hidden"),
        ("administrator", "beijing"),
        ("unattached", "hidden"),
    ):
        page = client_of(getattr(cast, who)).get(url(screens()["programme"], "changelist"))
        listed = set(page.context["cl"].queryset.values_list("pk", flat=True))
        assert rows["shown"]["programme"].pk in listed
        assert rows[hidden_there]["programme"].pk not in listed


def test_the_index_names_only_models_with_something_to_see():
    cast, _rows = set_stage()
    named = {
        who: {
            m["object_name"]
            for app in client_of(user).get("/admin/").context["app_list"]
            for m in app["models"]
        }
        for who, user in vars(cast).items()
        if who in {"unattached", "member", "superuser"}
    }
    assert {"ChangeSet", "AuditEntry"} <= named["superuser"]
    assert not {"ChangeSet", "AuditEntry", "Proposal", "SectorTeam"} & named["unattached"]
    assert {"Programme", "Commitment", "Proposal", "SectorTeam"} <= named["member"]


def test_a_right_withdrawn_counts_on_the_next_request():
    cast, rows = set_stage()
    client = client_of(cast.administrator)
    address = url(type(rows["hidden"]["programme"]), "change", rows["hidden"]["programme"])
    assert client.get(address).status_code == 200
    cast.administrator.memberships.update(until_on="2020-12-31")
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    "lookup", ["internal_note__startswith=T", "assessment=at_risk", "commitment__plain_title_en=x"]
)
def test_a_hidden_column_cannot_be_guessed_through_the_address_of_a_list(lookup):
    cast, _rows = set_stage()
    response = client_of(cast.elsewhere).get(f"{url(screens()['statusreport'], 'changelist')}?{lookup}")
    assert response.status_code == 400


def test_a_password_cannot_be_guessed_through_the_address_of_a_list():
    cast, _rows = set_stage()
    response = client_of(cast.lead).get(f"{url(screens()['user'], 'changelist')}?password__startswith=md5")
    assert response.status_code == 400


def test_where_a_team_clears_its_leads_say_which_activities_become_public():
    cast, rows = set_stage()
    activity = rows["shown"]["activity"]
    type(rows["shown"]["sectorteam"]).objects.update(needs_clearance=True)
    type(activity).objects.filter(pk=activity.pk).update(is_public=False)
    for who, answer, is_public in (("member", 422, False), ("lead", 302, True)):
        assert change(client_of(getattr(cast, who)), activity, is_public="on").status_code == answer
        activity.refresh_from_db()
        assert activity.is_public is is_public
