"""The whole way from bytes to an outline. Needs no Django, so that it can run in a process of its own."""

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from programmes.agreements.reader import (
    assemble,
    basis_sections,
    blocks,
    commitments,
    contents,
    headings,
    levels,
    lists,
    page_headers,
    plausibility,
    prose,
    restore_structure,
    signature_lines,
    tables,
    titles,
)  # fmt: skip
from programmes.agreements.reader.blocks import Block
from programmes.agreements.reader.explaining import explanation
from programmes.agreements.reader.findings import (
    acronyms,
    basis,
    frame,
    kinds,
    organisations,
    questions,
    recurrence,
    sdgs,
    signing,
)
from programmes.agreements.reader.findings.organisations import KnownOrganisation
from programmes.agreements.reader.findings.questions import SkippedNumber
from programmes.agreements.reader.lines import Element, Source, Table
from programmes.agreements.reader.outline import Area, Commitment, Outline, Track
from programmes.agreements.reader.parts import Part, parts_of
from programmes.agreements.reader.tables import ColumnLayout, TableReading

LONGEST = 4000  # letters of a commitment in which names and rhythms are looked for
OPENING_PARTS, OPENING_LETTERS = 14, 6000
SPOKEN_OF_EARLY: frozenset[str] = frozenset({"", "text", "lead", "title", "heading", "topics"})


@dataclass(slots=True)
class Result:
    """An outline with the steps that led to it."""

    outline: Outline
    source: Source
    parts: list[Part]
    seconds: dict[str, float] = field(default_factory=dict)


def source_of(data: bytes, form: str) -> Source:
    """Bytes → lines with layout. `form` is the format that the gates recognised: pdf, docx or txt."""
    if form == "pdf":
        from programmes.agreements.reader.formats.pdf import read_pdf  # noqa: PLC0415 - a child reads one format

        return read_pdf(data)
    if form == "docx":
        from programmes.agreements.reader.formats.word import read_word  # noqa: PLC0415

        return read_word(data)
    from programmes.agreements.reader.formats.text import read_text  # noqa: PLC0415

    return read_text(data)


def outline_of(data: bytes, form: str, known: Sequence[KnownOrganisation] = ()) -> Result:
    """Bytes → Result."""
    start = time.perf_counter()
    source = source_of(data, form)
    result = outline_of_source(source, known)
    result.seconds["all"] = round(time.perf_counter() - start, 3)
    return result


def outline_of_source(source: Source, known: Sequence[KnownOrganisation] = ()) -> Result:
    """Lines with layout → blocks → parts with roles → outline with findings."""
    page_headers.remove(source)
    contents.remove(source)
    contents.remove_navigation(source)
    restore_structure.restore(source)
    parts = parts_of(blocks.build(source))
    ending = signature_lines.classify(parts)
    headings.classify(parts)
    title = titles.find(parts)
    clusters = lists.nest(parts)
    if lists.bullets_as_headings(parts, clusters):
        clusters = lists.nest(parts)
    levels.assign(parts)
    basis_sections.assign(parts)
    read_tables = _tables(parts)
    commitments.decide(parts, clusters)
    commitments.plain_items(parts)
    plausibility.check(parts, title, source.running)
    has_any = any(p.role == "item" for p in parts) or any(
        table.kind == "commitments" for table in read_tables.values()
    )
    in_prose = prose.beside_lists(parts) if has_any else prose.find(parts)
    outline = assemble.Assembly(parts, in_prose, read_tables).assemble()
    outline.title = title
    _frame(outline, source, parts, ending)
    outline.signatories = _signatories(outline, parts, ending, read_tables)
    _findings(outline, source, parts, known)
    return Result(outline, source, parts)


def _tables(parts: list[Part]) -> dict[int, TableReading]:
    """id of table → what it holds."""
    out: dict[int, TableReading] = {}
    known: ColumnLayout | None = None
    for part in parts:
        if not part.is_table:
            continue
        reading = tables.read(part.table, known)
        out[id(part.table)] = reading
        part.reason = reading.reason
        if reading.kind == "commitments":
            known = ColumnLayout(reading.columns, len(part.table.rows[0]))
    return out


def _frame(outline: Outline, source: Source, parts: list[Part], ending: list[Block | Table]) -> None:
    """What the text says about itself: language, title, parties, period, basis, date."""
    texts = [part.text for part in parts if part.is_text]
    outline.language = frame.language(" ".join(texts))
    opening = _opening(parts)
    if not outline.title:
        outline.title = titles.from_sentence(outline.preamble or opening, source.running)
    elif len(outline.title.split()) < 3 and source.running:
        outline.title = titles.from_sentence(outline.preamble, source.running) or outline.title
    outline.title = " ".join((outline.title or titles.opening(parts)).split())
    signatures = "\n".join(element.text for element in ending if isinstance(element, Block))[:LONGEST]
    outline.countries = frame.parties(outline.title[:LONGEST], opening, signatures)
    outline.period_start, outline.period_end = frame.period(
        outline.title, source.running, f"{outline.preamble[: 5 * LONGEST]} {opening}", " ".join(texts[-30:])
    )
    outline.basis = outline.basis or basis.recalled((outline.preamble or opening)[: 5 * LONGEST])
    outline.signed_on = signing.signed_on([*texts[-40:], *texts[:10]])


def _opening(parts: list[Part]) -> str:
    early = [part.text for part in parts if part.is_text and part.role in SPOKEN_OF_EARLY]
    return "\n".join(early[:OPENING_PARTS])[:OPENING_LETTERS]


def _signatories(
    outline: Outline, parts: list[Part], ending: list[Block | Table], read_tables: dict[int, TableReading]
) -> list[signing.Signatory]:
    """From two columns, from lines or tables, from a sentence, from the first lines: the first that names any."""
    in_tables: Iterable[Element | Block] = (
        part.table for part in parts if part.is_table and read_tables[id(part.table)].kind == "signatures"
    )
    first = [part.block for part in parts[:OPENING_PARTS] if part.is_text]
    return (
        signing.beside([line for element in ending if isinstance(element, Block) for line in element.lines])
        or signing.lines([*ending, *in_tables])
        or signing.opening_sentence((outline.preamble or _opening(parts))[: 5 * LONGEST])
        or signing.lines(first)
    )


def _findings(
    outline: Outline, source: Source, parts: list[Part], known: Sequence[KnownOrganisation]
) -> None:
    partner = [w for w in outline.countries if "Denmark" not in w and "Danmark" not in w]
    for area in outline.areas:
        area.sdgs = area.sdgs or sdgs.numbers(area.intro[:LONGEST])
        area.sectors = kinds.sectors(f"{area.title or ''} {area.intro[:400]}")
        for track in area.tracks:
            track.kind = kinds.of_track(track.title).kind
    for area, track, commitment in outline.commitments():
        _about(commitment, area, track, known, partner)
    outline.questions = questions.find(outline, list(_skips(parts)), source.unclear)


def _skips(parts: list[Part]) -> Iterator[SkippedNumber]:
    """Where the numbering of items or headings leaves a number out."""
    for part in parts:
        if part.marker and part.sequence and part.role in ("item", "heading"):
            for before, after in part.sequence.skips:
                if after == part.marker.value:
                    yield SkippedNumber(before, after, part.block.number)


def _about(
    commitment: Commitment, area: Area, track: Track, known: Sequence[KnownOrganisation], partner: list[str]
) -> None:
    text = commitment.text[:LONGEST]
    commitment.recurrence = recurrence.find(commitment.timeline) or recurrence.find(text)
    commitment.acronyms = acronyms.find(text)
    for acronym in acronyms.find(commitment.responsible):
        if acronym not in commitment.acronyms:
            commitment.acronyms.append(acronym)
    commitment.sdgs = sdgs.numbers(text)
    commitment.kind, commitment.kind_reason = kinds.of_commitment(text, commitment.recurrence, track.kind)
    commitment.sectors = kinds.sectors(text) or kinds.sectors(track.title or "") or area.sectors
    commitment.organisations = organisations.find(f"{text} {commitment.responsible}".strip(), known, partner)


def read_bytes(
    data: bytes, form: str = "txt", known: Sequence[KnownOrganisation] = (), *, explain: bool = False
) -> dict[str, Any]:
    """The outline as JSON has it, how many commitments it holds, and, when asked for, every step."""
    result = outline_of(data, form, known)
    out: dict[str, Any] = {
        "outline": result.outline.as_json(),
        "count": result.outline.count,
        "pages": result.source.pages,
        "seconds": result.seconds,
    }
    if explain:
        out["explain"] = explanation(result)
    return out
