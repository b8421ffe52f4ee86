"""How texts are folded and taken apart into words: a search forgives case and accents, alike on both databases."""

import re
import unicodedata
from functools import lru_cache

# Letters that Unicode does not take apart, as people type them without the right keyboard.
_LETTERS = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "ð": "d", "þ": "th", "ł": "l"})
LONGEST_WORD = 40  # letters; what a longer word has beyond is not looked at
# A number as 1.1.3 is one word, and so is each Chinese or Japanese letter, since nothing stands between those.
_EASTERN = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
WORD = re.compile(rf"\d+(?:\.\d+)+|[{_EASTERN}]|[^\W_{_EASTERN}]+")
# Names that some write as two words and others as one: both are found either way.
_SPELLED_APART = {"viet nam": "vietnam"}
_HIDDEN = re.compile(r"0x([0-9a-f]+)").fullmatch
# What a Danish or English noun ends in.
_ENDINGS = ("ernes", "erne", "ene", "er", "en", "et", "es", "ne", "s", "e", "r", "n")
_SHORTEST_STEM = 5
# Too common in either language to tell texts apart; only looked for when nothing else is asked.
SMALL_WORDS = frozenset(
    "a an and are as at by for from in is it of on or that the their to with "
    "af at de den der det en er et for fra i med og om pa som til ved".split()
)


def fold(text: str) -> str:
    """Casefolded, without accents, white space collapsed: “Økonomisk  Café” becomes “okonomisk cafe”."""
    if text.isascii():
        return " ".join(text.lower().split())
    plain = text.casefold().translate(_LETTERS)
    if not plain.isascii():
        plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    return " ".join(plain.split())


def words_of(text: str) -> list[str]:
    """The folded words of a text, in its order: “Viet Nam’s 1.1.3” gives viet, nam, s, 1.1.3 and vietnam."""
    folded = fold(text)
    words = [word[:LONGEST_WORD] for word in WORD.findall(folded)]
    return words + [joined for parts, joined in _SPELLED_APART.items() if parts in folded]


def joined_words(text: str) -> list[str]:
    """The folded words of a question, names that may be written apart as one: “Viet Nam” gives vietnam."""
    folded = fold(text)
    for parts, joined in _SPELLED_APART.items():
        folded = folded.replace(parts, joined)
    return [word[:LONGEST_WORD] for word in WORD.findall(folded)]


def apart(word: str) -> list[str]:
    """The parts of a name that some write as two words: viet and nam."""
    return next((name.split() for name, joined in _SPELLED_APART.items() if joined == word), [])


@lru_cache(maxsize=1 << 16)
def as_token(word: str) -> str:
    """A folded word as the databases keep it: letters a to z and digits only, so that none reads it its own way."""
    if word.isascii() and word.isalnum() and not word.startswith("0x"):
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
