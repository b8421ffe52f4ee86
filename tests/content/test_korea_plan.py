"""The Korea plan on file is the signed text to the letter, and all of it."""

import re

import pytest

COUNTED = {1: 17, 2: 18, 3: 12, 4: 22}
HEADINGS_THAT_LOOK_LIKE_BULLETS = {
    "PREAMBLE",
    "1. SUSTAINABILITY & Green transition",
    "2. Science, technology & innovation",
    "3. Health & Life science",
    "Trade & economy",
    "5. Appendix",
    "Basis of agreement",
}
# Two columns side by side in the source, and the rules to sign on below them.
SIGNATURES = re.compile(r"For the Government   For the Government.*?_{10,} +_{10,}", re.DOTALL)
SIGNATURES_ONE_AFTER_THE_OTHER = (
    "For the Government of the Kingdom of Denmark, April 2021 "
    "For the Government of the Republic of Korea, April 2021\n"
)


@pytest.fixture
def signed(source):
    return source("korea-joint-action-plan-2021-2024.en.txt")


@pytest.fixture
def plan(files):
    return files["programmes/KR-2021/plan.toml"]


@pytest.fixture
def passages(files):
    return {p["paragraph"]: p for p in files["programmes/KR-2021/text.toml"]["passage"]}


@pytest.fixture
def commitments(plan):
    return [c for area in plan["area"] for track in area["track"] for c in track["commitment"]]


def without_layout(text):
    """The words alone: no page-foot addresses, page number, bullet glyphs or line breaks."""
    lines = SIGNATURES.sub(SIGNATURES_ONE_AFTER_THE_OTHER, text).split("\n")
    kept = [
        line.strip().removeprefix("•").strip()
        for line in lines
        if line.strip() and not line.startswith("https://") and not line.strip().isdigit()
    ]
    return re.sub(r"(?<=\w)-\n", "-", "\n".join(kept)).replace("\n", " ").replace("  ", " ")


def test_every_word_of_the_text_stands_in_its_passages_in_order(signed, passages):
    assert list(passages) == list(range(1, 128))
    assert " ".join(p["text"] for p in passages.values()) == without_layout(signed)


def test_bullets_begin_where_the_signed_text_begins_them(signed, passages):
    marked = [
        line.strip().removeprefix("•").strip()
        for line in signed.split("\n")
        if re.match(r" {1,2}\S|•", line) and not line.startswith("https")
    ]
    starts = [line for line in marked if line not in HEADINGS_THAT_LOOK_LIKE_BULLETS]
    bullets = [p["text"] for p in passages.values() if p["style"] == "bullet"]
    assert len(bullets) == len(starts) == 69 + 20
    for bullet, start in zip(bullets, starts, strict=True):
        assert bullet.startswith(start)


def test_the_sixty_nine_wordings_are_the_bullets_of_the_areas_each_once(commitments, passages):
    wordings = [passages[c["passage"]] for c in commitments]
    in_the_areas = [p for number, p in passages.items() if p["style"] == "bullet" and number < 100]
    assert len(wordings) == 69
    assert wordings == in_the_areas


def test_four_areas_sixteen_tracks_sixty_nine_commitments(plan):
    assert {a["number"]: sum(len(t["commitment"]) for t in a["track"]) for a in plan["area"]} == COUNTED
    assert sum(len(area["track"]) for area in plan["area"]) == 16


def test_numbers_count_area_track_and_place(plan):
    for area in plan["area"]:
        for position, track in enumerate(area["track"], 1):
            assert track["position"] == position
            wanted = [f"{area['number']}.{position}.{n}" for n in range(1, len(track["commitment"]) + 1)]
            assert [c["number"] for c in track["commitment"]] == wanted


def test_titles_of_areas_and_tracks_are_as_signed(plan, passages):
    headings = [p["text"] for p in passages.values() if p["style"].startswith("heading")]
    wanted = ["PREAMBLE"]
    for area in plan["area"]:
        wanted += [f"{area['number']}. {area['title']}", *(track["title"] for track in area["track"])]
    assert headings[: len(wanted)] == wanted


def test_introductions_are_the_prose_between_an_areas_heading_and_its_first_track(plan, passages):
    for area in plan["area"]:
        heading = next(n for n, p in passages.items() if p["text"] == f"{area['number']}. {area['title']}")
        prose = []
        while passages[heading + 1 + len(prose)]["style"] == "text":
            prose.append(heading + 1 + len(prose))
        assert area["introduction"] == prose


def test_sdgs_are_those_the_introductions_name_without_the_doubtful_thirteen(plan, passages, files):
    for area in plan["area"]:
        introduction = passages[area["introduction"][-1]]["text"]
        named = introduction[introduction.rindex("SDG ") :]
        numbers = [int(n) for n in re.findall(r"(\d+) \(", named)]
        assert area["sdgs"] == [n for n in numbers if (area["number"], n) != (3, 13)]
    assert (
        "13 (Responsible Consumption and Production)" in passages[plan["area"][2]["introduction"][-1]]["text"]
    )
    doubts = {n["key"]: n for n in files["partnerships/south-korea.toml"]["note"]}
    assert doubts["kr-sdg-13-name"]["audience"] == "internal"
    assert (doubts["kr-goal-of-area-3"]["audience"], doubts["kr-goal-of-area-3"]["area"]) == ("public", 3)


def test_a_commitment_is_marked_with_a_goal_only_where_its_wording_names_it(commitments, passages):
    for commitment in commitments:
        named = re.findall(r"\bSDG ?(\d+)", passages[commitment["passage"]]["text"])
        assert commitment.get("sdgs", []) == [int(number) for number in named], commitment["number"]


def test_recurrence_is_what_the_wording_says_and_nothing_softer(commitments, passages):
    words = {"annual": "annual", "biennial": "biennial", "biannual": "bi-annual"}
    stated = {c["number"]: c["recurrence"] for c in commitments if "recurrence" in c}
    assert stated == {
        "1.1.2": "annual",
        "1.1.3": "annual",
        "1.1.6": "annual",
        "1.2.2": "biennial",
        "2.1.3": "biennial",
        "4.1.8": "biannual",
    }
    for commitment in commitments:
        text = passages[commitment["passage"]]["text"].lower()
        if "recurrence" in commitment:
            assert words[commitment["recurrence"]] in text
            assert commitment["kind"] == "recurring"


def test_organisations_are_named_as_the_wording_names_them(commitments, passages):
    for commitment in commitments:
        for part in commitment.get("responsible", []):
            assert part["as_named"] in passages[commitment["passage"]]["text"]


def test_human_rights_defence_cyber_security_and_peninsula_begin_as_withheld(commitments):
    withheld = {c["number"] for c in commitments if c.get("status_visibility") == "withheld"}
    assert withheld == {"2.1.2", "2.5.2", "4.1.2", "4.1.3", "4.1.4", "4.3.1", "4.3.2", "4.3.3"}


def test_whatever_speaks_of_human_rights_defence_or_the_peninsula_is_withheld(commitments, passages):
    for commitment in commitments:
        text = passages[commitment["passage"]]["text"]
        if re.search(r"human rights|\bHR\b|defence|Peninsula|North Korea", text):
            assert commitment.get("status_visibility") == "withheld", commitment["number"]


def test_twenty_basis_entries_list_nineteen_instruments_three_to_be_confirmed(plan, passages):
    entries = plan["basis"]
    assert len(entries) == 20
    assert len({e["instrument"] for e in entries}) == len(plan["instrument"]) == 19
    assert [e["instrument"] for e in entries].count("kr-joint-statement-2011") == 2
    assert [e["is_to_be_confirmed"] for e in entries].count(True) == 3
    for entry in entries:
        assert entry["listed_as"] == passages[entry["passage"]]["text"]
        assert entry["is_to_be_confirmed"] == ("TBC" in entry["listed_as"])


def test_instruments_are_dated_as_the_appendix_dates_them(plan):
    listed = {e["instrument"]: e["listed_as"] for e in plan["basis"]}
    for instrument in plan["instrument"]:
        years = re.findall(r"\b20\d\d\b", listed[instrument["key"]])
        if "TBC" in listed[instrument["key"]] or "for the period" in listed[instrument["key"]]:
            assert "concluded_on" not in instrument
        else:
            assert instrument["concluded_on"] in years
