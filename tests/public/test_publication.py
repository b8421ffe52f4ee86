"""A programme as a PDF: a publication that a screen reader can read, with everything public in it and no more."""

import re
import sys
from io import BytesIO
from types import ModuleType

import pdfplumber
import pytest

from programmes.actions import status
from programmes.models import Commitment
from programmes.public.downloads import pdf
from tests import factories

ADDRESS = "/en/south-korea/2021-2024/publication.pdf"


class WithoutPango(ModuleType):
    """The module as it is on a machine that lacks the library."""

    def __getattr__(self, name):
        raise OSError("cannot load library 'libpango-1.0-0'")


def words(content):
    with pdfplumber.open(BytesIO(content)) as pdf:
        return "\n".join(page.extract_text() for page in pdf.pages)


@pytest.fixture
def reported(plan):
    """The plan, with a report on its first commitment and one whose status is withheld."""
    first, second, _third = plan.commitments.all()
    member = factories.member()
    status.report_status(first, status.ReportContent(status="fulfilled", summary="The sides met."), by=member)
    status.report_status(
        second,
        status.ReportContent(status="not_pursued", summary="UNSAID", internal_note="UNSAID"),
        by=member,
    )
    Commitment.objects.filter(pk=second.pk).update(status_visibility="withheld", public_status="withheld")
    return plan


def test_it_holds_every_commitment_with_its_wording_and_how_it_stands(reader, reported):
    response = reader.get(ADDRESS)
    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    assert response["Content-Disposition"] == f'inline; filename="{reported.reference}.pdf"'
    text = " ".join(words(response.content).split())
    for commitment in reported.commitments.all():
        assert f"{commitment.number} {commitment.plain_title_en}" in text
        assert commitment.current_wording.text in text
    assert "1 of 3 commitments has a published status; 2 do not." in text
    assert "Status is not published" in text
    assert "UNSAID" not in text


def test_it_is_tagged_and_says_its_language_and_title(reader, reported):
    content = reader.get(ADDRESS).content
    with pdfplumber.open(BytesIO(content)) as pdf:
        catalog = pdf.doc.catalog
        assert catalog["MarkInfo"]["Marked"] is True
        assert catalog["Lang"].decode() == "en"
        assert "StructTreeRoot" in catalog
        assert pdf.metadata["Title"].endswith("South Korea")
        assert b"pdfuaid" in catalog["Metadata"].resolve().get_data()


def test_the_contents_name_the_pages_that_the_sections_are_on(reader, reported):
    with pdfplumber.open(BytesIO(reader.get(ADDRESS).content)) as pdf:
        pages = [page.extract_text() for page in pdf.pages]
    listed = int(re.search(r"About the programme (\d+)", pages[1])[1])
    assert "About the programme" in pages[listed - 1]
    assert listed > 2


def test_the_same_facts_are_the_same_bytes(reader, reported):
    first, again = reader.get(ADDRESS), reader.get(ADDRESS)
    assert first.content == again.content
    assert reader.get(ADDRESS, headers={"If-None-Match": first["ETag"]}).status_code == 304


def test_it_is_in_danish_too(reader, reported):
    text = words(reader.get(ADDRESS.replace("/en/", "/da/")).content)
    assert "Indhold" in text
    assert "Contents" not in text


def test_demonstration_data_is_marked_on_every_page_after_the_cover(reader, plan):
    member = factories.member(is_demo=True)
    status.report_status(
        plan.commitments.first(), status.ReportContent(status="fulfilled", is_demo=True), by=member
    )
    with pdfplumber.open(BytesIO(reader.get(ADDRESS).content)) as pdf:
        assert all(
            "Demonstration data. Not a statement by any government." in p.extract_text() for p in pdf.pages
        )


def test_an_unpublished_programme_has_none(reader, plan):
    type(plan).objects.update(is_published=False)
    assert reader.get(ADDRESS).status_code == 404


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "http://127.0.0.1:1/x.css", "static:../manage.py", "data:text/css,a{}"]
)
def test_it_is_made_of_our_static_files_and_of_nothing_else(url):
    with pytest.raises(pdf.FatalURLFetchingError):
        pdf.pdf_of(
            f'<html lang="en"><title>x</title><link rel="stylesheet" href="{url}"><p>x</html>',
            base="http://x/",
        )


def test_where_the_library_is_missing_it_says_what_to_do_instead(reader, plan, monkeypatch):
    monkeypatch.setitem(
        sys.modules, "programmes.public.downloads.pdf", WithoutPango("programmes.public.downloads.pdf")
    )
    response = reader.get(ADDRESS)
    assert response.status_code == 503
    assert "print it instead" in response.content.decode()
