"""A later version of a text beside the programme that is in force: what is new, reworded, gone or the same.

Pure: words in, pairs out. The reader of a comparison decides; nothing is changed by it.
"""

import re
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import NamedTuple

ALIKE = 0.55  # of their words in common, in their order: below it two texts are two undertakings
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Wording:
    """`key` is a number or a name, `text` the words."""

    key: str
    text: str


class Pair(NamedTuple):
    """A wording of the programme in force, and the one of the later version that it became."""

    before: Wording
    after: Wording


@dataclass(frozen=True, slots=True)
class Compared:
    new: list[Wording]
    reworded: list[Pair]
    gone: list[Wording]
    same: list[Pair]


class _Candidate(NamedTuple):
    """A pair of places in both lists; the likest comes first in order."""

    negative_ratio: float
    old: int
    new: int


def compare(before: list[Wording], after: list[Wording]) -> Compared:
    """The Compared of two lists of Wordings, each in its own order. Equal words are paired first, then the likest."""
    same, old, new = _equal(before, after)
    reworded = _likest(old, new)
    paired_old, paired_new = {pair.before.key for pair in reworded}, {pair.after.key for pair in reworded}
    return Compared(
        new=[wording for wording in new if wording.key not in paired_new],
        reworded=sorted(reworded, key=lambda pair: after.index(pair.after)),
        gone=[wording for wording in old if wording.key not in paired_old],
        same=same,
    )


def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(text.casefold()))


def _equal(before: list[Wording], after: list[Wording]) -> tuple[list[Pair], list[Wording], list[Wording]]:
    """Pairs with the same words, each used once, and what is left on both sides."""
    waiting: dict[tuple[str, ...], list[Wording]] = {}
    for wording in before:
        waiting.setdefault(_words(wording.text), []).append(wording)
    same: list[Pair] = []
    new: list[Wording] = []
    for wording in after:
        equal = waiting.get(_words(wording.text))
        if equal:
            same.append(Pair(equal.pop(0), wording))
        else:
            new.append(wording)
    paired = {pair.before.key for pair in same}
    return same, [wording for wording in before if wording.key not in paired], new


def _likest(old: list[Wording], new: list[Wording]) -> list[Pair]:
    """The likest pairs, best first, each wording used once."""
    words = {id(wording): _words(wording.text) for wording in (*old, *new)}
    counts = {key: Counter(counted) for key, counted in words.items()}
    candidates: list[_Candidate] = []
    for at, a in enumerate(old):
        for place, b in enumerate(new):
            one, two = words[id(a)], words[id(b)]
            shared = (counts[id(a)] & counts[id(b)]).total()
            if 2 * shared < ALIKE * (len(one) + len(two)):
                continue  # not even in any order
            ratio = SequenceMatcher(None, one, two, autojunk=False).ratio()
            if ratio >= ALIKE:
                candidates.append(_Candidate(-ratio, at, place))
    pairs: list[Pair] = []
    taken_old: set[int] = set()
    taken_new: set[int] = set()
    for _ratio, at, place in sorted(candidates):
        if at not in taken_old and place not in taken_new:
            taken_old.add(at)
            taken_new.add(place)
            pairs.append(Pair(old[at], new[place]))
    return pairs
