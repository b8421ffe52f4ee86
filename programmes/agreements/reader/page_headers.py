"""What stands on pages but does not belong to the text: running headers, page numbers, addresses in footers."""

import re
from collections import Counter, defaultdict

from programmes.agreements.reader.lines import Element, Line, RemovalReason, Source
from programmes.agreements.reader.list_markers import parse_marker

EDGE = 3  # lines at the top and at the foot of a page that may be a running header
SMALL = 0.9  # against the body text
PAGE_NUMBER = re.compile(
    r"[-–—\[(\s|]*((page|side|s\.|p\.|pg\.)\s*)?\d{1,3}(\s*([/|]|of|af|out of)\s*\d{1,3})?[-–—\])\s|]*(page|side)?$",
    re.I,
)
SPACED_PAGE = re.compile(r"\d{1,3}\s*\|\s*(p\s*a\s*g\s*e|s\s*i\s*d\s*e)$", re.I)
ADDRESS = re.compile(r"(https?://|www\.)\S+$", re.I)
RULE = re.compile(r"[_=\-–—*.·•~#\s]{4,}$")
UNDERLINE = re.compile(r"(=|-|~|\*){4,}$")
SEPARATORS = re.compile(r"\W+")


def remove(source: Source) -> None:
    """Take running headers, footers and page numbers out of a source, each recorded with its reason."""
    _running_headers(source)
    _page_numbers(source)
    _repeated_around_numbers(source)
    source.retain(lambda line: not ADDRESS.match(line.text), RemovalReason.WEB_ADDRESS)
    _underlined(source)
    source.retain(lambda line: bool(line.marker) or not RULE.match(line.text), RemovalReason.RULE)
    _gaps_where_removed(source)


def _underlined(source: Source) -> None:
    """A line of = or - right below a text as long as itself sets that text apart, as bold letters would."""
    for before, line in zip(source.lines, source.lines[1:], strict=False):
        if UNDERLINE.match(line.text) and not line.gap and len(line.text) >= 0.6 * len(before.text):
            before.bold = True


def _key(text: str) -> str:
    return re.sub(r"\d+", "#", text.casefold()).strip()


def _running_headers(source: Source) -> None:
    """Lines that stand again and again at the top or the foot of pages."""
    pages: dict[int, list[Line]] = defaultdict(list)
    for line in source.lines:
        if line.page is not None:
            pages[line.page].append(line)
    if len(pages) < 2:
        return
    edges: Counter[str] = Counter()
    at_edge: set[int] = set()
    for lines in pages.values():
        own = _at_edge(lines)
        edges.update({_key(line.text) for line in own if not _goes_on(line.text)})
        at_edge |= {id(line) for line in own}
    elsewhere = Counter(_key(line.text) for line in source.lines if id(line) not in at_edge)
    least = max(2, round(0.4 * len(pages)))
    running = {
        key for key, count in edges.items()
        if count >= least and count >= 4 * elsewhere[key] and not _belongs(key, len(pages), count)
    }  # fmt: skip
    if not running:
        return
    seen: set[str] = set()

    def belongs(line: Line) -> bool:
        key = _key(line.text)
        if key not in running or id(line) not in at_edge:
            return True
        if key not in seen and any(c.isalpha() for c in line.text) and not ADDRESS.match(line.text):
            source.running.append(line.text)
        is_title = (
            key not in seen
            and line.page == 1
            and line.number <= 2
            and line.size >= 1.0
            and line is pages[1][0]
        )
        seen.add(key)
        return is_title and len(pages) > 1 and line.size > 1.1

    source.retain(belongs, RemovalReason.RUNNING_HEADER)


def _at_edge(lines: list[Line]) -> list[Line]:
    """The first and last lines of a page; of a page in columns, a small line in between may be the foot of the first."""
    small = [line for line in lines[EDGE:-EDGE] if line.size <= SMALL]
    return [*lines[:EDGE], *small, *lines[-EDGE:]]


def _belongs(key: str, pages: int, count: int) -> bool:
    """Text that may well stand at the top of several pages: lead-ins, list items, on a two-page text anything long."""
    if key.endswith((":", ";")) or parse_marker(key):
        return True
    return pages == 2 and len(key.split()) > 12


def _goes_on(text: str) -> bool:
    """A line that begins with a small letter is the rest of a sentence; two may well be the same."""
    return text[:1].islower() and not is_page_number(text) and not ADDRESS.match(text)


def is_page_number(text: str) -> bool:
    return bool(PAGE_NUMBER.match(text) or SPACED_PAGE.match(text))


def _page_numbers(source: Source) -> None:
    """Numbers alone on a line; without pages only where they count up through the text."""
    source.retain(lambda line: not (is_page_number(line.text) and not line.marker), RemovalReason.PAGE_NUMBER)


def _repeated_around_numbers(source: Source) -> None:
    """In a text without pages a running header shows as the same line, three times, beside a page number."""
    numbers = {
        removed.line.number for removed in source.removed if removed.reason is RemovalReason.PAGE_NUMBER
    }
    if not numbers:
        return
    texts = Counter(_key(line.text) for line in source.lines)
    beside = Counter(
        _key(line.text) for line in source.lines
        if _is_near(line, numbers)
    )  # fmt: skip
    running = {
        key for key, count in beside.items() if count >= 2 and count >= 0.6 * texts[key] and texts[key] >= 3
    }
    first: dict[str, int] = {}
    recorded: set[str] = set()
    for line in source.lines:
        first.setdefault(_key(line.text), line.number)

    def belongs(line: Line) -> bool:
        key = _key(line.text)
        if key not in running or key.endswith((":", ";")):
            return True
        if key not in recorded:
            source.running.append(line.text)
            recorded.add(key)
        return line.number == first[key] and not _is_near(line, numbers)

    source.retain(belongs, RemovalReason.HEADER_BESIDE_NUMBER)


def _is_near(line: Line, numbers: set[int]) -> bool:
    return any(number in numbers for number in range(line.number - 3, line.number + 4))


def _gaps_where_removed(source: Source) -> None:
    """Nobody can tell what space stood between two lines when something between them was taken away."""
    removed_numbers = {removed.line.number for removed in source.removed}
    before: Element | None = None
    for element in source.elements:
        if (
            before is not None
            and removed_numbers
            and any(n in removed_numbers for n in range(before.number + 1, element.number))
        ):
            element.gap = None
        before = element
