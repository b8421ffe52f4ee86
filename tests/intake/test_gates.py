"""What the gates let in: ordinary files. What they keep out is in test_hostile_files."""

import io

import openpyxl
import pytest

from programmes.intake import gates
from programmes.intake.refusal import Refused

EVERYTHING = {"xlsx", "csv", "json", "pdf", "docx", "txt"}


def workbook():
    book, file = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["Number", "Plain title"])
    book.active["A2"].hyperlink = "https://um.dk/"
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "format"),
    [
        ("plan.xlsx", workbook(), "xlsx"),
        ("PLAN.XLSX", workbook(), "xlsx"),
        (r"C:\plans\plan.xlsx", workbook(), "xlsx"),
        ("plan.csv", b"Number;Plain title\r\n1.1;M\xf8de\r\n", "csv"),
        ("plan.tsv", "Number\tPlain title\n".encode("utf-16"), "csv"),
        ("plan.json", b"{}", "json"),
        ("plan.pdf", b"%PDF-1.4\n", "pdf"),
        ("plan.txt", b"1. SUSTAINABILITY\x0c2\n", "txt"),
    ],
)
def test_an_ordinary_file_is_let_in(name, data, format):
    assert gates.check(data, name, allowed=EVERYTHING) == format


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("plan.xls", b"\xd0\xcf\x11\xe0", "save it as .xlsx"),
        ("plan", b"Number", "must end in one of"),
        ("plan.xlsx.exe", workbook(), "must end in one of"),
        ("plan.xlsx", b"Number;Title", "is not such a file"),
        ("plan.docx", workbook(), "is not such a file"),
        ("plan.csv", workbook(), "is not text"),
        ("plan.csv", b"", "is empty"),
        ("plan.pdf", b"<html>", "is not such a file"),
        ("plan.csv", b"a" * (10 * 1024 * 1024 + 1), "up to 10 MB"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused_in_a_sentence(name, data, sentence):
    with pytest.raises(Refused, match=sentence):
        gates.check(data, name, allowed=EVERYTHING)


def test_a_kind_that_the_caller_does_not_read_is_refused():
    with pytest.raises(Refused, match=r"\.csv, \.tsv, \.xlsx"):
        gates.check(b"%PDF-1.4", "plan.pdf", allowed={"xlsx", "csv"})
