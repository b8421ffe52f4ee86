"""How well a reading agrees with what was written: precision, recall, areas and tracks."""

import difflib
import re
from dataclasses import dataclass, field

from programmes.agreements.reader.read import outline_of
from tests.agreements.reader.making.forms import sample


@dataclass
class Tally:
    written: int = 0
    read: int = 0
    right: int = 0
    area: int = 0
    track: int = 0
    worst: list = field(default_factory=list)

    @property
    def precision(self):
        return self.right / self.read if self.read else 1.0

    @property
    def recall(self):
        return self.right / self.written if self.written else 1.0


def key(text):
    return re.sub(r"\W+", " ", (text or "").casefold().replace("&", " and ")).strip()


def pairs(written, read):
    """Indexes of written and read texts that are the same, or nearly."""
    out, used = [], set()
    keys = [key(text) for text in read]
    for at, text in enumerate(map(key, written)):
        best = None
        for place, other in enumerate(keys):
            if place in used:
                continue
            if other == text:
                best = (1.0, place)
                break
            if abs(len(other) - len(text)) <= max(20, 0.25 * len(text)):
                ratio = difflib.SequenceMatcher(None, text, other, autojunk=False).ratio()
                if ratio >= 0.92 and (best is None or ratio > best[0]):
                    best = (ratio, place)
        if best:
            used.add(best[1])
            out.append((at, best[1]))
    return out


def measure(name, seeds):
    """Tally of one form over several made-up agreements."""
    tally = Tally()
    for seed in seeds:
        data, form, expected, made = sample(name, seed)
        outline = outline_of(data, form).outline
        read = [(a.title, t.title, c.text) for a, t, c in outline.commitments()]
        found = pairs(expected, [text for _a, _t, text in read])
        places = [(a, t) for a, _i, tracks in made.areas for t, items in tracks for _ in items]
        tally.written += len(expected)
        tally.read += len(read)
        tally.right += len(found)
        if len(expected) == len(places):
            tally.area += sum(key(places[i][0]) == key(read[j][0]) for i, j in found)
            tally.track += sum(key(places[i][1]) == key(read[j][1]) for i, j in found)
        if len(found) < max(len(expected), len(read)):
            tally.worst.append((seed, len(expected), len(read), len(found)))
    return tally
