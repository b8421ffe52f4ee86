"""What only other doors may do: publish, take back, give another address; and what the preview must not hide."""

import json

import pytest

from embassy import clock
from programmes.actions import commitments
from programmes.models import Commitment, Programme, StatusReport
from programmes.transfer import imports, messages
from tests import factories
from tests.searching import numbers_with
from tests.transfer.plans import as_csv, edited, exported, table

pytestmark = pytest.mark.django_db


def whole(plan, by=None):
    return json.loads(exported(plan, "json", by=by)[1])


def upload(content, by, **asked):
    name, data = (
        ("plan.csv", content) if isinstance(content, bytes) else ("plan.json", json.dumps(content).encode())
    )
    return imports.upload([(name, data)], by=by, at=clock.now(), **asked)


def with_a_new_report(plan, administrator):
    content = whole(plan, administrator)
    report = {"commitment": "1.1.1", "status": "under_way", "as_of_on": "2024-05-03", "summary": "They met."}
    content["status_reports"].append(report)
    return content


def test_to_a_closed_programme_it_adds_no_report(plan, administrator):
    content = with_a_new_report(plan, administrator)
    assert upload(content, administrator).errors == 0
    Programme.objects.update(closed_at=clock.now(), closed_by=administrator)
    held = upload(content, administrator)
    assert held.errors == 1
    assert "No reports can be added until it is opened again." in str(held.shown)


def test_a_report_is_not_written_where_the_programme_was_closed_after_the_preview(plan, administrator):
    held = upload(with_a_new_report(plan, administrator), administrator)
    count = StatusReport.objects.count()
    Programme.objects.update(closed_at=clock.now(), closed_by=administrator)
    with pytest.raises(imports.Stale):
        imports.apply(held, by=administrator, at=clock.now())
    assert StatusReport.objects.count() == count


def notices(held):
    return {(code, column) for code, _sheet, column, _detail, _count in held.shown["notices"]}


@pytest.mark.parametrize("is_published", [True, False])
def test_it_neither_publishes_nor_unpublishes_what_is_there(plan, administrator, is_published):
    Programme.objects.update(is_published=is_published)
    Commitment.objects.update(is_published=is_published)
    content = whole(plan, administrator)
    content["programme"] |= {"is_published": not is_published, "title_en": "Another title"}
    content["commitments"][0] |= {"is_published": not is_published, "plain_title_en": "Another title"}
    held = upload(content, administrator)
    assert held.errors == 0
    assert ("ignored", "is_published") in notices(held)
    imports.apply(held, by=administrator, at=clock.now())
    plan.refresh_from_db()
    assert (plan.title_en, plan.is_published) == ("Another title", is_published)
    first = plan.commitments.get(number="1.1.1")
    assert (first.plain_title_en, first.is_published) == ("Another title", is_published)


def test_a_published_programme_keeps_its_address_and_an_unpublished_one_may_get_another(plan, administrator):
    content = whole(plan, administrator)
    content["programme"]["slug"] = "another-address"
    held = upload(content, administrator)
    assert [(error["sheet"], error["column"]) for error in held.shown["errors"]] == [("programme", "slug")]
    with pytest.raises(imports.Stale):
        imports.apply(held, by=administrator, at=clock.now())
    Programme.objects.update(is_published=False)
    imports.apply(upload(content, administrator), by=administrator, at=clock.now())
    plan.refresh_from_db()
    assert plan.slug == "another-address"


def test_nobody_takes_another_mission_off_a_programme(plan, administrator):
    plan.missions.add(factories.mission("CN"))
    content = whole(plan, administrator)
    content["programme"]["missions"] = ["seoul"]
    held = upload(content, administrator)
    assert [error["column"] for error in held.shown["errors"]] == ["missions"]
    assert "beijing" in held.shown["errors"][0]["params"]["known"]
    factories.membership(administrator, "administrator", at=factories.mission("CN"))
    both = type(administrator).objects.get(pk=administrator.pk)
    imports.apply(upload(content, both), by=both, at=clock.now())
    assert plan.missions.get().slug == "seoul"


def test_a_row_that_is_faulty_is_wrong_and_not_missing(plan, administrator):
    data = edited(plan, {("1.1.2", "Deadline"): "some day"})
    held = upload(data, administrator, withdraw_missing=True)
    assert [error["row"] for error in held.shown["errors"]] == [3]
    assert held.shown["missing"] == []
    rows = [row for row in table(edited(plan, {})) if row[1] != "1.1.2" and "KR-2021-1.1.2" not in row]
    gone = upload(as_csv(rows), administrator, withdraw_missing=True)
    assert [row["key"] for row in gone.shown["missing"]] == ["KR-2021-1.1.2"]


def test_the_preview_tells_which_changes_the_public_reads(plan, administrator):
    plan.commitments.filter(number="1.1.2").update(is_published=False)
    titles = {(number, "Plain title (English)"): "Sun" for number in ("1.1.1", "1.1.2")}
    shown = upload(edited(plan, titles), administrator).shown
    assert {row["key"]: row["public"] for row in shown["changed"]} == {
        "KR-2021-1.1.1": True,
        "KR-2021-1.1.2": False,
    }
    assert shown["public"] == 1
    Programme.objects.update(is_published=False)
    assert upload(edited(plan, titles), administrator).shown["public"] == 0


def test_a_row_that_moved_on_meanwhile_is_not_overwritten(plan, administrator):
    held = upload(edited(plan, {("1.1.1", "Plain title (English)"): "Sun"}), administrator)
    first = plan.commitments.get(number="1.1.1")
    commitments.edit_commitment(
        first, values={"plain_title_da": "Vind"}, expected_version=first.version, by=administrator
    )
    with pytest.raises(imports.Stale):
        imports.apply(held, by=administrator, at=clock.now())
    first.refresh_from_db()
    assert (first.plain_title_da, first.plain_title_en) == ("Vind", "Annual ministerial meetings 1")


def test_undone_an_import_is_out_of_the_search_too(plan, administrator):
    held = upload(edited(plan, {("1.1.1", "Plain title (English)"): "Submarine cables"}), administrator)
    imports.apply(held, by=administrator, at=clock.now())
    assert numbers_with("submarine") == ["1.1.1"]
    imports.undo(held, by=administrator, at=clock.now())
    assert numbers_with("submarine") == []
    assert numbers_with("annual ministerial") == ["1.1.1"]


def test_a_file_makes_no_withheld_status_public(plan, administrator):
    Commitment.objects.filter(number="1.1.1").update(status_visibility="withheld")
    content = b"Number;Status is\n1.1.1;public\n1.1.2;withheld\n"
    held = upload(content, administrator, reference="KR-2021")
    assert held.errors == 1
    assert "A file does not make a status public." in str(held.shown)
    held = upload(content.replace(b"1.1.1;public\n", b""), administrator, reference="KR-2021")
    imports.apply(held, by=administrator, at=clock.now())
    assert Commitment.objects.get(number="1.1.1").status_visibility == "withheld"
    assert Commitment.objects.get(number="1.1.2").status_visibility == "withheld"


def test_a_file_from_before_statuses_were_confirmed_comes_in_and_confirms_none(plan, administrator):
    data = edited(plan, {("1.1.1", "Plain title (English)"): "Wind"})
    assert data.count(b",public,") == plan.commitments.count() == 4
    Commitment.objects.filter(number__in=["1.1.1", "1.1.2"]).update(status_visibility="unconfirmed")
    held = upload(data, administrator)
    assert (held.errors, held.changed) == (0, 1)
    assert [messages.notice(one, "en") for one in held.shown["notices"]] == [
        "“Status is”: the file says public in 2 rows. A person confirms that, on “Which statuses are public?”."
    ]
    imports.apply(held, by=administrator, at=clock.now())
    first, second, *_others = plan.commitments.order_by("number")
    assert first.plain_title_en == "Wind"
    assert (first.status_visibility, second.status_visibility) == ("unconfirmed", "unconfirmed")


@pytest.mark.parametrize(
    ("written", "stored"), [("public", "unconfirmed"), ("", "unconfirmed"), ("withheld", "withheld")]
)
def test_the_status_of_what_a_file_adds_is_confirmed_by_a_person(plan, administrator, written, stored):
    content = f"Number;Kind;Status is;Plain title (English)\n1.1.77;continuing;{written};New\n".encode()
    held = upload(content, administrator, reference="KR-2021")
    assert held.errors == 0, held.shown
    imports.apply(held, by=administrator, at=clock.now())
    assert Commitment.objects.get(number="1.1.77").status_visibility == stored
