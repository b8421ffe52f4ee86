"""One word however people write it: its case, its accents, the letters their keyboard lacks, signs that nobody sees."""

import re
import unicodedata
from collections import defaultdict
from functools import cache, lru_cache
from itertools import product

# What Unicode calls default-ignorable: soft hyphens, joiners, marks of direction, variants of a sign, fillers.
_INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
INVISIBLE = re.compile(f"[{_INVISIBLE}]")
# Signs that are written in many ways, before Unicode makes something else of them.
_SIGNS = str.maketrans(dict.fromkeys("‐‑⁃﹣－", "-") | dict.fromkeys("’‘‛ʼʹ´`＇", "'"))
# Letters that Unicode does not take apart, as people write them with the keyboard of another language.
_SAME = {"æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "ł": "l", "đ": "d", "ħ": "h", "ı": "i", "ŧ": "t"}
_SHORT = str.maketrans(_SAME | {"ø": "o", "å": "a"})
_LONG = str.maketrans(_SAME | {"ø": "oe", "å": "aa", "ö": "oe", "ä": "ae", "ü": "ue"})
_SPELLED_OUT = re.compile("(aa|oe|ue|[aou])")  # either of which may stand for å, ø or ö, and ü
_OTHERWISE = {"aa": "a", "oe": "o", "ue": "u", "a": "aa", "o": "oe", "u": "ue"}
_SHORTEST_RESPELLED, _MOST_PLACES = 4, 5


def plain(text: str) -> str:
    """Casefolded, without invisible signs, every sign in its usual form: a ligature or a wide letter is its letters."""
    if text.isascii():
        return text.replace("`", "'").lower()
    visible = INVISIBLE.sub("", text.translate(_SIGNS))
    return unicodedata.normalize("NFC", unicodedata.normalize("NFKC", visible).casefold())


def plain_with_places(text: str) -> tuple[str, list[int]]:
    """The same of a text, letter by letter, with the place in the text that each letter comes from."""
    parts = [(plain(char), place) for place, char in enumerate(text)]
    return "".join(part for part, _place in parts), [place for part, place in parts for _char in part]


def fold(text: str) -> str:
    """Plain, without accents, white space collapsed: “Økonomisk  Café” becomes “okonomisk cafe”."""
    return " ".join(_without_accents(plain(text), _SHORT).split())


@lru_cache(maxsize=1 << 16)
def spellings(word: str) -> tuple[str, ...]:
    """The ways in which people write a plain word, each folded: søfart is sofart and soefart, Ærø is aero and aeroe."""
    if word.isascii():
        return (word,)
    return tuple(dict.fromkeys((_without_accents(word, _SHORT), _without_accents(word, _LONG))))


def _without_accents(text: str, letters: dict[int, str]) -> str:
    if text.isascii():
        return text
    apart = unicodedata.normalize("NFKD", text.translate(letters)).translate(letters)
    return "".join(char for char in apart if not unicodedata.combining(char))


def respelled(word: str) -> set[str]:
    """A folded word as others may have spelled its å, ø or ü: aarhus for arhus, kobenhavn for koebenhavn."""
    parts = _SPELLED_OUT.split(word)
    places = range(1, len(parts), 2)
    if not word.isascii() or len(word) < _SHORTEST_RESPELLED or len(places) > _MOST_PLACES:
        return set()
    choices = [(part, _OTHERWISE[part]) if at in places else (part,) for at, part in enumerate(parts)]
    return set(map("".join, product(*choices))) - {word}


# ---- where no index of words is kept: a pattern that both databases understand

_PUNCTUATION = "\"'“”„«»‘’‚()[]{}<>,;:.!?…"
_MOST_WORDS = 12
_BETWEEN = f"[{_INVISIBLE}\u0300-\u036f]*"
_LATIN = ((0xC0, 0x180), (0x1E00, 0x1F00), (0xFB00, 0xFB07), (0xFF10, 0xFF5B))
_LETTERS = re.compile("aa|ae|oe|ue|ss|th|ff|fi|fl|st|.")


@cache
def _ways() -> dict[str, str]:
    """For each letter, and each pair that one letter may stand for, the signs that are folded to it."""
    ways: dict[str, str] = defaultdict(str)
    for sign in (chr(code) for first, end in _LATIN for code in range(first, end)):
        for spelling in spellings(plain(sign)):
            ways[spelling] += sign
    return ways


def words_to_find(q: str) -> list[str]:
    """The words of a question, without the punctuation around them."""
    words = (word.strip(_PUNCTUATION) for word in INVISIBLE.sub("", q).replace("\0", " ").split())
    return [word for word in words if word][:_MOST_WORDS]


def pattern_of(word: str) -> str:
    """A regular expression that finds a word in a text as somebody else may have written it, in any case.

    For small tables that are looked through row by row.
    """
    letters = _LETTERS.findall(_without_accents(plain(word).replace("ü", "u"), _LONG))
    return _BETWEEN.join(map(_one_of, letters))


@cache
def _one_of(letters: str) -> str:
    """A pattern of a letter or pair, in the spellings that `spellings` and `respelled` know."""
    # Of “fuel” the other half would be “full”.
    spelled = [letters] if letters == "ue" else sorted({letters, _OTHERWISE.get(letters, letters)})
    longer = [_BETWEEN.join(f"[{_both_cases(letter)}]" for letter in one) for one in spelled if len(one) > 1]
    signs = "".join(
        [_both_cases(one) for one in spelled if len(one) == 1] + [_ways()[one] for one in spelled]
    )
    signs += "".join(chr(sign) for sign, usual in _SIGNS.items() if usual == letters)
    return f"({'|'.join([*longer, *([f'[{signs}]'] if signs else [])])})"


def _both_cases(letter: str) -> str:
    return "".join(map(re.escape, sorted({letter, letter.upper()}))) if len(letter.upper()) == 1 else letter
