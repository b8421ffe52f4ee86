"""Loading brings the database up to the files, leaves what is people's, and says what it did."""

import datetime as dt

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from embassy.audit import Channel, change_set
from embassy.models import ChangeSet, Country, Mission
from programmes.actions import current
from programmes.actions.commitments import edit_commitment
from programmes.actions.merging import merge
from programmes.content.files import ContentErrors
from programmes.content.load import load_content
from programmes.models import (
    SDG,
    Commitment,
    Document,
    Note,
    Organisation,
    Passage,
    Programme,
    Sector,
    StatusReport,
    Wording,
)
from programmes.models.programmes import Life
from tests import factories
from tests.searching import numbers_with

pytestmark = pytest.mark.django_db

FIXTURES = settings.BASE_DIR / "fixtures"
PLAN = "programmes/KR-2021/plan.toml"
COUNTRY_FILE = "partnerships/south-korea.toml"


def commitment(number="1.1.1"):
    return Commitment.objects.get(programme__reference="KR-2021", number=number)


def by_person():
    """The recorder of a person who works in the admin."""
    return change_set(
        by=factories.superuser(), channel=Channel.ADMIN, event="row_changed", reason="Corrected"
    )


# ---- the real content


def test_the_real_content_loads_whole_and_a_second_time_writes_nothing(django_assert_max_num_queries):
    first = load_content(FIXTURES)
    with django_assert_max_num_queries(60):
        second = load_content(FIXTURES)

    assert first.change_set.channel == Channel.CONTENT
    assert first.change_set.entries.count() >= first.new.total()
    assert ChangeSet.objects.count() == 1
    assert second.change_set is None
    assert second.new.total() + second.updated.total() == 0
    assert second.unchanged == first.new.total()
    assert [*second.left_changed, *second.left_deleted, *second.not_in_files] == []

    assert Country.objects.filter(is_partner=True).count() == Mission.objects.count() == 9
    assert SDG.objects.count() == 17
    assert not StatusReport.objects.exists()


def test_the_korea_plan_stands_in_the_database_to_the_letter(source):
    load_content(FIXTURES)
    words = " ".join(source("korea-joint-action-plan-2021-2024.en.txt").split())
    korea = Programme.objects.get(reference="KR-2021")
    wordings = Wording.objects.filter(commitment__programme=korea).select_related("commitment", "passage")

    assert korea.commitments.published().count() == len(wordings) == 69
    assert korea.areas.count() == 4
    assert sum(area.tracks.count() for area in korea.areas.all()) == 16
    assert korea.basis_listings.count() == 20
    assert korea.basis_listings.filter(is_to_be_confirmed=True).count() == 3
    assert korea.basis_listings.values("instrument").distinct().count() == 19
    for wording in wordings:
        assert wording.text == wording.passage.text
        # A hyphen at the end of a line of the source stands before a space there.
        assert wording.text.replace("- ", "-") in words.replace("- ", "-")
        assert wording.provenance == Wording.Provenance.SIGNED
        assert wording.commitment.current_wording_id == wording.pk
    assert len(numbers_with("korea", korea.commitments)) == 69


def test_where_each_programme_stands_follows_from_its_dates():
    load_content(FIXTURES)
    day = dt.date(2026, 11, 22)
    lives = {p.reference: p.life_on(day) for p in Programme.objects.published()}
    assert lives == {
        "CN-2017": Life.ENDED_SUCCEEDED,
        "CN-2023": Life.IN_FORCE,
        "ID-2021": Life.ENDED,
        "IN-2021": Life.IN_FORCE,
        "JP-2023": Life.IN_FORCE,
        "KR-2016": Life.ENDED_SUCCEEDED,
        "KR-2021": Life.ENDED,
        "MX-2023": Life.IN_FORCE,
        "ZA-GSP": Life.IN_PREPARATION,
    }
    assert not Programme.objects.get(reference="IN-2021").end_is_certain
    assert list(Programme.objects.filter(is_complete=True).values_list("reference", flat=True)) == ["KR-2021"]


def test_internal_notes_stay_internal():
    load_content(FIXTURES)
    assert Note.objects.public().count() < Note.objects.count()
    assert not Note.objects.public().filter(documents__is_public=False).exists()


# ---- what the files change


def test_a_row_that_only_this_door_has_written_is_updated(small):
    load_content(small.folder)
    small.replace(PLAN, "Ministers meet every year", "Yearly meeting of ministers")
    small.replace(PLAN, 'sectors = ["energy"]', 'sectors = ["water"]')

    outcome = load_content(small.folder)

    held = commitment()
    assert held.plain_title_en == "Yearly meeting of ministers"
    assert [sector.slug for sector in held.sectors.all()] == ["water"]
    assert dict(outcome.updated) == {Commitment: 1}
    assert numbers_with("yearly meeting") == [held.number]
    assert current.rebuild(at=outcome.change_set.at) == 0


def test_a_row_that_people_merged_stays_merged_and_what_names_it_follows(small):
    load_content(small.folder)
    keeper = factories.headquarters()
    for model, gone, kept in ((Sector, "water", "energy"), (Organisation, "ekf", "eifo")):
        merge(model.objects.get(slug=gone), model.objects.get(slug=kept), by=keeper)
    assert load_content(small.folder).change_set is None
    second = '[[area.track.commitment]]\nnumber = "1.1.2"'
    third = """[[area.track.commitment]]
number = "1.1.3"
status_visibility = "public"
passage = 2
plain_title_en = "Credit for water"
plain_title_da = "Kredit til vand"
kind = "continuing"
sectors = ["water"]
responsible = [{ organisation = "ekf", role = "responsible", side = "danish", as_named = "EKF" }]
"""
    small.replace(PLAN, second, f"{third}\n{second}")

    load_content(small.folder)

    for number in ("1.1.2", "1.1.3"):
        held = commitment(number)
        assert [sector.slug for sector in held.sectors.all()] == ["energy"]
        assert [part.organisation.slug for part in held.responsibilities.all()] == ["eifo"]
    assert Sector.objects.count() == Organisation.objects.count() == 1


def test_a_row_that_is_new_in_the_files_is_added(small):
    load_content(small.folder)
    small.replace(
        "reference/sectors.toml",
        "",
        '[[sector]]\nslug = "health"\nname_en = "Health"\nname_da = "Sundhed"\nposition = 3\n',
    )
    outcome = load_content(small.folder)
    assert outcome.new.total() == 1
    assert Sector.objects.filter(slug="health").exists()


def test_a_column_that_the_files_do_not_state_is_peoples(small):
    load_content(small.folder)
    with by_person() as record:
        record.update(Mission.objects.get(slug="seoul"), phone="+82 2 0000 0000")
    outcome = load_content(small.folder)
    assert outcome.left_changed == []
    assert outcome.change_set is None
    assert Mission.objects.get(slug="seoul").phone == "+82 2 0000 0000"


def test_a_row_that_left_the_files_stays_and_is_listed(small):
    load_content(small.folder)
    small.replace("reference/organisations.toml", 'aliases = ["Denmark’s Export Credit Agency"]\n', "")
    outcome = load_content(small.folder)
    assert outcome.change_set is None
    assert outcome.not_in_files == ["alias ekf:Denmark’s Export Credit Agency"]
    assert Organisation.objects.get(slug="ekf").aliases.count() == 1


# ---- what people changed


def test_a_row_that_people_changed_is_left_and_listed(small):
    load_content(small.folder)
    with by_person() as record:
        record.update(commitment(), plain_title_en="Ministers’ yearly meeting")

    outcome = load_content(small.folder)

    assert commitment().plain_title_en == "Ministers’ yearly meeting"
    assert outcome.change_set is None
    [line] = outcome.left_changed
    assert "KR-2021-1.1.1" in line
    assert "plain_title_en" in line
    assert PLAN in line


def test_a_row_that_people_changed_elsewhere_still_follows_the_files(small):
    load_content(small.folder)
    with by_person() as record:
        record.update(commitment(), owner_team=factories.team())
    small.replace(PLAN, "Ministers meet every year", "Yearly meeting of ministers")
    outcome = load_content(small.folder)
    assert outcome.left_changed == []
    assert commitment().plain_title_en == "Yearly meeting of ministers"


def test_links_that_people_changed_are_left(small):
    load_content(small.folder)
    with by_person() as record:
        record.set_links(commitment(), "sectors", Sector.objects.all())
    outcome = load_content(small.folder)
    assert commitment().sectors.count() == 2
    assert len(outcome.left_changed) == 1


def test_a_key_that_people_changed_does_not_bring_the_row_back(small):
    load_content(small.folder)
    with by_person() as record:
        record.update(Organisation.objects.get(slug="eifo"), slug="denmarks-export-fund")
    outcome = load_content(small.folder)
    assert Organisation.objects.count() == 2
    assert len(outcome.left_changed) == 1


def test_a_responsibility_that_people_ended_stays_ended(small):
    load_content(small.folder)
    held = commitment("1.1.2")
    edit_commitment(held, values={"danish": []}, expected_version=held.version, by=factories.superuser())
    outcome = load_content(small.folder)
    assert outcome.change_set is None
    assert held.responsibilities.get().until_on is not None


def test_a_row_that_was_there_before_the_content_is_left(small):
    factories.country("KR", name_en="Korea")
    outcome = load_content(small.folder)
    assert Country.objects.get(iso2="KR").name_en == "Korea"
    assert len(outcome.left_changed) == 1


# ---- what people deleted


def test_a_row_that_people_deleted_stays_deleted_and_is_listed(small):
    load_content(small.folder)
    with by_person() as record:
        record.delete(Note.objects.get(key="kr-meeting-twice"))
    outcome = load_content(small.folder)
    assert not Note.objects.exists()
    assert outcome.change_set is None
    assert outcome.not_in_files == []
    [line] = outcome.left_deleted
    assert "kr-meeting-twice" in line


def test_what_hangs_on_a_deleted_row_stays_away_with_it(small):
    load_content(small.folder)
    with by_person() as record:
        record.delete(commitment())
    small.replace(
        PLAN,
        'sectors = ["energy"]\n',
        'sectors = ["energy"]\nresponsible = [{ organisation = "ekf", role = "forum", as_named = "EKF" }]\n',
    )
    outcome = load_content(small.folder)
    assert outcome.change_set is None
    assert not Commitment.objects.filter(number="1.1.1").exists()
    assert {"commitment", "wording", "note", "responsibility"} == {
        line.split()[0] for line in outcome.left_deleted
    }


def test_a_link_to_a_deleted_row_is_not_missed(small):
    load_content(small.folder)
    with by_person() as record:
        record.set_links(commitment("1.1.2"), "sectors", Sector.objects.filter(slug="energy"))
        record.delete(Sector.objects.get(slug="water"))
    outcome = load_content(small.folder)
    assert outcome.left_changed == []
    assert len(outcome.left_deleted) == 1


# ---- what is wrong with the files


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        (PLAN, 'kind = "trade"', 'kind = "commerce"', ["[[area]] 1 [[track]] 1, kind", "commerce"]),
        (PLAN, 'kind = "trade"', 'knd = "trade"', [PLAN, "knd", "Perhaps “kind” is meant"]),
        (
            PLAN,
            'plain_title_da = "Ministrene mødes hvert år"\n',
            "",
            ["1.1.1", "plain_title_da", "is missing"],
        ),
        (PLAN, 'sectors = ["energy"]', 'sectors = ["enrgy"]', ["1.1.1", "sectors", "no sector “enrgy”"]),
        (PLAN, "passage = 2", "passage = 3", ["1.1.2", "passage", "kr-plan:3"]),
        (PLAN, 'number = "1.1.2"', 'number = "1.1.1"', ["1.1.1", "twice"]),
        (PLAN, 'side = "danish", ', "", ["ekf", "side", "forum"]),
        (COUNTRY_FILE, 'agreed_on = "2011"', 'agreed_on = "spring 2011"', ["agreed_on", "spring 2011"]),
        (COUNTRY_FILE, 'agreed_on = "2011"', "agreed_on = 2011", ["agreed_on", "text in quotes"]),
        (COUNTRY_FILE, 'agreed_on = "2011"', "agreed_on = ", [COUNTRY_FILE, "not TOML", "line"]),
        (
            "reference/organisations.toml",
            'successor = "eifo"',
            'successor = "x"',
            ["ekf", "successor", "above"],
        ),
    ],
)
def test_a_fault_in_a_file_is_named_with_its_place_and_nothing_is_written(small, name, old, new, said):
    small.replace(name, old, new)
    with pytest.raises(ContentErrors) as raised:
        load_content(small.folder)
    told = [problem for problem in raised.value.problems if all(part in problem for part in said)]
    assert told, raised.value.problems
    assert not Country.objects.exists()
    assert not ChangeSet.objects.exists()


def test_all_faults_are_told_at_once(small):
    small.replace(PLAN, 'kind = "trade"', 'kind = "commerce"')
    small.replace(COUNTRY_FILE, 'agreed_on = "2011"', 'agreed_on = "spring"')
    with pytest.raises(ContentErrors) as raised:
        load_content(small.folder)
    assert len(raised.value.problems) == 2


def test_a_row_of_peoples_that_stands_in_the_way_stops_the_whole_load(small):
    factories.country("CN", slug="south-korea")
    with pytest.raises(ContentErrors, match="stands in the way"):
        load_content(small.folder)
    assert not Document.objects.exists()
    assert not Passage.objects.exists()


# ---- the command


def test_the_command_counts_what_it_did(small, capsys):
    call_command("load_content", folder=small.folder)
    out = capsys.readouterr().out
    assert "commitments: 2 new" in out
    assert "rows written" in out
    call_command("load_content", folder=small.folder)
    assert "up to date" in capsys.readouterr().out


def test_the_command_lists_what_it_left(small, capsys):
    load_content(small.folder)
    with by_person() as record:
        record.update(commitment(), plain_title_en="Ministers’ yearly meeting")
    call_command("load_content", folder=small.folder)
    assert "Left as people changed them (1):" in capsys.readouterr().out


def test_faults_end_the_command_with_one(small):
    small.replace(PLAN, 'kind = "trade"', 'kind = "commerce"')
    with pytest.raises(CommandError) as raised:
        call_command("load_content", folder=small.folder)
    assert raised.value.returncode == 1
    assert "Nothing was written" in str(raised.value)


def test_no_folder_ends_the_command_with_two(tmp_path):
    with pytest.raises(CommandError) as raised:
        call_command("load_content", folder=tmp_path / "nowhere")
    assert raised.value.returncode == 2
