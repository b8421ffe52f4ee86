"""Two people edit the same commitment: what each of them did is told apart."""

from types import SimpleNamespace

from programmes.workspace.pages.edit_difference import clash_of, differences

FORM = SimpleNamespace(
    fields={
        "owner_id": SimpleNamespace(choices=[("", "Nobody"), (1, "Mette")]),
        "sectors": SimpleNamespace(choices=[(1, "Water"), (2, "Energy"), (3, "Health")]),
    }
)
BEGAN = {"plain_title_da": "Vand", "plain_title_en": "Water", "owner_id": None, "sectors": [1]}


def test_what_only_the_other_changed_is_taken_over():
    clash = clash_of(
        began=BEGAN, now=BEGAN | {"owner_id": 1}, yours=BEGAN | {"plain_title_en": "Clean water"}, form=FORM
    )
    assert clash.merged == BEGAN | {"owner_id": 1, "plain_title_en": "Clean water"}
    assert [(found.label, found.now, found.wanted) for found in clash.theirs] == [
        ("Followed by", "", "Mette")
    ]
    assert clash.both == []


def test_where_both_changed_the_writers_own_is_kept_and_shown_beside_the_others():
    clash = clash_of(
        began=BEGAN,
        now=BEGAN | {"plain_title_en": "Theirs"},
        yours=BEGAN | {"plain_title_en": "Mine"},
        form=FORM,
    )
    assert clash.merged["plain_title_en"] == "Mine"
    assert [(found.now, found.wanted) for found in clash.both] == [("Theirs", "Mine")]


def test_lists_say_what_goes_and_what_comes():
    (found,) = differences({"sectors": [1, 2]}, {"sectors": [2, 3]}, FORM)
    assert (found.goes, found.comes) == ("Water", "Health")


def test_a_key_without_a_name_is_shown_as_it_is():
    (found,) = differences({"sectors": []}, {"sectors": [99]}, FORM)
    assert found.comes == "99"
