"""A narrow column of labels beside a list: each label is read just before the entry that it stands beside."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Generic, NamedTuple, TypeVar

from programmes.agreements.reader.formats.pdf_words import Word
from programmes.agreements.reader.list_markers import parse_marker

LEAST_ROWS = 6
SPACE = 2.0  # least white between label and text, in characters
WIDEST_LABEL = 34


W = TypeVar("W", bound=Word)


@dataclass(slots=True)
class _Label(Generic[W]):
    """A label of one or more lines: where its first and its last line stand, and its words."""

    top: float
    last_top: float
    words: list[W]


class _Line(NamedTuple, Generic[W]):
    top: float
    words: list[W]
    begins_entry: bool


def label_edge(rows: Sequence[Sequence[Word]], unit: float) -> int | None:
    """Where the text beside the labels begins, or None when the page has no such column."""
    starts: Counter[int] = Counter()
    beside: Counter[int] = Counter()
    for row in rows:
        parts = _parts(row, unit)
        for part in parts:
            starts[round(part[0].x0)] += 1
        if len(parts) == 2:
            beside[round(parts[1][0].x0)] += 1
    left = min((row[0].x0 for row in rows), default=0)
    for edge, count in starts.most_common(3):
        if edge <= left + 4 * unit or count < max(LEAST_ROWS, 0.6 * len(rows)):
            continue
        labels = [
            row for row in rows if len(_parts(row, unit)) == 2 and round(_parts(row, unit)[1][0].x0) == edge
        ]
        texts = [" ".join(w.text for w in _label(row, edge)) for row in labels]
        if not 2 <= beside[edge] <= 0.5 * count or any(parse_marker(text + " x") for text in texts):
            continue
        if all(len(text) <= WIDEST_LABEL for text in texts):
            return edge
    return None


def _parts(row: Sequence[Word], unit: float) -> list[list[Word]]:
    parts = [[row[0]]]
    for before, word in pairwise(row):
        if word.x0 - before.x1 >= SPACE * unit:
            parts.append([])
        parts[-1].append(word)
    return parts


def _label(row: Sequence[W], edge: int) -> list[W]:
    return [w for w in row if w.x1 < edge - 2]


def with_labels(rows: Sequence[list[W]], edge: int) -> Iterator[list[W]]:
    """Lines of the list, each label before the entry that it stands beside."""
    out: list[_Line[W]] = []
    labels: list[_Label[W]] = []
    beside = [row[0].top for row in rows if row[0].x0 < edge - 4 and row[-1].x1 > edge and _label(row, edge)]
    first, last = min(beside) - 30, max(beside) + 30
    for row in rows:
        if not first <= row[0].top <= last:
            out.append(_Line(row[0].top, row, _begins_entry(row)))
            continue
        label, text = _label(row, edge), [w for w in row if w.x1 >= edge - 2]
        if label and text and text[0].x0 < edge - 2:
            label, text = [], row  # a line across both columns
        if label and (text or _is_narrow(label, edge)):
            top = label[0].top
            if labels and top - labels[-1].last_top < 2.2 * (label[0].bottom - label[0].top):
                labels[-1].last_top = top
                labels[-1].words += label
            else:
                labels.append(_Label(top, top, label))
        elif label:
            text = row
        if text:
            out.append(_Line(text[0].top, text, _begins_entry(text)))
    for entry in reversed(labels):
        out.insert(_place(out, entry.top), _Line(entry.top, entry.words, begins_entry=False))
    yield from (line.words for line in out)


def _begins_entry(words: Sequence[Word]) -> bool:
    return parse_marker(" ".join(w.text for w in words)) is not None


def _is_narrow(label: Sequence[Word], edge: int) -> bool:
    return label[-1].x1 < edge - 2 and sum(len(w.text) + 1 for w in label) <= WIDEST_LABEL


def _place(out: Sequence[_Line[W]], top: float) -> int:
    """Before the entry whose lines stand beside the label; before the next one where the label stands above it."""
    start = None
    for at, line in enumerate(out):
        height = line.words[0].bottom - line.words[0].top
        if line.top > top + 0.6 * height:
            beside = at > 0 and out[at - 1].top >= top - 1.3 * height
            return start if start is not None and beside else at
        if line.begins_entry:
            start = at
    return start if start is not None else len(out)
