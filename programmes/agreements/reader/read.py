"""The whole way from bytes to an outline. Needs no Django, so that it can run in a process of its own."""

import re
import time
from dataclasses import dataclass, field

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
    prose,
    restore_structure,
    tables,
    titles,
    undertakings,
)  # fmt: skip
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
from programmes.agreements.reader.lines import Source
from programmes.agreements.reader.outline import Outline
from programmes.agreements.reader.parts import Part, parts_of


@dataclass(slots=True)
class Result:
    """An outline with the steps that led to it."""

    outline: Outline
    source: Source
    parts: list[Part]
    seconds: dict = field(default_factory=dict)


def source_of(data, form):
    """Bytes → lines with layout. `form` is what the gates found the file to be: pdf, docx or txt."""
    if form == "pdf":
        from programmes.agreements.reader.formats.pdf import read_pdf  # noqa: PLC0415 - a child reads one format

        return read_pdf(data)
    if form == "docx":
        from programmes.agreements.reader.formats.word import read_word  # noqa: PLC0415

        return read_word(data)
    from programmes.agreements.reader.formats.text import read_text  # noqa: PLC0415

    return read_text(data)


def outline_of(data, form, known=()):
    """Bytes → Result."""
    start = time.perf_counter()
    source = source_of(data, form)
    result = outline_of_source(source, known)
    result.seconds["all"] = round(time.perf_counter() - start, 3)
    return result


def outline_of_source(source, known=()):
    """Lines with layout → blocks → parts with roles → outline with findings."""
    page_headers.remove(source)
    contents.remove(source)
    contents.remove_navigation(source)
    restore_structure.restore(source)
    elements = blocks.build(source)
    parts = parts_of(elements)
    ending = _set_signing_apart(parts)
    headings.find(parts)
    title = titles.find(parts)
    clusters = lists.nest(parts)
    if lists.bullets_as_headings(parts, clusters):
        clusters = lists.nest(parts)
    levels.assign(parts)
    basis_sections.mark(parts)
    read_tables = _tables(parts)
    commitments.decide(parts, clusters)
    commitments.plain_items(parts)
    _too_few(parts, title)
    _about_cooperation(parts, source.running)
    _only_past(parts)
    _about_a_person(parts)
    has_any = any(p.role == "item" for p in parts) or any(
        r.kind == "commitments" for r in read_tables.values()
    )
    in_prose = prose.beside_lists(parts) if has_any else prose.find(parts)
    outline = assemble.Assembly(parts, in_prose, read_tables).run()
    outline.title = title
    _frame(outline, source, parts, ending)
    _findings(outline, parts, known)
    return Result(outline, source, parts)


def _too_few(parts, title):
    """One or two items, not opened as undertakings, are no plan, unless the text says that it is one."""
    items = [p for p in parts if p.role == "item"]
    if titles.TITLE_WORDS.search(title) and items and all(p.undertaking >= SURE for p in items):
        return
    if (
        0 < len(items) <= 2
        and not any(p.table is not None for p in parts)
        and not any(p.role == "lead" for p in parts)
    ):
        for part in items:
            part.decide("text", "one or two items alone make no plan", 0.6)


COOPERATION = re.compile(
    r"\b(?:sides|parties|participants|both (?:countries|governments|ministries)|(?:the |our )?(?:two|three|four) (?:countries|governments|ministries|sides|leaders)|declaration|commit ourselves|"
    r"co-?operat\w*|collaborat\w*|together|each other\w*|exchanges?|mutual\w*|common|sammen|hinanden\w*|udveksl\w*|partnership|bilateral|joint|agreement|memorandum|programme of|action plan|work(?:ing)? (?:plan|programme)|"
    r"samarbejd\w*|parterne|begge (?:parter|lande)|de to (?:lande|parter)|partnerskab\w*|bilateral\w*|fælles\w*|aftale\w*|erklæring\w*|handlingsplan\w*|arbejdsprogram\w*)\b",
    re.I,
)
LONGEST = 4000  # letters of a commitment in which names and rhythms are looked for
SURE = 0.8
MOSTLY = 0.7
LONGEST_SIGNATURE = 30  # words of a part among the signature lines
MOST_SIGNATURES = 60  # parts
LEAST_WORDS = 2  # different words of cooperation in a text that holds commitments


def _about_cooperation(parts, running):
    """A page that hardly speaks of cooperation holds instructions or advice, not commitments between two sides."""
    cells = (cell for p in parts if p.table is not None for row in p.table.rows for cell in row)
    text = " ".join([*(p.text for p in parts if p.block), *cells, *running])
    words = {found.group().casefold() for found in COOPERATION.finditer(text)}
    if len(words) >= LEAST_WORDS or (words and len(text) < 400 * len(words)):
        return
    for part in parts:
        if part.role == "item":
            part.decide("text", "the text hardly speaks of two sides that work together", 0.6)


def _only_past(parts):
    """A report of what was done holds no commitments, however its lists look."""
    items = [p for p in parts if p.role == "item"]
    past = [p for p in items if undertakings.is_past(p.text)]
    if len(past) < MOSTLY * len(items):
        return
    for part in items:
        part.decide("text", "nearly everything in the text tells what was done", 0.7)


CAREER = re.compile(r"(?:curriculum vitae|cv|résumé|levnedsbeskrivelse)\b", re.I)


def _about_a_person(parts):
    """What a person does at work is drawn as undertakings are, but the first words tell."""
    if not any(part.block and CAREER.match(part.text) for part in parts[:3]):
        return
    for part in parts:
        if part.role == "item":
            part.decide("text", "the text tells of a person's work", 0.8)


def _tables(parts):
    out, known = {}, None
    for part in parts:
        if part.table is None:
            continue
        reading = tables.read(part.table, known)
        out[id(part.table)] = reading
        part.reason = reading.reason
        known = (reading.columns, len(part.table.rows[0])) if reading.kind == "commitments" else known
    return out


def _set_signing_apart(parts):
    """Signature lines near the end: from “Done at …” or “For the Government of …” on, while lines stay short."""
    for part in parts:
        if part.block and signing.DONE.match(part.text) and part.block.words <= LONGEST_SIGNATURE:
            part.decide("signing", "says where and when it was signed", 0.8)
    for at in range(len(parts) // 2, len(parts)):
        if parts[at].block and _opens_signatures(parts[at]):
            ending = _signatures(parts, at)
            if len(ending) <= MOST_SIGNATURES:
                for one in ending:
                    if one.block:
                        one.decide("signing", "a signature line", 0.8)
                return [one.block or one.table for one in ending]
    return []


def _opens_signatures(part):
    text = part.text
    return (
        signing.FOR.match(text) and part.block.words <= LONGEST_SIGNATURE and not text.endswith((";", "."))
        and not part.is_marked and _is_party(text)
    )  # fmt: skip


def _signatures(parts, start):
    """The parts from the first signature line on, as long as they may belong to it."""
    out = []
    for part in parts[start : start + MOST_SIGNATURES + 1]:
        if part.block and (
            part.is_marked
            or part.block.words > LONGEST_SIGNATURE
            or part.block.first.heading
            or part.block.size > 1.2
        ):
            break
        out.append(part)
    return out


def _is_party(text):
    return any(
        word in text.casefold()
        for word in (
            "government",
            "ministry",
            "kingdom",
            "republic",
            "regering",
            "ministeri",
            "kongeriget",
            "republikken",
            "side",
            "parti",
            "denmark",
            "danmark",
        )
    )


def _frame(outline, source, parts, ending):
    texts = [p.text for p in parts if p.block]
    outline.language = frame.language(" ".join(texts))
    before = [
        p.text for p in parts if p.block and p.role in ("", "text", "lead", "title", "heading", "topics")
    ]
    opening = "\n".join(before[:14])[:6000]
    if not outline.title:
        outline.title = titles.from_sentence(outline.preamble or opening, source.running)
    elif len(outline.title.split()) < 3 and source.running:
        outline.title = titles.from_sentence(outline.preamble, source.running) or outline.title
    outline.title = " ".join((outline.title or titles.opening(parts)).split())
    signatures = "\n".join(t.text for t in ending if hasattr(t, "text"))[:LONGEST]
    outline.countries = frame.parties(outline.title[:LONGEST], opening, signatures)
    outline.period_start, outline.period_end = frame.period(
        outline.title, source.running, f"{outline.preamble[: 5 * LONGEST]} {opening}", " ".join(texts[-30:])
    )
    outline.basis = outline.basis or basis.recalled((outline.preamble or opening)[: 5 * LONGEST])
    found = signing.beside([line for e in ending if hasattr(e, "lines") for line in e.lines])
    found = found or signing.lines(
        [e for e in ending if e is not None]
        + [p.table for p in parts if p.table is not None and p.reason.startswith("its cells begin")]
    )
    found += [] if found else signing.opening_sentence((outline.preamble or opening)[: 5 * LONGEST])
    found += [] if found else signing.lines([p.block for p in parts[:14] if p.block])
    outline.signatories = found
    outline.signed_on = signing.signed_on([*texts[-40:], *texts[:10]])


def _findings(outline, parts, known):
    partner = [w for w in outline.countries if "Denmark" not in w and "Danmark" not in w]
    for area in outline.areas:
        area.sdgs = area.sdgs or sdgs.numbers(area.intro[:LONGEST])
        area.sectors = kinds.sectors(f"{area.title or ''} {area.intro[:400]}")
        for track in area.tracks:
            track.kind, _why = kinds.of_track(track.title)
    for area, track, commitment in outline.commitments():
        _about(commitment, area, track, known, partner)
    outline.questions = questions.find(outline, list(_skips(parts)))


def _skips(parts):
    """(number before, number after, paragraph) where the numbering of items or headings leaves one out."""
    for part in parts:
        if part.block and part.run and part.role in ("item", "heading"):
            for before, after in part.run.skips:
                if after == part.mark.value:
                    yield before, after, part.block.number


def _about(commitment, area, track, known, partner):
    text = commitment.text[:LONGEST]
    commitment.recurrence = recurrence.find(commitment.timeline) or recurrence.find(text)
    commitment.acronyms = acronyms.find(text)
    for acronym in acronyms.find(commitment.responsible):
        if acronym not in commitment.acronyms:
            commitment.acronyms.append(acronym)
    commitment.sdgs = sdgs.numbers(text)
    commitment.kind, why = kinds.of_commitment(text, commitment.recurrence, track.kind)
    commitment.reason = f"{commitment.reason}; kind: {why}"
    commitment.sectors = kinds.sectors(text) or kinds.sectors(track.title or "") or area.sectors
    commitment.organisations = organisations.find(f"{text} {commitment.responsible}".strip(), known, partner)


def read_bytes(data, form="txt", known=(), explain=False):
    """For the child process: what `child.run("programmes.agreements.reader.read:read_bytes", …)` returns."""
    result = outline_of(data, form, known)
    out = {
        "outline": result.outline.as_json(),
        "count": result.outline.count,
        "pages": result.source.pages,
        "seconds": result.seconds,
    }
    if explain:
        out["explain"] = explanation(result)
    return out
