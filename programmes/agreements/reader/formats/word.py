"""Word documents: paragraphs with their styles, the markers that Word draws itself, tables with merged cells."""

import io
import zipfile

import docx
from docx.document import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from lxml import etree

from programmes.agreements.reader.formats.word_lists import Numbering, Style, Styles, Xml
from programmes.agreements.reader.formats.word_shown import Shown, ShownText, in_empty_field, is_hidden_row
from programmes.agreements.reader.lines import Element, Line, Source, Table, Unclear
from programmes.agreements.reader.refusal import Unreadable

MOST_PARAGRAPHS = 20_000
MOST_CELLS = 20_000


def read_word(data: bytes) -> Source:
    try:
        document = docx.Document(io.BytesIO(data))
    except (PackageNotFoundError, KeyError, ValueError, zipfile.BadZipFile, etree.XMLSyntaxError) as error:
        raise Unreadable("word_damaged") from error
    body = document.element.body
    if sum(1 for _ in body.iter(qn("w:p"))) > MOST_PARAGRAPHS:
        raise Unreadable("word_paragraphs")
    reader = _Reader(document)
    reader.walk(body)
    pages = reader.page if reader.has_pages else None
    return Source(reader.elements, "word", pages=pages, is_wrapped=False, unclear=reader.unclear)


class _Reader:
    def __init__(self, document: Document) -> None:
        self.styles = Styles(document)
        self.numbering = Numbering(document)
        self.shown = Shown(document)
        self.elements: list[Element] = []
        self.unclear: list[Unclear] = []
        self.gap, self.page, self.number = 0.0, 1, 0
        self.has_pages = next(document.element.body.iter(qn("w:lastRenderedPageBreak")), None) is not None

    def walk(self, parent: Xml) -> None:
        for child in parent.iterchildren():
            if child.tag == qn("w:p"):
                self.paragraph(child)
            elif child.tag == qn("w:tbl"):
                self.table(child)
            elif child.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:ins"), qn("w:smartTag")):
                self.walk(child)

    def paragraph(self, p: Xml) -> None:
        self.number += 1
        self.page += sum(1 for _ in p.iter(qn("w:lastRenderedPageBreak")))
        shown, style = self.shown_text(p), self.styles.of(p)
        marker, depth = self.numbering.next_marker(p, style) if shown.shows_number else ("", 0)
        parts = [part for part in shown.text.split("\n") if part.strip()]
        if not parts:
            self.gap += 1
            return
        for at, part in enumerate(parts):
            clean = " ".join(part.split())
            left = _indent(p, style) + 4 * depth + (len(part) - len(part.lstrip("\t ")))
            self.elements.append(
                Line(
                    clean, self.number, page=self.page if self.has_pages else None,
                    left=left, right=left + len(clean), gap=self.gap if at == 0 else 0.0,
                    size=style.size, bold=style.is_bold or shown.is_bold, is_title=style.is_title,
                    heading=style.heading, marker=marker if at == 0 else "", depth=depth, is_whole=at == 0,
                )
            )  # fmt: skip
            self.gap = 0.0

    def shown_text(self, p: Xml) -> ShownText:
        """What readers see of a paragraph; what a person should look at is noted."""
        shown = ShownText(has_empty_field=True) if in_empty_field(p) else self.shown.of(p)
        place = self.number if shown.text.strip() else None
        if shown.struck:
            self.unclear.append(Unclear("struck_through", place, {"words": shown.struck}))
        if shown.has_empty_field:
            self.unclear.append(Unclear("empty_field", place))
        return shown

    def table(self, tbl: Xml) -> None:
        """Cells by column of the grid, so that merged cells do not shift their neighbours."""
        self.number += 1
        rows: list[list[str]] = []
        cells = 0
        for tr in tbl.iterchildren(qn("w:tr")):
            if is_hidden_row(tr):
                continue
            row: list[str] = []
            for tc in tr.iterchildren(qn("w:tc")):
                span = tc.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
                merge = tc.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
                goes_on = merge is not None and merge.get(qn("w:val")) != "restart"
                row.append("" if goes_on else self.cell(tc))
                row.extend([""] * (min(int(span.get(qn("w:val"))), 60) - 1 if span is not None else 0))
            cells += len(row)
            if cells > MOST_CELLS:
                raise Unreadable("word_table")
            rows.append(row)
        width = max((len(row) for row in rows), default=0)
        if not width:
            return
        rows = [row + [""] * (width - len(row)) for row in rows]
        page = self.page if self.has_pages else None
        self.elements.append(Table(rows, self.number, page=page))

    def cell(self, tc: Xml) -> str:
        """A cell's paragraphs and the lines that its writer broke, markers that Word draws included."""
        lines: list[str] = []
        for p in tc.iter(qn("w:p")):
            shown = self.shown_text(p)
            broken = [" ".join(line.split()) for line in shown.text.split("\n") if line.strip()]
            marker = self.numbering.next_marker(p, self.styles.of(p)).text if shown.shows_number else ""
            if broken:
                lines += [f"{marker} {broken[0]}" if marker else broken[0], *broken[1:]]
        return "\n".join(lines)


def _indent(p: Xml, style: Style) -> float:
    """Left indent in characters; 110 twentieths of a point are about one."""
    ind = p.find(f"{qn('w:pPr')}/{qn('w:ind')}")
    value = ind.get(qn("w:left")) or ind.get(qn("w:start")) if ind is not None else None
    try:
        return int(float(value)) / 110 if value else style.left
    except ValueError:
        return style.left
