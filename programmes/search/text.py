"""How texts are taken apart into words, alike for what is written and for what is asked, on both databases."""

import re
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from embassy.folding import plain, plain_with_places, spellings

LONGEST_WORD = 40  # letters; what a longer word has beyond is not looked at
# A number as 1.1.3 is one word, and so is each Chinese or Japanese letter, since nothing stands between those.
_EASTERN = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_PART = rf"(?:\d+(?:\.\d+)+|[^\W_{_EASTERN}]+)"
# What stands together: “low-carbon”, “Denmark's”, “R&D”, “U.N.”.
_TOGETHER = re.compile(rf"[{_EASTERN}]|(?:[^\W\d_]\.)+[^\W\d_]\b(?!\.\d)|{_PART}(?:[-'&]{_PART})*")
_PARTS = re.compile(rf"[{_EASTERN}]|{_PART}")
# Names that some write as two words and others as one: both are found either way.
_SPELLED_APART: dict[tuple[str, ...], str] = {("viet", "nam"): "vietnam"}
_HIDDEN = re.compile(r"0x([0-9a-f]+)").fullmatch
# What a Danish or English noun ends in.
_ENDINGS = ("ernes", "erne", "ene", "er", "en", "et", "es", "ne", "s", "e", "r", "n")
_SHORTEST_STEM = 5
# Too common in either language to tell texts apart; only looked for when nothing else is asked.
SMALL_WORDS = frozenset(
    "a an and are as at by for from in is it of on or that the their to with us we "
    "af at de den der det en er et for fra i med og om pa paa som til ved vi os".split()
)
# In capitals they are names: AT, IT, US. Such a name is a word of its own, kept in capitals.
_CAPITALS = re.compile(
    rf"\b(?:{'|'.join(sorted({word.upper() for word in SMALL_WORDS if len(word) > 1}))})\b"
)
_DOTTED_CAPITALS = re.compile(r"\b(?:[A-Z]\.)+[A-Z]\b")


class Asked(NamedTuple):
    """A word of a question: any of its `spellings` will do. `is_small`: too common to be looked for beside others."""

    spellings: tuple[str, ...]
    is_small: bool


def words_of(text: str) -> list[str]:
    """The folded words of a text, in its order, each in every spelling.

    “Viet Nam’s low-carbon Ærø” gives viet, nam, s, nams, low, carbon, lowcarbon, aero, aeroe and vietnam.
    """
    words = list(chain.from_iterable(map(_words_together, _TOGETHER.findall(plain(text)))))
    return [*words, *_names_in_capitals(text), *_joined_names(words)]


def _joined_names(words: Iterable[str]) -> list[str]:
    line = f" {' '.join(words)} "
    return [joined for parts, joined in _SPELLED_APART.items() if f" {' '.join(parts)} " in line]


def _names_in_capitals(text: str) -> list[str]:
    names = _CAPITALS.findall(text)
    if "." in text:
        dotted = (match.replace(".", "") for match in _DOTTED_CAPITALS.findall(text))
        names += [name for name in dotted if name.lower() in SMALL_WORDS]
    return names


@lru_cache(maxsize=1 << 16)
def _words_together(together: str) -> tuple[str, ...]:
    """Of what stands together each part, and all of it as one word: some write email, lowcarbon, UN."""
    parts = _parts_of(together)
    joined = _joined(parts)
    return tuple(word for part in (*parts, *joined) for word in _spelled(part))


def _parts_of(together: str) -> list[str]:
    return (
        together.split(".")
        if together[1:2] == "." and not together[0].isdigit()
        else _PARTS.findall(together)
    )


def _joined(parts: list[str]) -> list[str]:
    """One word of several parts; numbers are not put together, and neither are references."""
    if len(parts) < 2 or any("." in part for part in parts) or all(part.isdigit() for part in parts):
        return []
    return ["".join(parts)]


def _spelled(word: str) -> Iterator[str]:
    return (spelling[:LONGEST_WORD] for spelling in spellings(word))


def asked_words(q: str) -> list[Asked]:
    """The words of a question, each once. A small word in capitals is a name, unless all the question shouts."""
    is_shouting = q.isupper() and len(q.split()) > 1
    names = set() if is_shouting else {name.lower() for name in _names_in_capitals(q)}
    asked: list[Asked] = []
    for together in _TOGETHER.findall(plain(q)):
        asked += _asked_together(together, names)
    return list(dict.fromkeys(_with_joined_names(asked)))


def _asked_together(together: str, names: set[str]) -> Iterator[Asked]:
    parts = _parts_of(together)
    if len(parts) > 1 and parts[-1] == "s" and "'" in together:
        parts = parts[:-1]  # Denmark's is Denmark
    joined = _joined(parts)
    if names.intersection(joined):
        yield Asked((joined[0].upper(),), is_small=False)
        return
    as_one = tuple(word for one in joined for word in _spelled(one))
    for part in parts:
        ways = (part.upper(),) if part in names else tuple(_spelled(part))
        yield Asked((*ways, *as_one), is_small=not as_one and ways[0] in SMALL_WORDS)


def _with_joined_names(asked: list[Asked]) -> Iterator[Asked]:
    """“Viet Nam” is asked for as vietnam."""
    place = 0
    while place < len(asked):
        joined = _SPELLED_APART.get(tuple(one.spellings[0] for one in asked[place : place + 2]))
        yield Asked((joined,), is_small=False) if joined else asked[place]
        place += 2 if joined else 1


def apart(word: str) -> tuple[str, ...]:
    """The parts of a name that some write as two words: viet and nam."""
    return next((parts for parts, joined in _SPELLED_APART.items() if joined == word), ())


def places_of(text: str, wanted: Collection[str]) -> list[tuple[int, int]]:
    """Where a text has any of these folded words, from which letter to which."""
    folded, places = plain_with_places(text)
    spans: list[tuple[int, int]] = []
    for match in _TOGETHER.finditer(folded):
        parts = [(match.start(), match.end())] if "." in match[0] else [
            (match.start() + part.start(), match.start() + part.end()) for part in _PARTS.finditer(match[0])
        ]  # fmt: skip
        joined = _joined(_parts_of(match[0]))
        if any(word in wanted for one in joined for word in _spelled(one)):
            parts = [match.span()]
        for start, end in parts:
            first, last = places[start], places[end - 1] + 1
            words = {*_words_together(folded[start:end]), *_names_in_capitals(text[first:last])}
            if not words.isdisjoint(wanted):
                spans.append((first, last))
    return spans


@lru_cache(maxsize=1 << 16)
def as_token(word: str) -> str:
    """A folded word as the databases keep it: letters a to z and digits only, so that none reads it its own way."""
    if word.isascii() and word.isalnum() and word == word.lower() and not word.startswith("0x"):
        return word
    return f"0x{word.encode().hex()}"


def word_of(token: str) -> str:
    """The word that `as_token` keeps as this."""
    hidden = _HIDDEN(token)
    return bytes.fromhex(hidden[1]).decode() if hidden else token


def inflected(word: str) -> set[str]:
    """The same noun with other endings, as far as endings tell: vindmøllerne, vindmølle, agreements, agreement."""
    stems = {word} | {word.removesuffix(ending) for ending in _ENDINGS if word.endswith(ending)}
    stems = {stem for stem in stems if len(stem) >= _SHORTEST_STEM}
    return {stem + ending for stem in stems for ending in ("", *_ENDINGS)} - {word}


def distance(one: str, other: str, *, at_most: int) -> int:
    """How many slips lie between two words: letters left out, added, changed, or two that changed places.

    Stops counting beyond `at_most` and gives one more than that.
    """
    if abs(len(one) - len(other)) > at_most:
        return at_most + 1
    above: list[int] = []  # the row before the last one
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        above, before, row = before, row, [i]
        for j, its in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != its))
            if above and j > 1 and letter == other[j - 2] and one[i - 2] == its:
                cost = min(cost, above[j - 2] + 1)
            row.append(cost)
        if min(row) > at_most:
            return at_most + 1
    return row[-1]


def trigrams(text: str) -> set[str]:
    """Every three letters in a row, beginning and end marked: `^korea$` gives ^ko, kor, ore, rea, ea$."""
    marked = f"^{text}$"
    return {marked[start : start + 3] for start in range(len(marked) - 2)}
