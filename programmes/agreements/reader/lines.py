"""What every file format is brought to: lines with their layout, and tables, in reading order."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, NamedTuple


@dataclass(slots=True)
class Line:
    """A line of text as it stands on the page.

    `left` and `right` are counted in characters (of average width, where the format measures points), `gap` is the
    blank space above in lines, and None after a page break, where nobody can tell.
    """

    text: str
    number: int
    page: int | None = None
    left: float = 0.0
    right: float = 0.0
    gap: float | None = 0.0
    size: float = 1.0  # against the body text
    bold: bool = False
    is_title: bool = False  # the format itself calls it the title
    heading: int = 0  # the format itself calls it a heading of this level
    marker: str = ""  # drawn by the word processor, not in the text
    depth: int = 0  # of a word processor's list
    segments: list[str] = field(default_factory=list)  # its texts where wide white space divides the line
    is_whole: bool = False  # a paragraph of its own by the format, never to be joined

    def with_text(self, text: str, **changes: Any) -> "Line":
        return replace(self, text=text, **changes)


@dataclass(slots=True)
class Table:
    """Rows of cells; a cell keeps its line breaks. A cell that is merged downwards is empty in later rows."""

    rows: list[list[str]]
    number: int
    page: int | None = None
    gap: float | None = 1.0


Element = Line | Table


class RemovalReason(StrEnum):
    """Why a line is no part of the text; the value is the sentence that an explanation prints."""

    RUNNING_HEADER = "a running head or foot, the same on many pages"
    HEADER_BESIDE_NUMBER = "a running head or foot, beside page numbers"
    PAGE_NUMBER = "a page number"
    WEB_ADDRESS = "a web address that stands alone"
    RULE = "a drawn line"
    CONTENTS = "a table of contents"
    NAVIGATION = "navigation of a web page"


class RemovedLine(NamedTuple):
    line: Line
    reason: RemovalReason


@dataclass(frozen=True, slots=True)
class Unclear:
    """What the format says and no outline can: a question's code, its paragraph and parameters."""

    code: str
    place: int | None
    parameters: dict[str, int | str | list[str]] = field(default_factory=dict)


@dataclass(slots=True)
class Source:
    """A file as lines and tables in reading order, with the lines that were taken out of it."""

    elements: list[Element]
    form: str
    pages: int | None = None
    is_wrapped: bool = True  # lines end where the page does, not where the paragraph does
    removed: list[RemovedLine] = field(default_factory=list)
    running: list[str] = field(default_factory=list)  # text of running headers, which may hold the title
    unclear: list[Unclear] = field(default_factory=list)

    @property
    def lines(self) -> list[Line]:
        return [e for e in self.elements if isinstance(e, Line)]

    def retain(self, belongs: Callable[[Line], bool], reason: RemovalReason) -> None:
        """Take out the lines that do not belong to the text, and record why."""
        kept = []
        for element in self.elements:
            if isinstance(element, Table) or belongs(element):
                kept.append(element)
            else:
                self.removed.append(RemovedLine(element, reason))
        self.elements = kept
