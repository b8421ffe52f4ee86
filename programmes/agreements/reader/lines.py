"""What every file format is brought to: lines with their layout, and tables, in reading order."""

from dataclasses import dataclass, field, replace


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
    mark: str = ""  # drawn by the word processor, not in the text
    depth: int = 0  # of a word processor's list
    apart: list[str] = field(default_factory=list)  # its texts where wide white space divides the line
    is_whole: bool = False  # a paragraph of its own by the format, never to be joined

    def with_text(self, text, **changes):
        return replace(self, text=text, **changes)


@dataclass(slots=True)
class Table:
    """Rows of cells; a cell keeps its line breaks. A cell that is merged downwards is empty in later rows."""

    rows: list[list[str]]
    number: int
    page: int | None = None
    gap: float | None = 1.0


@dataclass(slots=True)
class Source:
    """A file, read: its elements in order, and what was taken away, with the reason."""

    elements: list[Line | Table]
    form: str
    pages: int | None = None
    is_wrapped: bool = True  # lines end where the page does, not where the paragraph does
    removed: list[tuple[Line, str]] = field(default_factory=list)
    running: list[str] = field(default_factory=list)  # text of running headers, which may hold the title

    @property
    def lines(self):
        return [e for e in self.elements if isinstance(e, Line)]

    def keep(self, keep, reason):
        """Take away the lines that `keep` refuses, and remember why."""
        kept = []
        for element in self.elements:
            if isinstance(element, Table) or keep(element):
                kept.append(element)
            else:
                self.removed.append((element, reason))
        self.elements = kept
