"""The pages: choose a file, see what it would do, apply it, undo it; all of it without JavaScript."""

import pytest
from django.urls import reverse
from django.utils import translation

from embassy import clock
from embassy.models import ChangeSet
from programmes.intake.refusal import Busy
from programmes.models import Import
from programmes.transfer import files, import_work, imports
from tests import factories
from tests.transfer.import_pages import address, send
from tests.transfer.plans import as_csv, edited, examined, exported, table

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(plan, client):
    person = factories.administrator(plan.missions.get())
    client.force_login(person)
    return person


def previewed(client, plan, changes=None):
    changes = changes or {("1.1.1", "Plain title (English)"): "Wind at sea"}
    response = send(client, ("plan.csv", edited(plan, changes)))
    assert response.status_code == 302
    return Import.objects.latest("pk")


def test_sending_a_file_leads_to_its_preview_and_changes_nothing(client, plan, administrator):
    held = previewed(client, plan)
    page = client.get(address("import-detail", held.pk))
    assert page.status_code == 200
    text = page.content.decode()
    assert "Nothing has changed yet. Applying will add 0, change 1, leave 3." in text
    assert "<del>Annual ministerial meetings 1</del>" in text
    assert "<ins>Wind at sea</ins>" in text
    assert "Apply 1 change" in text
    assert not ChangeSet.objects.exists()


def test_a_server_with_too_much_to_do_does_not_say_that_the_file_is_wrong(
    client, plan, administrator, monkeypatch
):
    monkeypatch.setitem(files.READERS, "csv", "tests.intake.odd_readers:die")
    response = send(client, ("plan.csv", edited(plan, {})))
    assert response.status_code == 503
    assert "Try again in a few minutes" in response.content.decode()
    assert not Import.objects.exists()


def test_a_process_with_too_much_to_do_says_so_to_whoever_asked(plan, monkeypatch):
    monkeypatch.setitem(files.READERS, "csv", "tests.intake.odd_readers:die")
    outcome = import_work._outcome_of(lambda: examined("plan.csv", edited(plan, {})), "da")
    told = import_work.PROBLEMS[outcome["problem"]](outcome["sentence"])
    assert isinstance(told, Busy)
    assert "Prøv igen om nogle minutter" in str(told)


def test_the_danish_page_says_it_in_danish(client, plan, administrator):
    held = previewed(client, plan)
    with translation.override("da"):
        page = client.get(address("import-detail", held.pk, language="da")).content.decode()
    assert "Kort titel (engelsk)" in page
    assert "Intet er ændret endnu" in page


def test_applied_from_the_page_it_is_done_and_can_be_undone_there(client, plan, administrator):
    held = previewed(client, plan)
    assert client.post(address("import-apply", held.pk)).status_code == 302
    assert plan.commitments.get(number="1.1.1").plain_title_en == "Wind at sea"
    page = client.get(address("import-detail", held.pk)).content.decode()
    assert "Added 0, changed 1, left 3." in page
    assert client.post(address("import-undo", held.pk)).status_code == 302
    assert plan.commitments.get(number="1.1.1").plain_title_en == "Annual ministerial meetings 1"
    listed = client.get(address("import-list")).content.decode()
    assert "undone" in listed


def test_a_change_is_on_the_public_page_on_the_very_next_request(client, plan, administrator):
    held = previewed(client, plan)
    client.post(address("import-apply", held.pk))
    with translation.override("en"):
        public = client.get(plan.commitments.get(number="1.1.1").get_absolute_url())
    assert "Wind at sea" in public.content.decode()


def test_errors_come_first_and_nothing_can_be_applied(client, plan, administrator):
    held = previewed(client, plan, {("1.1.3", "Kind"): "delivrable"})
    page = client.get(address("import-detail", held.pk)).content.decode()
    assert "Cannot be applied: 1 error." in page
    assert "Row 4, Kind" in page
    assert page.index("Did you mean") < page.index("rows are unchanged")
    assert reverse("workspace:import-apply", args=[held.pk]).split("/", 2)[2] not in page
    assert client.post(address("import-apply", held.pk)).status_code == 409


def test_a_hostile_file_is_refused_on_the_form_in_a_sentence(client, plan, administrator):
    response = send(client, ("plan.xlsx", b"MZ\x90\x00"))
    assert response.status_code == 422
    assert "it is not such a file" in response.content.decode()
    assert not Import.objects.exists()


def test_a_file_larger_than_may_be_sent_is_refused_by_its_size(client, plan, administrator):
    response = send(client, ("plan.csv", b"x" * (11 * 1024 * 1024)))
    assert response.status_code == 422
    assert "The file is 11.0 MB. Files may be up to 10 MB." in response.content.decode()


def test_no_file_is_said_beside_the_field(client, administrator):
    response = client.post(address("import-new"), {})
    assert response.status_code == 422
    assert "Choose a file." in response.content.decode()


def test_several_files_make_one_import(client, plan, administrator):
    organisations = as_csv(
        [["Short name", "Acronym", "Name (English)", "Kind"], ["veks", "VEKS", "VEKS", "company"]]
    )
    commitments = edited(plan, {("1.1.4", "Danish organisations"): "VEKS"})
    send(client, ("plan.csv", commitments), ("organisations.csv", organisations))
    held = Import.objects.get()
    assert (held.added, held.changed, held.errors, held.files.count()) == (1, 1, 0, 2)
    client.post(address("import-apply", held.pk))
    assert plan.commitments.get(number="1.1.4").responsibilities.get().organisation.acronym == "VEKS"


def test_a_preview_made_before_another_change_is_answered_with_409_and_the_way_on(
    client, plan, administrator
):
    held, other = previewed(client, plan), previewed(client, plan, {("1.1.2", "Deadline"): "2031-01-01"})
    client.post(address("import-apply", other.pk))
    response = client.post(address("import-apply", held.pk))
    assert response.status_code == 409
    page = response.content.decode()
    assert "Something has changed since this preview was made" in page
    fresh = client.post(address("import-again", held.pk))
    assert fresh.status_code == 302
    held.refresh_from_db()
    assert held.state == Import.State.DISCARDED
    assert client.post(address("import-apply", Import.objects.latest("pk").pk)).status_code == 302


def test_missing_commitments_can_be_withdrawn_from_the_preview(client, plan, administrator):
    send(client, ("plan.csv", as_csv(table(exported(plan)[1])[:-1])))
    held = Import.objects.get()
    assert (
        "1 is missing from the file: it stays."
        in client.get(address("import-detail", held.pk)).content.decode()
    )
    client.post(address("import-again", held.pk), {"withdraw_missing": "1"})
    fresh = Import.objects.latest("pk")
    assert fresh.changed == 1
    client.post(address("import-apply", fresh.pk))
    assert plan.commitments.get(number="1.1.4").withdrawn_on


def test_discarded_its_bytes_are_gone_and_its_hash_stays(client, plan, administrator):
    held = previewed(client, plan)
    client.post(address("import-discard", held.pk))
    file = held.files.get()
    assert file.content is None
    assert len(file.sha256) == 64
    assert client.post(address("import-apply", held.pk)).status_code == 409


def test_the_preview_can_be_kept_as_a_file(client, plan, administrator):
    held = previewed(client, plan)
    text = client.get(address("import-file", held.pk)).content.decode()
    assert (
        "~ Commitments KR-2021-1.1.1, Plain title (English): 'Annual ministerial meetings 1' → 'Wind at sea'"
        in text
    )


def test_a_long_import_shows_how_far_it_is(client, plan, administrator):
    headers, row, *_rest = table(exported(plan)[1])
    rows = []
    for number in range(1, 1101):
        new = list(row)
        new[headers.index("Reference")], new[headers.index("Order")] = "", ""
        new[headers.index("Number")] = f"2.{number // 500 + 1}.{number % 500 + 1}"
        rows.append(new)
    send(client, ("plan.csv", as_csv([headers, *rows])), programme="KR-2021")
    held = Import.objects.get()
    response = client.post(address("import-apply", held.pk))
    assert response.streaming
    pieces = [piece.decode() for piece in response.streaming_content]
    assert any("1100 of 1100 rows" in piece for piece in pieces)
    assert "Everything is saved." in pieces[-1]
    assert plan.commitments.count() == 1104


def test_left_half_way_a_long_import_writes_nothing(client, plan, administrator):
    held = previewed(client, plan)
    steps = imports.apply_in_steps(held, by=administrator, at=clock.now())
    assert next(steps) == 1
    steps.close()  # as the server does when the browser is gone
    held.refresh_from_db()
    assert held.state == Import.State.PREVIEWED
    assert plan.commitments.get(number="1.1.1").plain_title_en == "Annual ministerial meetings 1"
    assert not ChangeSet.objects.exists()


@pytest.mark.parametrize("format", ["flat-xlsx", "csv", "xlsx"])
def test_an_empty_plan_can_be_had_to_fill_in(client, administrator, format):
    response = client.get(address("export-template", format))
    assert response.status_code == 200
    assert "template" in response["Content-Disposition"]
    assert b"".join(response.streaming_content)


@pytest.mark.parametrize(
    ("language", "order"), [("en", ["CN-2021", "KR-2021"]), ("da", ["KR-2021", "CN-2021"])]
)
def test_programmes_to_export_are_sorted_as_the_pages_language_has_their_countries(client, language, order):
    factories.country("CN", name_en="Germany", name_da="Tyskland")
    for country in ("KR", "CN"):
        factories.programme(country)
    client.force_login(factories.superuser())
    text = client.get(address("export", language=language)).content.decode()
    places = [text.index(f">{reference}<") for reference in order]
    assert places == sorted(places)


def test_exports_come_in_every_format_and_an_unknown_one_is_404(client, plan, administrator):
    for format in ("flat-xlsx", "csv", "xlsx", "json"):
        response = client.get(address("export-programme", "KR-2021", format))
        assert b"".join(response.streaming_content) == exported(plan, format, by=administrator)[1]
    assert client.get(address("export-programme", "KR-2021", "doc")).status_code == 404
    assert client.get(address("export-list", "users", "csv")).status_code == 404


def test_lists_come_back_as_they_went(client, plan, administrator):
    for code in ("organisations", "sectors"):
        for format in ("csv", "flat-xlsx"):
            response = client.get(address("export-list", code, format))
            name = response["Content-Disposition"].split('"')[1]
            send(client, (name, b"".join(response.streaming_content)))
            held = Import.objects.latest("pk")
            assert (held.added, held.changed, held.errors) == (0, 0, 0), held.shown["errors"]
            assert held.unchanged == 3


def test_a_preview_of_any_length_takes_a_few_queries(
    client, plan, administrator, django_assert_max_num_queries
):
    held = previewed(client, plan)
    with django_assert_max_num_queries(12):
        client.get(address("import-detail", held.pk))
    with django_assert_max_num_queries(12):
        client.get(address("import-list"))


@pytest.mark.parametrize("model", ["programme", "commitment", "organisation", "sector"])
def test_the_admins_import_and_export_buttons_lead_here(client, plan, model):
    client.force_login(factories.superuser())
    page = client.get(reverse(f"admin:programmes_{model}_changelist")).content.decode()
    assert reverse("workspace:import-new").split("/", 2)[2] in page
    assert reverse("workspace:export").split("/", 2)[2] in page
