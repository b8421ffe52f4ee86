"""A made-up agreement as a Word file: styles or bold letters, real lists, tables with merged cells."""

import io

import docx

from tests.agreements.reader.making.as_text import area_heading, mark_of
from tests.agreements.reader.making.outlines import make


def _bytes(document):
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _heading(document, text, level, *, styled):
    if styled:
        document.add_heading(text, level)
    else:
        document.add_paragraph().add_run(text).bold = True


def _document(made, rng, *, styled, list_style, mark="", final=True):
    document = docx.Document()
    if styled:
        document.add_heading(made.title, 0)
    else:
        document.add_paragraph().add_run(made.title).bold = True
    for text in made.preamble:
        document.add_paragraph(text)
    numbered = rng.random() < 0.5 or not styled
    for number, (title, intro, tracks) in enumerate(made.areas, start=1):
        _heading(
            document, area_heading(made, "number" if numbered else "plain", number, title), 1, styled=styled
        )
        if intro:
            document.add_paragraph(intro)
        for place, (track, items) in enumerate(tracks, start=1):
            if track:
                _heading(document, track, 2, styled=styled)
            for at, item in enumerate(items, start=1):
                text = (
                    f"{mark_of(mark, number, place if track else 0, at)}\t{item.text}" if mark else item.text
                )
                document.add_paragraph(text, style=list_style)
                for sub in item.subs:
                    document.add_paragraph(sub, style="List Bullet 2")
    if final:
        heading, provisions = made.words["final"]
        _heading(
            document,
            area_heading(made, "number" if numbered else "plain", len(made.areas) + 1, heading),
            1,
            styled=styled,
        )
        for text in provisions:
            document.add_paragraph(text)
    return document


def styled_lists(rng):
    made = make(rng, subs=rng.random() < 0.4, ends=".")
    return (
        _bytes(_document(made, rng, styled=True, list_style=rng.choice(["List Bullet", "List Number"]))),
        "docx",
        made.texts,
        made,
    )


def bold_headings(rng):
    made = make(rng)
    return _bytes(_document(made, rng, styled=False, list_style="List Bullet")), "docx", made.texts, made


def typed_marks(rng):
    made = make(rng)
    return (
        _bytes(
            _document(made, rng, styled=True, list_style=None, mark=rng.choice(["-", "•", "(a)", "–", "1)"]))
        ),
        "docx",
        made.texts,
        made,
    )


def tables(rng):
    made = make(rng, ends=".")
    document = docx.Document()
    document.add_heading(made.title, 0)
    document.add_paragraph(made.preamble[0])
    merged = rng.random() < 0.5
    for number, (title, _intro, tracks) in enumerate(made.areas, start=1):
        document.add_heading(f"{number}. {title}", 1)
        table = document.add_table(rows=1, cols=5)
        for cell, text in zip(table.rows[0].cells, made.words["columns"], strict=True):
            cell.text = text
        at = 0
        for track, items in tracks:
            first = None
            for place, item in enumerate(items):
                at += 1
                cells = table.add_row().cells
                values = [
                    f"{number}.{at}",
                    (track or "") if place == 0 else "",
                    item.text,
                    rng.choice(made.words["responsible"]),
                    rng.choice(made.words["time"]),
                ]
                for cell, text in zip(cells, values, strict=True):
                    cell.text = text
                if merged and track:
                    first = cells[1] if first is None else first.merge(cells[1])
    return _bytes(document), "docx", made.texts, made


def one_table(rng):
    """One table for everything; the areas are rows across it."""
    made = make(rng, ends=".", tracks=False)
    document = docx.Document()
    document.add_heading(made.title, 0)
    document.add_paragraph(made.preamble[1])
    columns = [made.words["columns"][i] for i in (0, 2, 3, 4)]
    table = document.add_table(rows=1, cols=4)
    for cell, text in zip(table.rows[0].cells, columns, strict=True):
        cell.text = text
    for number, (title, _intro, tracks) in enumerate(made.areas, start=1):
        row = table.add_row().cells
        row[0].merge(row[3]).text = title
        for at, item in enumerate(tracks[0][1], start=1):
            for cell, text in zip(
                table.add_row().cells,
                [f"{number}.{at}", item.text, made.words["responsible"][0], made.words["time"][0]],
                strict=True,
            ):
                cell.text = text
    return _bytes(document), "docx", made.texts, made


FORMS = {
    "word: styles and lists": styled_lists, "word: bold headings": bold_headings, "word: typed marks": typed_marks,
    "word: a table for each area": tables, "word: one table": one_table,
}  # fmt: skip
