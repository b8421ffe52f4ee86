"""What the gates let in: ordinary files. What they keep out is in test_hostile_files."""

import io

import openpyxl
import pytest

from programmes.intake import gates, parts
from programmes.intake.refusal import Refused

EVERYTHING = {"xlsx", "csv", "json", "pdf", "docx", "txt"}
RELATIONS = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">%s</Relationships>'
)
RELATION = RELATIONS.replace(
    b"%s", b'<Relationship TargetMode="External" Type="http://x/%s" Target="http://x/"/>'
)
LONG = RELATIONS % b""
LONG += b" " * (2 * 1024 * 1024 - len(LONG))
ORDINARY = {"[Content_Types].xml": parts.MAIN["xlsx"].encode(), "_rels/.rels": RELATIONS % b""}


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


@pytest.mark.parametrize(
    "active", [b"/JavaScript", b"/Launch", b"/EmbeddedFile", b"/EmbeddedFiles", b"/RichMedia"]
)
def test_a_pdf_that_does_something_is_refused_and_one_that_only_speaks_of_it_is_not(active):
    with pytest.raises(Refused, match="holds scripts or other files"):
        gates.check(b"%PDF-1.4\n<< " + active + b" 1 0 R >>", "plan.pdf", allowed=EVERYTHING)
    spoken = active.removeprefix(b"/")
    assert gates.check(b"%PDF-1.4\n(" + spoken + b")", "plan.pdf", allowed=EVERYTHING) == "pdf"


def test_the_mark_of_a_pdf_may_stand_a_little_later_and_no_more():
    assert gates.check(b" " * 1019 + b"%PDF-1.4", "plan.pdf", allowed=EVERYTHING) == "pdf"
    with pytest.raises(Refused, match="is not such a file"):
        gates.check(b" " * 1020 + b"%PDF-1.4", "plan.pdf", allowed=EVERYTHING)


def test_a_file_of_exactly_the_limit_is_let_in_and_a_byte_more_is_not():
    limit = 10 * 1024 * 1024
    assert gates.check(b"a" * limit, "plan.csv", allowed=EVERYTHING) == "csv"
    with pytest.raises(Refused, match=r"The file is 10\.0 MB\. Files may be up to 10 MB"):
        gates.check_size(limit + 1)
    with pytest.raises(Refused, match=r"The file is 12\.5 MB"):
        gates.check_size(12_500 * 1024 + 307_200)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ({"[Content_Types].xml": b"macroEnabled"}, "holds macros"),
        ({"[Content_Types].xml": b"text/plain"}, "is not such a file"),
        ({"_rels/.rels": b"<Relationships"}, "is damaged"),
        ({"_rels/.rels": b" " * (2 * 1024 * 1024 + 1)}, "more links than a normal file"),
        ({"_rels/.rels": RELATION % b"attachedTemplate"}, "fetches data from other files"),
    ],
)
def test_an_office_file_with_parts_that_reach_out_is_refused(content, sentence):
    with pytest.raises(Refused, match=sentence):
        parts.check_office({**ORDINARY, **content}, {*ORDINARY, *content}, "xlsx")


def test_an_office_file_may_have_links_that_a_person_clicks():
    linked = {**ORDINARY, "_rels/.rels": RELATION % b"hyperlink"}
    parts.check_office(linked, set(linked), "xlsx")
    parts.check_office({**ORDINARY, "_rels/.rels": LONG}, set(ORDINARY), "xlsx")


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("xl/vbaProject.bin", b"", "holds macros"),
        ("xl/externalLinks/one.xml", b"", "fetches data"),
        ("xl/media/one.png", b"PK\x03\x04", "another file inside"),
        ("xl/media/one.png", b"MZ", "a program inside"),
        ("xl/workbook.xml", b"<!DOCTYPE a>", "not built like a normal file"),
        ("xl/workbook.XML", b'<?xml version="1.0" encoding="utf-7"?>', "not built like a normal file"),
    ],
)
def test_a_part_that_no_real_file_has_is_refused(name, content, sentence):
    with pytest.raises(Refused, match=sentence):
        parts.check_content(name, content)


def test_the_parts_of_a_real_file_are_let_in():
    parts.check_content("xl/workbook.xml", b'<?xml version="1.0" encoding="UTF-8"?><workbook/>')
    parts.check_content("xl/media/one.png", b"<!DOCTYPE is only text in a picture")
    assert parts.is_read("[Content_Types].xml")
    assert parts.is_read("xl/_rels/workbook.xml.rels")
    assert not parts.is_read("xl/workbook.xml")
