"""Hostile files are refused within five seconds, in one sentence, and nothing comes of them."""

import io
import os
import time
import zipfile

import openpyxl
import pytest

from embassy import clock
from programmes.intake import child
from programmes.intake.refusal import Refused
from programmes.models import Import, ImportFile
from programmes.transfer import files, imports
from tests import factories
from tests.intake import hostile

pytestmark = pytest.mark.django_db
FILES = list(hostile.everything())


def send(file):
    """What an upload does with it."""
    source = files.guard(file.name, file.data)
    return imports.examine([source], by=None, at=clock.now(), reference="KR-2021")


@pytest.mark.parametrize("family", sorted(hostile.FAMILIES))
def test_they_are_refused_in_time_in_a_sentence_and_leave_nothing(family, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    factories.plan(1)
    worker = os.getpid()
    for file in (file for file in FILES if file.family == family):
        assert file.oddity(file.data), f"{file.id} is not what its family says"
        began = time.monotonic()
        sentence = refusal_of(file)
        assert sentence, f"{file.id} was let in"
        assert time.monotonic() - began < 5 * patience(), file.id
        assert sentence[0].isupper() or sentence[0] == "“", sentence
        assert sentence.endswith((".", "?")), sentence
        assert len(sentence) < 250, sentence
        assert not list(tmp_path.iterdir()), file.id
    assert os.getpid() == worker
    assert not Import.objects.exists()
    assert not ImportFile.objects.exists()


def refusal_of(file):
    """Why it is refused, in one sentence; empty when it is not."""
    try:
        send(file)
    except Refused as refusal:
        return str(refusal)
    return ""


def patience():
    """A machine with more to do than it has processors for takes its time."""
    return max(1, os.getloadavg()[0] / (os.cpu_count() or 1))


def test_there_are_enough_of_them(tried):
    families = {file.family for file in FILES}
    tried(f"{len(FILES)} hostile files in {len(families)} families")
    assert len(FILES) >= 120
    assert len(families) >= 12
    assert len({file.id for file in FILES}) == len(FILES)


def test_an_ordinary_file_passes_every_gate_they_stop_at():
    factories.plan(1)
    row = [["Reference", "Plain title (English)"], ["KR-2021-1.1.1", "Wind"]]
    book, file = openpyxl.Workbook(), io.BytesIO()
    for cells in row:
        book.active.append(cells)
    book.save(file)
    ordinary = hostile.Hostile("ordinary", "workbook", "plan.xlsx", file.getvalue(), None)
    assert send(ordinary).preview.counts["changed"] == 1


# --- what they would do without the gates, in a child that they cannot get out of


def without_gates(reader, data, **limits):
    return child.run(
        f"tests.intake.naive:{reader}", data, limits=child.Limits(**{"cpu_seconds": 4, **limits})
    )


def of(family, label):
    return next(file.data for file in FILES if (file.family, file.label) == (family, label))


def test_an_expanse_really_hurts_a_naive_reader():
    with pytest.raises(Refused, match=r"too long|too much|could not be read"):
        without_gates("openpyxl_all_cells", of("expanses", "corners"))


def test_an_expanse_really_kills_calamine():
    with pytest.raises(Refused, match=r"too much|could not be read|too long"):
        without_gates("calamine_all_cells", of("expanses", "corners"))


def test_a_bomb_really_explodes():
    assert without_gates("unpacked_size", of("bombs", "100MB")) > 100 * 1024 * 1024


def test_laughs_really_multiply():
    assert without_gates("entity_count", of("entities", "laughs")) >= 10


def test_a_path_really_leads_out(tmp_path):
    data = of("paths", "up")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        name = next(name for name in archive.namelist() if ".." in name)
    assert not (tmp_path / name).resolve().is_relative_to(tmp_path)


def test_a_name_that_stands_twice_really_reads_two_ways():
    data = of("deceptions", "twice-same")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        first = next(entry for entry in archive.infolist() if entry.filename == "xl/workbook.xml")
        assert archive.read(first) != archive.read("xl/workbook.xml")
