"""Rows from the time when keys had no shape get one in the migration, and the record says what they were."""

import pytest

from tests.models.old_database import answer_of


@pytest.fixture(scope="module")
def answer(tmp_path_factory, django_db_blocker):
    return answer_of("old_keys", tmp_path_factory.mktemp("keys"), django_db_blocker)


def test_what_fits_stays_and_the_rest_becomes_the_nearest_that_is_free(answer):
    assert answer["references"] == [
        "KR-2021", "KR-2021-2", "KR-2030", "KR-2031", "KR-2032", "KR-2033", "KR-X", "KR-8",
    ]  # fmt: skip
    assert answer["numbers"] == ["1.1.1", "2.1.1", "1.1.7", "2.1.2", "2.1.3", "2.1.4", "2.1.5"]
    assert answer["places"] == ["2", "1", "1"]
    assert answer["country"] == ["sydkorea"]
    assert answer["slugs"][:2] == ["a0", "a1"]
    assert answer["organisation"] == ["x1"]


def test_a_meeting_of_no_period_is_kept_in_the_record_alone(answer):
    assert answer["periods"] == ["2022", "2023", "2023-H1"]
    deleted = [before for event, _model, _key, before, _after in answer["record"] if event == "rows_deleted"]
    assert [(row["period"], row["note"]) for row in deleted] == [
        ("２０２２", "Note on ２０２２"),
        ("foo", "Note on foo"),
        ("2022-H3", "Note on 2022-H3"),
    ]


def test_an_embargo_without_end_ends_with_the_years_that_are_known(answer):
    assert answer["effective"] == ["2199-12-31 12:00:00+00:00"]


def test_every_change_is_in_the_record_with_what_stood_there(answer):
    changed = {
        (model, key): (before, after)
        for event, model, key, before, after in answer["record"]
        if event == "row_changed"
    }
    assert changed["programmes.programme", "KR-2030"] == ({"reference": "kr-2030"}, {"reference": "KR-2030"})
    assert changed["programmes.commitment", "KR-2021-2.1.2"] == ({"number": "abc"}, {"number": "2.1.2"})
    assert changed["embassy.country", "sydkorea"] == ({"slug": "Sydkorea æ"}, {"slug": "sydkorea"})


def test_accounts_that_share_an_address_keep_it_and_the_first_active_one_is_known_by_it(answer):
    lead, *others = answer["addresses"]
    assert lead == ""
    assert others == [
        "anna@strasse.example 2", "anna@strasse.example", "", "", "per@um.example", "anna@strasse.example 7",
    ]  # fmt: skip
