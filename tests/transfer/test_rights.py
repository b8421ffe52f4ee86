"""Only administrators import, into their mission's programmes; an export holds what its reader may read."""

import json

import pytest

from embassy import clock
from embassy.models import User
from programmes.actions.merging import merge
from programmes.actions.undo_rights import may_undo_import
from programmes.models import Import, Organisation, Programme, Sector
from programmes.transfer import imports
from programmes.transfer.job import Forbidden
from tests import factories
from tests.transfer.plans import as_csv, edited, examined, exported, table

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(plan):
    return factories.cast(plan.commitments.first().owner_team)


@pytest.mark.parametrize(
    "role", ["unattached", "elsewhere", "colleague", "member", "lead", "other_administrator"]
)
def test_who_does_not_administer_the_programme_may_not_import_into_it(plan, cast, role):
    data = edited(plan, {("1.1.1", "Plain title (English)"): "Mine"})
    with pytest.raises(Forbidden):
        imports.upload([("plan.csv", data)], by=getattr(cast, role), at=clock.now())


@pytest.mark.parametrize("role", ["administrator", "superuser"])
def test_who_administers_it_may(plan, cast, role):
    data = edited(plan, {("1.1.1", "Plain title (English)"): "Mine"})
    assert imports.upload([("plan.csv", data)], by=getattr(cast, role), at=clock.now()).changed == 1


def test_a_right_that_ended_after_the_preview_counts_when_applying(plan, cast):
    data = edited(plan, {("1.1.1", "Plain title (English)"): "Mine"})
    held = imports.upload([("plan.csv", data)], by=cast.administrator, at=clock.now())
    cast.administrator.memberships.update(until_on=clock.today() - clock.ONE_DAY)
    del cast.administrator.roles
    with pytest.raises(Forbidden):
        imports.apply(held, by=cast.administrator, at=clock.now())


SPACE = as_csv([["Short name", "Name (English)", "Name (Danish)", "Order"], ["space", "Space", "Rummet", 9]])


@pytest.mark.parametrize("role", ["member", "lead", "unattached"])
def test_who_administers_nothing_and_keeps_nothing_imports_no_list_either(plan, cast, role):
    with pytest.raises(Forbidden):
        examined("sectors.csv", SPACE, by=getattr(cast, role))


@pytest.mark.parametrize(
    ("role", "sees"), [("headquarters", True), ("administrator", False), ("lead", False)]
)
def test_who_keeps_shared_lists_finds_their_own_imports_again(plan, cast, role, sees):
    held = imports.upload([("sectors.csv", SPACE)], by=cast.headquarters, at=clock.now())
    assert (held in Import.objects.visible_to(getattr(cast, role))) is sees


def test_who_keeps_them_no_longer_finds_them_no_more(plan, cast):
    held = imports.upload([("sectors.csv", SPACE)], by=cast.headquarters, at=clock.now())
    cast.headquarters.grants.update(until_on=clock.today() - clock.ONE_DAY)
    assert held not in Import.objects.visible_to(User.objects.get(pk=cast.headquarters.pk))


NEW_BODY = as_csv([["Short name", "Acronym", "Name (English)", "Kind"], ["veks", "VEKS", "VEKS", "company"]])


@pytest.mark.parametrize(("name", "data"), [("sectors.csv", SPACE), ("organisations.csv", NEW_BODY)])
def test_files_of_shared_lists_are_written_by_those_who_keep_them(plan, cast, name, data):
    for role in ("administrator", "other_administrator"):
        errors = examined(name, data, by=getattr(cast, role))["errors"]
        assert ["All missions share this list" in error["message"] for error in errors] == [True]
    assert examined(name, data, by=cast.headquarters)["counts"]["added"] == 1


def test_headquarters_imports_into_no_programme(plan, cast):
    data = edited(plan, {("1.1.1", "Plain title (English)"): "Mine"})
    with pytest.raises(Forbidden):
        imports.upload([("plan.csv", data)], by=cast.headquarters, at=clock.now())


def with_organisations(plan, **names):
    """The plan as JSON, with the English names of some organisations changed, or new ones, by short name."""
    whole = json.loads(exported(plan, "json")[1])
    known = {row["slug"]: row for row in whole["organisations"]}
    for slug, name in names.items():
        slug = slug.replace("_", "-")
        row = known.get(slug)
        if row is None:
            row = dict.fromkeys(whole["organisations"][0]) | {"slug": slug, "kind": "agency", "aliases": []}
            whole["organisations"].append(row)
        row["name_en"] = name
    return json.dumps(whole).encode()


def test_a_plan_brings_new_organisations_and_renames_none(plan, cast):
    renamed = with_organisations(plan, danish_energy_agency="Defaced")
    preview = examined("plan.json", renamed, by=cast.administrator)
    assert [(error["sheet"], error["column"]) for error in preview["errors"]] == [("organisations", "slug")]
    assert examined("plan.json", renamed, by=cast.superuser)["counts"]["errors"] == 0
    keeper = factories.grant(factories.administrator(plan.missions.get())).user
    assert examined("plan.json", renamed, by=keeper)["counts"]["changed"] == 1
    new = with_organisations(plan, space_agency="Space Agency")
    counts = examined("plan.json", new, by=factories.administrator(plan.missions.get()))["counts"]
    assert (counts["added"], counts["errors"]) == (1, 0)


def test_an_import_into_shared_rows_is_undone_by_those_who_keep_them(plan, cast):
    """Who has lost the grant since does not take back what it let them do; what came with the plan is the plan's."""
    grant = factories.grant(cast.administrator)
    keeper = User.objects.get(pk=cast.administrator.pk)
    renamed = [("plan.json", with_organisations(plan, danish_energy_agency="Renamed"))]
    new = [
        ("plan.json", with_organisations(plan, danish_energy_agency="Renamed", space_agency="Space Agency"))
    ]
    of_shared, of_plan = (
        imports.apply(imports.upload(files, by=keeper, at=clock.now()), by=keeper, at=clock.now())
        for files in (renamed, new)
    )
    assert may_undo_import(keeper, of_shared)
    grant.until_on = clock.today() - clock.ONE_DAY
    grant.save()
    keeper = User.objects.get(pk=keeper.pk)
    assert not may_undo_import(keeper, of_shared)
    assert may_undo_import(keeper, of_plan)
    assert not may_undo_import(cast.other_administrator, of_plan)


def test_the_page_refuses_the_undo_of_what_one_does_not_keep(plan, cast, client):
    import_ = imports.upload([("sectors.csv", SPACE)], by=cast.headquarters, at=clock.now())
    imports.apply(import_, by=cast.headquarters, at=clock.now())
    cast.headquarters.grants.all().delete()
    client.force_login(User.objects.get(pk=cast.headquarters.pk))
    assert client.post(f"/en/work/import/{import_.pk}/undo/").status_code in {403, 404}
    assert Sector.objects.filter(slug="space").exists()


def test_a_new_programme_is_only_for_ones_own_country_and_missions(plan, cast):
    whole = json.loads(exported(plan, "json")[1])
    lists = {name: [] for name, rows in whole.items() if isinstance(rows, list)}
    whole = {**whole, **lists}
    whole["programme"] |= {"reference": "KR-2051", "slug": "2051-2054", "text": None}
    data = json.dumps(whole).encode()
    with pytest.raises(Forbidden):
        examined("plan.json", data, by=cast.other_administrator)
    assert examined("plan.json", data, by=cast.administrator)["counts"]["errors"] == 0
    factories.mission("CN")
    whole["programme"]["missions"] = ["beijing"]
    preview = examined("plan.json", json.dumps(whole).encode(), by=cast.administrator)
    assert preview["errors"][0]["column"] == "missions"


def test_an_unpublished_programme_of_others_is_as_if_it_were_not_there(plan, cast):
    from programmes.intake.refusal import Refused

    Programme.objects.filter(pk=plan.pk).update(is_published=False)
    data = edited(plan, {("1.1.1", "Plain title (English)"): "Mine"})
    with pytest.raises(Refused, match="is not here"):
        examined("plan.csv", data, by=cast.other_administrator)


SECRETS = ("Ask the ministry.", "on_track", "Held in Seoul", "Sources disagree.")


@pytest.mark.parametrize(
    ("role", "readable"),
    [
        ("elsewhere", ()),
        ("unattached", ()),
        ("other_administrator", ()),
        ("administrator", SECRETS),
        ("superuser", SECRETS),
    ],
)
@pytest.mark.parametrize("format", ["json", "xlsx", "csv", "flat-xlsx"])
def test_an_export_holds_what_its_reader_may_read(plan, cast, role, readable, format):
    data = exported(plan, format, by=getattr(cast, role))[1]
    text = data.decode() if format in {"json", "csv"} else _texts(data)
    for secret in SECRETS:
        if format in {"csv", "flat-xlsx"}:
            assert secret not in text
        else:
            assert (secret in text) is (secret in readable), secret


def _texts(data):
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return "".join(
            archive.read(name).decode() for name in archive.namelist() if name.startswith("xl/worksheets/")
        )


def test_what_was_left_out_of_an_export_is_left_alone_when_it_comes_back(plan, cast):
    data = exported(plan, "xlsx", by=cast.colleague)[1]
    preview = examined("plan.xlsx", data, by=cast.administrator)
    assert preview["counts"]["changed"] == 0
    assert preview["counts"]["errors"] == 0


def test_unpublished_commitments_are_not_in_strangers_files(plan, cast):
    plan.commitments.filter(number="1.1.4").update(is_published=False)
    rows = table(exported(plan, "csv", by=cast.elsewhere)[1])
    assert "1.1.3" in {row[rows[0].index("Number")] for row in rows}
    assert "1.1.4" not in {row[rows[0].index("Number")] for row in rows}


def test_a_file_from_before_a_merge_names_the_row_that_stays(plan, cast):
    old = exported(plan, "csv")[1].replace(b"DEA", b"danish-energy-agency")
    gone, kept = Organisation.objects.get(acronym="DEA"), factories.organisation("Energy Board", slug="board")
    whole = with_organisations(plan)
    merge(gone, kept, by=cast.headquarters)
    preview = examined("plan.csv", old, by=cast.administrator)
    assert (preview["counts"]["errors"], preview["counts"]["changed"]) == (0, 0)
    errors = examined("plan.json", whole, by=cast.superuser)["errors"]
    assert {error["params"].get("known") for error in errors if error["sheet"] == "organisations"} == {
        "board"
    }
