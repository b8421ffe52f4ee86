"""A made-up agreement as a PDF: sizes, bold, columns, ruled tables, running heads, contents."""

import io

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph, Spacer, Table, TableStyle

from tests.agreements.reader.making.as_text import area_heading, mark_of
from tests.agreements.reader.making.outlines import make

BODY = ParagraphStyle("body", fontName="Helvetica", fontSize=10, leading=12.5, spaceAfter=6)


def build(made, story, *, columns=1, head=True):
    out = io.BytesIO()
    width, height = A4

    def furniture(canvas, document):
        canvas.setFont("Helvetica", 8)
        if head:
            canvas.drawString(60, height - 36, made.title[:70])
        canvas.drawCentredString(width / 2, 30, str(document.page))

    gap = 24
    each = (width - 120 - gap * (columns - 1)) / columns
    frames = [
        Frame(60 + at * (each + gap), 55, each, height - 120, leftPadding=0, rightPadding=0)
        for at in range(columns)
    ]
    document = BaseDocTemplate(out, pagesize=A4, invariant=1)
    document.addPageTemplates([PageTemplate(frames=frames, onPage=furniture)])
    document.build(story)
    return out.getvalue()


def _styles(rng):
    sizes = rng.choice([(18, 14, 12), (16, 13, 11), (14, 12, 10), (12, 11, 10)])
    bold = "Helvetica-Bold"
    return [
        ParagraphStyle(
            f"h{at}",
            fontName=bold,
            fontSize=size,
            leading=size * 1.25,
            spaceBefore=10,
            spaceAfter=5,
            keepWithNext=1,
        )
        for at, size in enumerate(sizes)
    ]


def story_of(made, rng, *, mark, area_style="number", contents=False):
    title, h1, h2 = _styles(rng)
    story = [Paragraph(made.title, title), *[Paragraph(text, BODY) for text in made.preamble]]
    indent = rng.choice([12, 18, 24])
    item_style = ParagraphStyle(
        "item",
        parent=BODY,
        leftIndent=indent,
        bulletIndent=rng.choice([0, 6]),
        spaceAfter=rng.choice([0, 3, 6]),
    )
    if contents:
        story.append(Paragraph(made.words["contents"], h1))
        for number, (name, _i, _t) in enumerate(made.areas, start=1):
            story.append(Paragraph(f"{number}. {name} {'.' * 50} {number + 1}", BODY))
    for number, (name, intro, tracks) in enumerate(made.areas, start=1):
        story.append(Paragraph(area_heading(made, area_style, number, name), h1))
        if intro:
            story.append(Paragraph(intro, BODY))
        for place, (track, items) in enumerate(tracks, start=1):
            if track:
                story.append(Paragraph(track, h2))
            for at, item in enumerate(items, start=1):
                drawn = mark_of(mark, number, place if track else 0, at)
                story.append(
                    Paragraph(item.text, item_style, bulletText=drawn)
                    if mark
                    else Paragraph(item.text, item_style)
                )
    heading, provisions = made.words["final"]
    story.append(Paragraph(area_heading(made, area_style, len(made.areas) + 1, heading), h1))
    story += [Paragraph(text, BODY) for text in provisions]
    return story


def bullets(rng):
    made = make(rng)
    return (
        build(
            made,
            story_of(
                made,
                rng,
                mark=rng.choice(["•", "-", "–"]),
                area_style=rng.choice(["number", "plain", "roman"]),
            ),
        ),
        "pdf",
        made.texts,
        made,
    )


def counted(rng):
    made = make(rng)
    mark = rng.choice(["(a)", "a)", "1)", "(i)", "decimal"])
    return (
        build(
            made,
            story_of(
                made,
                rng,
                mark=mark,
                area_style=rng.choice(["number", "article", "chapter"]) if mark != "decimal" else "number",
            ),
        ),
        "pdf",
        made.texts,
        made,
    )


def columns(rng):
    made = make(rng)
    return build(made, story_of(made, rng, mark="•"), columns=2), "pdf", made.texts, made


def with_contents(rng):
    made = make(rng)
    return build(made, story_of(made, rng, mark="•", contents=True)), "pdf", made.texts, made


def indent_only(rng):
    made = make(rng, ends=".")
    return build(made, story_of(made, rng, mark="")), "pdf", made.texts, made


def ruled_tables(rng):
    made = make(rng, ends=".")
    title, h1, _h2 = _styles(rng)
    cell = ParagraphStyle("cell", parent=BODY, fontSize=9, leading=11, spaceAfter=0)
    story = [Paragraph(made.title, title), Paragraph(made.preamble[0], BODY)]
    ruled = TableStyle([("GRID", (0, 0), (-1, -1), 0.5, "black"), ("VALIGN", (0, 0), (-1, -1), "TOP")])
    for number, (name, _intro, tracks) in enumerate(made.areas, start=1):
        story.append(Paragraph(f"{number}. {name}", h1))
        rows, at = [[Paragraph(text, cell) for text in made.words["columns"]]], 0
        for track, items in tracks:
            for place, item in enumerate(items):
                at += 1
                values = [
                    f"{number}.{at}",
                    (track or "") if place == 0 else "",
                    item.text,
                    rng.choice(made.words["responsible"]),
                    rng.choice(made.words["time"]),
                ]
                rows.append([Paragraph(text, cell) for text in values])
        story += [Table(rows, colWidths=[30, 85, 200, 85, 70], style=ruled, repeatRows=1), Spacer(1, 8)]
    return build(made, story), "pdf", made.texts, made


FORMS = {
    "pdf: bullets": bullets, "pdf: numbers and letters": counted, "pdf: two columns": columns, "pdf: contents": with_contents,
    "pdf: indent alone": indent_only, "pdf: ruled tables": ruled_tables,
}  # fmt: skip
