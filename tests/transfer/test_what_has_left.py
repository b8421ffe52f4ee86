"""Our own export comes back unchanged, whoever has left in between: only what is chosen anew must be open to choice."""

import json

import pytest

from embassy.models import SectorTeam, User
from programmes.models import Commitment, Document, Organisation, Passage, Programme, StatusReport
from programmes.transfer import export, messages, sheets
from programmes.transfer.references import One
from tests import factories
from tests.transfer.plans import edited, examined, exported, table

pytestmark = pytest.mark.django_db
REFERENCES = sorted(
    {(sheet.code, name) for sheet in (*sheets.WORKBOOK, sheets.Flat) for name, column in sheet.fields.items()
     if isinstance(column.widget, One)}
)  # fmt: skip


@pytest.fixture
def filled(plan, administrator):
    """The plan with a value in every column that names another row, all of which may be chosen."""
    first = plan.commitments.get(number="1.1.1")
    member = factories.member(first.owner_team)
    Commitment.objects.filter(programme=plan).update(owner=member)
    plan.missions.add(factories.mission("CN"))
    factories.membership(administrator, "administrator", at=factories.mission("CN"))
    plan.predecessor = factories.programme("KR", starts_on="2017", ends_on="2020")
    plan.save()
    document = Document.objects.get(key="signed-text")
    document.team = first.owner_team
    document.save()
    passage = Passage.objects.first()
    plan.commitments.model._meta.get_field("current_wording").related_model.objects.update(passage=passage)
    note = plan.partnership.notes.get(key="a-doubt")
    note.documents.add(document)
    plan.partnership.notes.create(key="on-one", commitment=first, text_en="One remark.")
    report = StatusReport.objects.get()
    factories.report(first, corrects=report)
    factories.report(first, confirms=report, summary="")
    Organisation.objects.filter(slug="danish-energy-agency").update(
        successor=factories.organisation("Successor"), succeeded_on="2024"
    )
    return plan


def close(plan, administrator):
    """Owners leave, and a mission is no longer the administrator's; the administrator as they are now."""
    User.objects.filter(owned_commitments__programme=plan).update(is_active=False)
    administrator.memberships.filter(mission=factories.mission("CN")).delete()
    return User.objects.get(pk=administrator.pk)


def close_everything(plan, administrator):
    """Teams are another mission's as well, and the programme before is not to be seen."""
    SectorTeam.objects.update(mission=factories.mission("DK"))
    others = Programme.objects.exclude(pk=plan.pk)
    others.update(is_published=False)
    Programme.missions.through.objects.filter(programme__in=others).delete()
    return close(plan, administrator)


def nothing(preview):
    counts = preview["counts"]
    assert (counts["added"], counts["changed"], counts["errors"]) == (0, 0, 0), (
        preview["errors"], preview["changed"], preview["added"],
    )  # fmt: skip


@pytest.mark.parametrize("format", export.FORMATS)
def test_an_export_comes_back_unchanged_after_everybody_has_left(filled, administrator, format):
    before = exported(filled, format, by=administrator)
    nothing(examined(*before, by=close(filled, administrator)))
    by = close_everything(filled, administrator)
    for person in (by, None):
        nothing(examined(*exported(filled, format, by=person), by=person))


def test_every_column_that_names_another_row_has_a_value_in_it(filled):
    content = json.loads(exported(filled, "json")[1])
    content["programme"] = [content["programme"]]
    rows = table(exported(filled)[1])
    content["flat"] = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    flat = sheets.Flat.fields
    for code, name in REFERENCES:
        listed = [row.get(name) for row in content[code]]
        if name in flat and code == "commitments":
            listed += [row.get(flat[name].labels["en"]) for row in content["flat"]]
        assert any(listed), f"{code}.{name} is tried with nothing"


def first_sentence(preview):
    (error,) = preview["errors"]
    return messages.error_sentence(error, "en")


def test_what_has_left_cannot_be_chosen_anew(filled, administrator):
    by = close_everything(filled, administrator)
    Commitment.objects.filter(number="1.1.2").update(owner=None, owner_team=None)
    owner, team = (
        filled.commitments.get(number="1.1.1").owner,
        filled.commitments.get(number="1.1.1").owner_team,
    )
    for header, text in (("Owner", owner.username), ("Owning team", f"{team.mission.slug}/{team.slug}")):
        preview = examined("plan.csv", edited(filled, {("1.1.2", header): text}), by=by)
        assert first_sentence(preview).startswith(f"“{text}” is unknown.")


def test_of_several_only_the_new_one_is_asked_about(filled, administrator):
    by = close_everything(filled, administrator)
    content = json.loads(exported(filled, "json", by=by)[1])
    assert content["programme"]["missions"] == ["beijing", "seoul"]
    third = factories.mission("DK").slug
    content["programme"]["missions"] = ["beijing", "seoul", third]
    preview = examined("plan.json", json.dumps(content).encode(), by=by)
    assert first_sentence(preview).startswith(f"“{third}” is unknown")


def test_nobody_learns_by_trying_who_there_is(filled, administrator):
    by = User.objects.get(pk=administrator.pk)
    factories.user("somebody-else")
    said = {
        first_sentence(examined("plan.csv", edited(filled, {("1.1.1", "Owner"): text}), by=by)).replace(
            text, "X"
        )
        for text in ("somebody-else", "Somebody-Else", "nobody-at-all")
    }
    assert len(said) == 1


def test_a_value_that_could_not_be_entered_today_is_accepted_where_it_stands(plan, administrator):
    address = "um.dk/without-scheme"
    factories.document(key="another")
    Document.objects.filter(key="signed-text").update(url=address)
    name, data = exported(plan, "json", by=administrator)
    nothing(examined(name, data, by=administrator))
    content = json.loads(data)
    for document in content["documents"]:
        document |= {"url": address, "title_en": "New"}
    preview = examined(name, json.dumps(content).encode(), by=administrator)
    assert [(error["sheet"], error["row"], error["column"]) for error in preview["errors"]] == [
        ("documents", 1, "url")
    ]
    assert content["documents"][0]["key"] == "another"


def test_what_the_reader_may_not_see_stays_where_it_is(filled, administrator):
    secret = factories.document("CN", key="secret", is_public=False)
    area, note = filled.areas.get(), filled.partnership.notes.get(key="a-doubt")
    area.introduction.add(factories.passage(secret, 1))
    note.documents.add(secret)
    by = close(filled, administrator)
    assert not Document.objects.visible_to(by).filter(pk=secret.pk).exists()
    for format in export.FORMATS:
        name, data = exported(filled, format, by=by)
        assert b"secret" not in data
        nothing(examined(name, data, by=by))
