"""Tables of contents and menus: they name the parts of a text before the text itself does."""

import re
from collections import Counter

from programmes.agreements.reader import sections, vocabulary
from programmes.agreements.reader.lines import Line, RemovalReason, Source, Table

LONGEST = 240  # a line of a table of contents
LEADER = re.compile(
    r"^(?P<title>.{3,}?)\s*(?:\.{3,}|…{1,}|(?:\s?\.\s){3,}|\t|\s{3,}|_{3,})\s*(?P<page>\d{1,3}|[ivxl]{1,5})$"
)
PAGE_AT_END = re.compile(r"^(?P<title>\D.{2,}?|\d+(?:\.\d+)*\.?\s.{2,}?)\s+(?P<page>\d{1,3})$")
LEAST = 3


def remove(source: Source) -> None:
    """Take a table of contents out of a source."""
    lines = source.lines
    entries = _with_pages(lines) | _under_heading(lines)
    source.retain(lambda line: id(line) not in entries, RemovalReason.CONTENTS)
    source.elements = [
        e for e in source.elements if not (isinstance(e, Table) and _is_contents_table(e))
    ]  # fmt: skip


def _leader(text: str) -> re.Match[str] | None:
    return LEADER.match(text) if len(text) <= LONGEST else None


def _with_pages(lines: list[Line]) -> set[int]:
    """ids of three and more lines in a row that end with dots and a page number."""
    entries: set[int] = set()
    row: list[Line] = []
    for at, line in enumerate([*lines, None]):
        if line is not None and _leader(line.text):
            row.append(line)
            continue
        if line is not None and row and len(line.text) < 60 and _continues(lines, at):
            row.append(line)  # a long title over two lines
            continue
        if sum(bool(_leader(entry.text)) for entry in row) >= LEAST:
            entries |= {id(entry) for entry in row}
        row = []
    return entries


def _continues(lines: list[Line], at: int) -> bool:
    return (
        at + 1 < len(lines)
        and bool(_leader(lines[at + 1].text))
        and at > 0
        and bool(_leader(lines[at - 1].text))
    )


def _key(text: str) -> str:
    leader = _leader(text)
    text = leader["title"] if leader else text
    return re.sub(r"[\W_]+", " ", text.casefold()).strip()


def _under_heading(lines: list[Line]) -> set[int]:
    """ids of the lines below “Contents” that stand again later in the text, with or without page numbers."""
    everywhere = Counter(_key(line.text) for line in lines)
    for at, line in enumerate(lines):
        if sections.kind_of(line.text) != "contents" or len(line.text) > 40:
            continue
        end, named, misses = at + 1, 0, 0
        seen: set[str] = set()
        for place, other in enumerate(lines[at + 1 : at + 150], start=at + 1):
            key = _key(other.text)
            paged = PAGE_AT_END.match(other.text) if len(other.text) <= LONGEST else None
            again = everywhere[key] > 1 or (paged is not None and everywhere[_key(paged["title"])] > 0)
            if key in seen:  # the second time: the text itself begins
                break
            seen |= {key, _key(paged["title"]) if paged else key}
            if again or _leader(other.text):
                named, end, misses = named + 1, place + 1, 0
            else:
                misses += 1
                if misses > 2 or len(other.text) > 110:
                    break
        rest = lines[at + 1 :]
        if all(len(other.text) <= 110 and not other.text.endswith((".", ";", ":")) for other in rest):
            return {id(other) for other in [line, *rest]}  # nothing but the names of parts follows
        if named >= 2:
            return {id(other) for other in lines[at:end]}
    return set()


def _is_contents_table(table: Table) -> bool:
    ends = [row[-1].strip() for row in table.rows]
    return (
        len(table.rows) >= LEAST
        and len(table.rows[0]) <= 3
        and all(re.fullmatch(r"\d{1,3}|page|side", e, re.I) for e in ends)
    )


def remove_navigation(source: Source) -> None:
    """Lines of menus and crumbs at the top and the foot of a page from the web."""

    def belongs(line: Line) -> bool:
        words = re.findall(r"[^\W\d_]+", line.text.casefold())
        if not words or line.marker:
            return True
        if re.match(r"(skip to|gå til indhold|go to (main )?content|jump to)", line.text, re.I):
            return False
        crumbs = re.split(r"\s+[|>»›/·•]\s+", line.text)
        if len(crumbs) >= 3 and all(len(c.split()) <= 4 for c in crumbs):
            return False
        return not (
            len(words) <= 3
            and all(word in vocabulary.WEB for word in words)
            and not line.text.endswith((".", ";"))
        )

    source.retain(belongs, RemovalReason.NAVIGATION)
