"""The content files say what the sources say, in both languages, and keep to the rules of diplomatic care."""

import re

import pytest

PARTNERS = {"AU", "CN", "ID", "IN", "JP", "KR", "MX", "VN", "ZA"}
# Of organisations only some have an established Danish name.
ONE_LANGUAGE = {"organisation"}


def tables(data, name=""):
    """Every table of a file with the name it stands under."""
    for key, value in data.items():
        for row in value if isinstance(value, list) else ():
            if isinstance(row, dict):
                yield key, row
                yield from tables(row, key)


@pytest.fixture
def partnerships(files):
    return {name: data for name, data in files.items() if name.startswith("partnerships/")}


def test_nine_partners_and_denmark(files, partnerships):
    countries = {c["iso2"]: c["is_partner"] for c in files["reference/countries.toml"]["country"]}
    assert {iso2 for iso2, is_partner in countries.items() if is_partner} == PARTNERS
    assert {iso2 for iso2, is_partner in countries.items() if not is_partner} == {"DK"}
    assert {data["country"] for data in partnerships.values()} == PARTNERS
    assert {m["country"] for m in files["reference/missions.toml"]["mission"]} == PARTNERS


def test_the_seventeen_goals(files):
    assert [goal["number"] for goal in files["reference/sdgs.toml"]["sdg"]] == list(range(1, 18))


def test_every_text_stands_in_both_languages(files):
    for name, data in files.items():
        for kind, row in tables(data):
            if kind in ONE_LANGUAGE:
                continue
            for key in row:
                if match := re.fullmatch(r"(.+)_(en|da)", key):
                    other = f"{match[1]}_{'da' if match[2] == 'en' else 'en'}"
                    twin_is_signed = kind == "track" and key == "title_da"
                    assert row[key].strip(), (name, row)
                    assert row.get(other, "").strip() or twin_is_signed, (name, other, row)


def test_plain_titles_are_short_and_stand_once_in_a_programme(files):
    for name in ("programmes/KR-2021/plan.toml", "programmes/CN-2017/plan.toml"):
        rows = [row for kind, row in tables(files[name]) if kind == "commitment"]
        for language in ("en", "da"):
            titles = [row[f"plain_title_{language}"] for row in rows]
            assert len(set(titles)) == len(titles)
            assert max(map(len, titles)) <= 125


def test_what_is_public_cites_the_parties_own_publications_alone(partnerships):
    for data in partnerships.values():
        is_public = {document["key"]: document["is_public"] for document in data["document"]}
        shown = [e for e in data.get("event", []) if e["is_public"]]
        shown += [n for n in data.get("note", []) if n["audience"] == "public"]
        shown += data["level"]
        for row in shown:
            assert row["documents"], row
            assert all(is_public[key] for key in row["documents"]), row


def test_press_is_never_a_public_document(partnerships):
    for data in partnerships.values():
        for document in data["document"]:
            is_press = bool(re.match(r"..-(press|wikipedia)-", document["key"]))
            assert document["is_public"] != is_press


def test_names_keep_their_letters(files):
    assert "Løkke" in str(files)
    for data in files.values():
        for _kind, row in tables(data):
            said = " ".join(value for key, value in row.items() if isinstance(value, str) and key != "url")
            assert not re.search(r"Loekke|Joergensen|Pena Nieto", said)


def test_no_address_of_a_third_party_and_no_residue_of_a_page(files):
    for mission in files["reference/missions.toml"]["mission"]:
        assert "address" not in mission
        assert "email" not in mission
        assert mission.get("phone", "") in {"", "+86 (10) 8532 9900"}
        assert re.fullmatch(r"https://\w+\.um\.dk", mission.get("website", "https://kina.um.dk"))


def test_greenland_and_the_faroe_islands_are_no_danish_authorities(files):
    organisations = files["reference/organisations.toml"]["organisation"]
    assert len(organisations) > 20
    for organisation in organisations:
        assert not re.search(r"greenland|faroe", organisation["slug"])


def test_one_medicines_agency_under_all_its_names(files):
    found = [
        o
        for o in files["reference/organisations.toml"]["organisation"]
        if {o.get("acronym"), *o.get("aliases", [])} & {"DKMA", "DMA", "Danish Medicine Agency"}
    ]
    assert len(found) == 1
    assert {"DMA", "Danish Medicine Agency"} <= set(found[0]["aliases"])


def test_the_ten_chinese_items_are_the_embassys_words(files, source):
    page = source("china-green-cooperation.da.txt")
    items = [" ".join(line.lstrip("•").split()) for line in page.split("\n") if line.startswith("•")]
    passages = {p["paragraph"]: p["text"] for p in files["programmes/CN-2017/text.toml"]["passage"]}
    plan = files["programmes/CN-2017/plan.toml"]
    assert [c["number"] for c in plan["commitment"]] == [str(n) for n in range(1, 11)]
    assert [passages[c["passage"]] for c in plan["commitment"]] == items
    assert (plan["provenance"], plan["language"]) == ("ministry_summary", "da")
    for text in passages.values():
        assert text in " ".join(page.split())


def test_the_announced_chinese_phase_is_a_note_and_no_programme(files):
    china = files["partnerships/china.toml"]
    assert [p["reference"] for p in china["programme"]] == ["CN-2017", "CN-2023"]
    note = next(n for n in china["note"] if n["key"] == "cn-announced-phase")
    assert note["audience"] == "internal"  # readers are told what was signed, not what pages once announced
    assert "2021-2024" in note["text_en"]


def test_no_file_says_how_a_commitment_stands(files):
    for data in files.values():
        for _kind, row in tables(data):
            assert row
            assert not {"status", "assessment", "report"} & row.keys()
