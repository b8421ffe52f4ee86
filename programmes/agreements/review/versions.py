"""A later version of a text beside the programme that is in force: what is new, reworded, gone or the same.

Pure: words in, pairs out. The reader of a comparison decides; nothing is changed by it.
"""

import re
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher

ALIKE = 0.55  # of their words in common, in their order: below it two texts are two undertakings
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Wording:
    """`key` is a number or a name, `text` the words."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Compared:
    """Pairs of (before, after) for `reworded` and `same`; lists of Wordings for `new` and `gone`."""

    new: list
    reworded: list
    gone: list
    same: list


def compare(before, after):
    """The Compared of two lists of Wordings, each in its own order. Equal words are paired first, then the likest."""
    same, old, new = _equal(before, after)
    reworded = _likest(old, new)
    paired_old, paired_new = {a.key for a, _b in reworded}, {b.key for _a, b in reworded}
    return Compared(
        new=[wording for wording in new if wording.key not in paired_new],
        reworded=sorted(reworded, key=lambda pair: after.index(pair[1])),
        gone=[wording for wording in old if wording.key not in paired_old],
        same=same,
    )


def _words(text):
    return tuple(_WORD.findall(text.casefold()))


def _equal(before, after):
    """Pairs with the same words, each used once, and what is left on both sides."""
    waiting = {}
    for wording in before:
        waiting.setdefault(_words(wording.text), []).append(wording)
    same, new = [], []
    for wording in after:
        held = waiting.get(_words(wording.text))
        if held:
            same.append((held.pop(0), wording))
        else:
            new.append(wording)
    paired = {a.key for a, _b in same}
    return same, [wording for wording in before if wording.key not in paired], new


def _likest(old, new):
    """The likest pairs, best first, each wording used once."""
    words = {id(wording): _words(wording.text) for wording in (*old, *new)}
    counts = {key: Counter(found) for key, found in words.items()}
    scored = []
    for at, a in enumerate(old):
        for place, b in enumerate(new):
            one, two = words[id(a)], words[id(b)]
            shared = (counts[id(a)] & counts[id(b)]).total()
            if 2 * shared < ALIKE * (len(one) + len(two)):
                continue  # not even in any order
            ratio = SequenceMatcher(None, one, two, autojunk=False).ratio()
            if ratio >= ALIKE:
                scored.append((-ratio, at, place))
    pairs, taken_old, taken_new = [], set(), set()
    for _score, at, place in sorted(scored):
        if at not in taken_old and place not in taken_new:
            taken_old.add(at)
            taken_new.add(place)
            pairs.append((old[at], new[place]))
    return pairs
