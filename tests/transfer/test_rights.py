"""Only administrators import, into their mission's programmes; an export holds what its reader may read."""

import json

import pytest

from embassy import clock
from programmes.models import Programme
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


@pytest.mark.parametrize("role", ["member", "lead", "unattached"])
def test_shared_lists_are_for_administrators_too(plan, cast, role):
    data = as_csv([["Short name", "Name (English)", "Name (Danish)"], ["space", "Space", "Rummet"]])
    with pytest.raises(Forbidden):
        examined("sectors.csv", data, by=getattr(cast, role))


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
