"""The recorder: what is written is what is on record, in one change set or none."""

import pytest
from django.db.models import ProtectedError

from embassy.audit import Channel, StaleVersion, change_set
from embassy.models import AuditEntry, ChangeSet, User
from programmes.models import (
    Commitment,
    Document,
    Organisation,
    OrganisationAlias,
    Sector,
    Wording,
)
from tests import factories

pytestmark = pytest.mark.django_db
UPDATE, CREATE, DELETE = AuditEntry.Action.UPDATE, AuditEntry.Action.CREATE, AuditEntry.Action.DELETE


@pytest.fixture
def person():
    return factories.user("recorder")


@pytest.fixture
def writing(person):
    """Opens a change set by the person, at the page."""
    return lambda **options: change_set(by=person, channel=Channel.PAGE, event="row_changed", **options)


def entries():
    return [
        (entry.action, entry.model, entry.object_key, entry.before, entry.after)
        for entry in AuditEntry.objects.order_by("id")
    ]


def test_a_change_set_says_who_and_through_which_door_and_why(person):
    with change_set(
        by=person, channel=Channel.IMPORT, event="row_changed", reason="Took in the plan"
    ) as record:
        record.create(Sector(slug="water", name_da="Vand", name_en="Water"))
    made = ChangeSet.objects.get()
    assert (made.by, made.channel, made.reason, made.undo_of) == (person, "import", "Took in the plan", None)
    assert record.change_set == made


def test_a_new_row_is_recorded_with_all_its_columns(writing):
    with writing() as record:
        water = record.create(Sector(slug="water", name_da="Vand", name_en="Water", position=4))
    columns = {"id": water.pk, "slug": "water", "name_da": "Vand", "name_en": "Water", "position": 4}
    assert entries() == [(CREATE, "programmes.sector", "water", {}, columns)]


def test_a_change_is_recorded_as_the_changed_columns_before_and_after(writing):
    row = factories.document(title_en="Joint statement")
    with writing() as record:
        assert record.update(row, title_en="Joint declaration", language=row.language)
    [(action, _model, key, before, after)] = entries()
    assert (action, key) == (UPDATE, row.key)
    assert (before, after) == ({"title_en": "Joint statement"}, {"title_en": "Joint declaration"})


def test_what_it_was_before_is_what_the_database_held_and_not_what_the_writer_had_read(writing):
    row = factories.document(title_en="First")
    Document.objects.filter(pk=row.pk).update(title_en="Second")
    with writing() as record:
        record.update(row, title_en="Third")
    assert entries()[0][3:] == ({"title_en": "Second"}, {"title_en": "Third"})


def test_writing_what_is_there_already_leaves_no_trace(writing):
    row = factories.document(title_en="Joint statement")
    with writing() as record:
        assert not record.update(row, title_en="Joint statement")
        assert not record.save(Document.objects.get(pk=row.pk))
        assert not record.set_links(factories.commitment(), "sectors", [])
        assert record.bulk_update(Document, [row], ["title_en"]) == 0
    assert record.is_empty
    assert not ChangeSet.objects.exists()
    row.refresh_from_db()
    assert row.version == 1


def test_every_save_counts_the_version_once(writing):
    row = factories.document()
    with writing() as record:
        record.update(row, title_en="Second", url="https://example.org/")
    with writing() as record:
        row.title_en = "Third"
        record.save(row)
    row.refresh_from_db()
    assert row.version == 3


def test_a_version_that_has_moved_on_is_stale_and_nothing_is_written(writing):
    row = factories.document(title_en="First")
    with writing() as record:
        record.update(row, title_en="Theirs", expected_version=1)
    with pytest.raises(StaleVersion) as stale, writing() as record:
        record.update(row, title_en="Mine", expected_version=1)
    assert (stale.value.current.title_en, stale.value.current.version) == ("Theirs", 2)
    assert Document.objects.get().title_en == "Theirs"
    assert ChangeSet.objects.count() == 1


def test_a_row_that_is_gone_is_stale(writing):
    row = factories.document()
    Document.objects.all().delete()
    with pytest.raises(StaleVersion), writing() as record:
        record.update(row, title_en="Too late")


def test_many_rows_in_bulk_are_one_change_set_with_an_entry_each(writing):
    with writing() as record:
        made = record.bulk_create(
            Sector, [Sector(slug=slug, name_da=slug, name_en=slug) for slug in ("water", "energy", "health")]
        )
        for sector in made[:2]:
            sector.name_en = sector.name_en.upper()
        assert record.bulk_update(Sector, made, ["name_en"]) == 2
    assert ChangeSet.objects.count() == 1
    assert [(action, key) for action, _model, key, *_columns in entries()] == [
        (CREATE, "water"), (CREATE, "energy"), (CREATE, "health"), (UPDATE, "water"), (UPDATE, "energy"),
    ]  # fmt: skip


def test_a_change_in_bulk_counts_the_versions_of_the_rows_that_changed(writing):
    same, other = factories.document(title_en="Same"), factories.document(title_en="Other")
    other.title_en = "Another"
    with writing() as record:
        record.bulk_update(Document, [same, other], ["title_en"])
    assert list(Document.objects.order_by("pk").values_list("version", flat=True)) == [1, 2]


def test_links_are_recorded_as_lists_of_keys_on_the_row_that_holds_them(writing):
    commitment = factories.commitment()
    with writing() as record:
        water = record.create(Sector(slug="water", name_da="Vand", name_en="Water"))
        assert record.set_links(commitment, "sectors", [water])
    assert entries()[-1] == (
        UPDATE,
        "programmes.commitment",
        commitment.reference,
        {"sectors": []},
        {"sectors": [water.pk]},
    )
    commitment.refresh_from_db()
    assert commitment.version == 2


def test_a_deleted_row_and_what_hangs_on_it_are_recorded_as_they_were(writing):
    organisation = factories.organisation("Danish Medicines Agency")
    for name in ("DKMA", "DMA"):
        OrganisationAlias.objects.create(organisation=organisation, name=name)
    with writing() as record:
        record.delete(organisation)
    assert not Organisation.objects.exists()
    assert not OrganisationAlias.objects.exists()
    assert {(action, key) for action, _model, key, *_columns in entries()} == {
        (DELETE, "danish-medicines-agency"),
        (DELETE, "danish-medicines-agency:DKMA"),
        (DELETE, "danish-medicines-agency:DMA"),
    }
    assert all(before and not after for *_row, before, after in entries())


def test_rows_that_listed_a_deleted_row_are_recorded_without_it(writing):
    commitment, goal = factories.commitment(), factories.goal(7)
    commitment.sdgs.add(goal)
    key = goal.pk
    with writing() as record:
        record.delete(goal)
    assert [(action, model) for action, model, *_row in entries()] == [
        (UPDATE, "programmes.commitment"),
        (DELETE, "programmes.sdg"),
    ]
    assert entries()[0][3:] == ({"sdgs": [key]}, {"sdgs": []})


def test_a_row_that_others_refer_to_is_not_deleted(writing):
    wording = factories.commitment().wordings.get()
    with pytest.raises(ProtectedError), writing() as record:
        record.delete(wording.commitment.programme)
    assert Wording.objects.exists()
    assert not ChangeSet.objects.exists()


def test_a_password_shows_as_changed_and_not_as_what(writing, person):
    newcomer = User(username="newcomer")
    newcomer.set_password("first secret")
    with writing() as record:
        record.create(newcomer)
    newcomer.set_password("second secret")
    with writing() as record:
        assert record.update(newcomer, password=newcomer.password)
    assert [row[-1]["password"] for row in entries()] == ["•••", "•••"]
    assert "secret" not in str(entries())
    assert newcomer.password not in str(entries())
    newcomer.refresh_from_db()
    assert newcomer.check_password("second secret")


def test_caches_and_versions_are_left_out_of_history(writing):
    source = factories.commitment()
    copy = Commitment(programme=source.programme, number="9", position=9, kind="continuing")
    with writing() as record:
        record.create(copy)
    assert entries()[0][-1]["number"] == "9"
    assert not (Commitment.audit_derived | {"version"}) & set(entries()[0][-1])
    assert "public_report_id" not in entries()[0][-1]


def test_an_action_inside_another_joins_its_change_set(writing):
    with writing(reason="The whole") as whole:
        whole.create(Sector(slug="water", name_da="Vand", name_en="Water"))
        with writing(reason="A part", into=whole) as part:
            part.create(Sector(slug="energy", name_da="Energi", name_en="Energy"))
    made = ChangeSet.objects.get()
    assert (made.reason, made.entries.count()) == ("The whole", 2)


class PowerCutError(Exception):
    """Something outside our control."""


def write_half(writing, *, joined):
    with writing() as record:
        record.create(Sector(slug="water", name_da="Vand", name_en="Water"))
        with writing(into=record if joined else None) as part:
            part.create(Sector(slug="energy", name_da="Energi", name_en="Energy"))
        raise PowerCutError


@pytest.mark.parametrize("joined", [False, True])
def test_what_fails_half_way_leaves_nothing(writing, joined):
    with pytest.raises(PowerCutError):
        write_half(writing, joined=joined)
    assert not Sector.objects.exists()
    assert not ChangeSet.objects.exists()
    assert not AuditEntry.objects.exists()


def test_undoing_points_at_what_it_undoes(writing):
    row = factories.document(title_en="Right")
    with writing() as record:
        record.update(row, title_en="Wrong")
    with writing(undo_of=record.change_set) as undoing:
        undoing.update(row, title_en="Right")
    assert list(record.change_set.undone_by.all()) == [undoing.change_set]
