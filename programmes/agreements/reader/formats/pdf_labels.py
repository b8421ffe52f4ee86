"""A narrow column of labels beside a list: each label is read just before the entry that it stands beside."""

from collections import Counter
from itertools import pairwise

from programmes.agreements.reader.list_markers import parse_mark

LEAST_ROWS = 6
SPACE = 2.0  # least white between label and text, in characters
WIDEST_LABEL = 34


def label_edge(rows, unit):
    """Where the text beside the labels begins, or None when the page has no such column."""
    starts = Counter()
    beside = Counter()
    for row in rows:
        parts = _parts(row, unit)
        for part in parts:
            starts[round(part[0]["x0"])] += 1
        if len(parts) == 2:
            beside[round(parts[1][0]["x0"])] += 1
    left = min((row[0]["x0"] for row in rows), default=0)
    for edge, count in starts.most_common(3):
        if edge <= left + 4 * unit or count < max(LEAST_ROWS, 0.6 * len(rows)):
            continue
        labels = [
            row
            for row in rows
            if len(_parts(row, unit)) == 2 and round(_parts(row, unit)[1][0]["x0"]) == edge
        ]
        texts = [" ".join(w["text"] for w in _label(row, edge)) for row in labels]
        if not 2 <= beside[edge] <= 0.5 * count or any(parse_mark(text + " x") for text in texts):
            continue
        if all(len(text) <= WIDEST_LABEL for text in texts):
            return edge
    return None


def _parts(row, unit):
    parts = [[row[0]]]
    for before, word in pairwise(row):
        if word["x0"] - before["x1"] >= SPACE * unit:
            parts.append([])
        parts[-1].append(word)
    return parts


def _label(row, edge):
    return [w for w in row if w["x1"] < edge - 2]


def with_labels(rows, edge):
    """Lines of the list, each label before the entry that it stands beside."""
    out = []  # (top, words, is_entry_start)
    labels = []
    beside = [
        row[0]["top"]
        for row in rows
        if row[0]["x0"] < edge - 4 and row[-1]["x1"] > edge and _label(row, edge)
    ]
    first, last = min(beside) - 30, max(beside) + 30
    for row in rows:
        if not first <= row[0]["top"] <= last:
            out.append((row[0]["top"], row, parse_mark(" ".join(w["text"] for w in row)) is not None))
            continue
        label, text = _label(row, edge), [w for w in row if w["x1"] >= edge - 2]
        if label and text and text[0]["x0"] < edge - 2:
            label, text = [], row  # a line across both columns
        if label and (text or _is_narrow(label, edge)):
            top = label[0]["top"]
            if labels and top - labels[-1][1] < 2.2 * (label[0]["bottom"] - label[0]["top"]):
                labels[-1] = (labels[-1][0], top, labels[-1][2] + label)
            else:
                labels.append((top, top, label))
        elif label:
            text = row
        if text:
            mark = parse_mark(" ".join(w["text"] for w in text))
            out.append((text[0]["top"], text, mark is not None))
    for top, _last, words in reversed(labels):
        out.insert(_place(out, top), (top, words, False))
    yield from (words for _top, words, _start in out)


def _is_narrow(label, edge):
    return label[-1]["x1"] < edge - 2 and sum(len(w["text"]) + 1 for w in label) <= WIDEST_LABEL


def _place(out, top):
    """Before the entry whose lines stand beside the label; before the next one where the label stands above it."""
    start = None
    for at, (line_top, words, is_start) in enumerate(out):
        height = words[0]["bottom"] - words[0]["top"]
        if line_top > top + 0.6 * height:
            beside = at > 0 and out[at - 1][0] >= top - 1.3 * height
            return start if start is not None and beside else at
        if is_start:
            start = at
    return start if start is not None else len(out)
