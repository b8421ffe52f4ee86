"""The command that reads a signed text, on the real ones that the project holds."""

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

SOURCES = settings.BASE_DIR / "fixtures" / "sources"
OUTLINES = Path(__file__).parent / "review" / "outlines"
KOREA = settings.BASE_DIR / "fixtures" / "programmes" / "KR-2021"


def read(capsys, name, *options):
    call_command("read_agreement", str(SOURCES / name), "--json", *options)
    return json.loads(capsys.readouterr().out)


def commitments(outline):
    return [found for area in outline["areas"] for track in area["tracks"] for found in track["commitments"]]


def test_the_korea_plan_is_found_whole_and_to_the_letter(capsys):
    outline = read(capsys, "korea-joint-action-plan-2021-2024.en.txt")
    plan = tomllib.loads((KOREA / "plan.toml").read_text(encoding="utf-8"))
    text = tomllib.loads((KOREA / "text.toml").read_text(encoding="utf-8"))
    passages = {passage["paragraph"]: " ".join(passage["text"].split()) for passage in text["passage"]}
    by_hand = [
        (area["title"], track["title"], passages[commitment["passage"]])
        for area in plan["area"]
        for track in area["track"]
        for commitment in track["commitment"]
    ]
    found = [
        (area["title"], track["title"], commitment["text"])
        for area in outline["areas"]
        for track in area["tracks"]
        for commitment in track["commitments"]
    ]
    assert len(found) == 69
    assert [words for *_place, words in found] == [words for *_place, words in by_hand]
    assert [(area, track) for area, track, _words in found] == [
        (area, track) for area, track, _words in by_hand
    ]
    # The reader has what the text says; of the 13 in area 3, whose name is another goal's, a person has to decide.
    decided = [area["sdgs"] for area in plan["area"]]
    assert [area["sdgs"] for area in outline["areas"]] == [*decided[:2], [3, 13, 17], decided[3]]
    assert len(outline["basis_agreements"]) == 20
    assert sum(basis["tbc"] for basis in outline["basis_agreements"]) == 3
    assert (outline["period_start"], outline["period_end"]) == (2021, 2024)


def test_the_danish_page_has_its_ten_items(capsys):
    assert len(commitments(read(capsys, "china-green-cooperation.da.txt"))) == 10


@pytest.mark.parametrize("name", ["china-our-focus.en.txt", "china-strategic-partnership.en.txt"])
def test_nothing_is_invented_where_nothing_was_undertaken(capsys, name):
    with pytest.raises(CommandError) as ending:
        call_command("read_agreement", str(SOURCES / name), "--json")
    assert ending.value.returncode == 1
    assert commitments(json.loads(capsys.readouterr().out)) == []


def test_every_part_of_the_text_says_why_it_was_taken_for_what_it_is(capsys):
    steps = read(capsys, "korea-joint-action-plan-2021-2024.en.txt", "--explain")["explain"]
    assert len(steps) > 100
    assert all(step["reason"] for step in steps)


def test_what_json_says_of_a_question_stays_with_its_parameters_beside_it(capsys):
    outline = read(capsys, OUTLINES / "every-question.txt")
    parameters = {question["code"]: question.pop("parameters") for question in outline["x"]["questions"]}
    stored = json.loads((OUTLINES / "every-question-2026-11.json").read_text(encoding="utf-8"))
    assert outline == stored  # to the letter what was printed before there were parameters
    assert parameters["same_body"] == {"name": "medicine agency", "acronyms": ["DKMA", "DMA"]}
    assert parameters["sdg_name"] == {
        "number": 13,
        "name": "Responsible Consumption and Production",
        "meant": 12,
    }


@pytest.mark.parametrize(
    ("name", "content"),
    [("plan.pdf", b"not a pdf"), ("plan.docx", b"PK nonsense"), ("plan.exe", b"MZ"), ("plan.txt", b"")],
)
def test_what_is_no_text_is_refused_in_a_sentence(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(CommandError, match=r"\w+ .*\.") as ending:
        call_command("read_agreement", str(tmp_path / name))
    assert ending.value.returncode == 2


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(CommandError, match="cannot be read") as ending:
        call_command("read_agreement", str(tmp_path / "nowhere.pdf"))
    assert ending.value.returncode == 2


def status(*arguments):
    """(exit status, standard output, standard error) of the command in a process of its own, as a shell sees it."""
    ran = subprocess.run(  # noqa: S603 - our own interpreter and command
        [sys.executable, "manage.py", "read_agreement", *map(str, arguments)],
        cwd=settings.BASE_DIR, capture_output=True, text=True, check=False, env={**os.environ, "DEBUG": "1"},
    )  # fmt: skip
    return ran.returncode, ran.stdout, ran.stderr


def test_a_shell_is_told_0_for_an_outline_and_gets_one_object():
    code, out, err = status(SOURCES / "korea-joint-action-plan-2021-2024.en.txt", "--json")
    assert (code, err) == (0, "")
    assert len(commitments(json.loads(out))) == 69


def test_a_shell_is_told_1_where_no_structure_was_found_and_the_sentence_is_kept_apart():
    code, out, err = status(SOURCES / "china-our-focus.en.txt", "--json")
    assert code == 1
    assert commitments(json.loads(out)) == []
    assert "No commitments were found" in err


def test_a_shell_is_told_2_for_what_is_refused_and_for_wrong_usage(tmp_path):
    hostile = tmp_path / "plan.pdf"
    hostile.write_bytes(b"not a pdf")
    code, out, err = status(hostile, "--json")
    assert (code, out) == (2, "")
    assert err.strip()
    assert status()[0] == 2  # no file named
