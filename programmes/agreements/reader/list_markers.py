"""Markers before headings and list items: bullets of all kinds, numbers, letters, articles."""

import re
from dataclasses import dataclass, replace

GLYPHS = "•●○◦◉◎∙⋅▪▫■□◼◻▶►▸▹➢➤➔➜→⇒⇨✓✔✗✘✦✧❖◆◇⬧‣⁃❑❒❏➣ð\ufffd·"
WEAK_GLYPHS = "-–—−*+>»~"
MONTHS = (
    "jan feb mar apr may jun jul aug sep oct nov dec maj okt januar februar marts april juni juli august september "
    "oktober november december january february march june july october"
).split()
WORDS = {
    "article": "article", "art": "article", "artikel": "article", "chapter": "chapter", "kapitel": "chapter",
    "part": "part", "del": "part", "section": "section", "afsnit": "section", "pillar": "pillar", "søjle": "pillar",
    "priority": "area", "priority area": "area", "area": "area", "area of cooperation": "area",
    "indsatsområde": "area", "område": "area", "thematic area": "area", "cooperation area": "area",
    "samarbejdsområde": "area", "field": "area", "strand": "area", "cluster": "area", "tema": "area",
    "theme": "area", "track": "track", "spor": "track", "samarbejdsspor": "track", "workstream": "track",
    "work stream": "track", "objective": "objective", "mål": "objective", "goal": "objective",
    "outcome": "objective", "component": "objective", "komponent": "objective", "result": "output", "resultat": "output",
    "output": "output", "leverance": "output",
    "annex": "annex", "appendix": "annex", "bilag": "annex", "appendiks": "annex", "schedule": "annex",
    "action": "action", "activity": "action", "aktivitet": "action", "handling": "action", "indsats": "action",
    "commitment": "action", "tilsagn": "action", "initiative": "action", "initiativ": "action",
    "paragraph": "paragraph", "punkt": "action", "point": "action", "item": "action", "measure": "action",
    "stk": "clause",
}  # fmt: skip
SPELT = dict.fromkeys("one én et".split(), 1) | {
    word: number
    for number, words in enumerate(
        (
            "two to",
            "three tre",
            "four fire",
            "five fem",
            "six seks",
            "seven syv",
            "eight otte",
            "nine ni",
            "ten ti",
        ),
        start=2,
    )
    for word in words.split()
}  # numbers in words: “Priority Area One:”
ROMAN = re.compile(r"(?=[ivxl])(xl|x{0,3})(ix|iv|v?i{0,3})$", re.I)

WORD = re.compile(
    r"(?P<word>"
    + "|".join(sorted((w.replace(" ", r"\s+") for w in WORDS), key=len, reverse=True))
    + r")\.?\s+"
    r"(?P<value>\d{1,3}(?:\.\d{1,3})*|[IVXLivxl]{1,6}|[A-H]|(?P<spelt>"
    + "|".join(SPELT)
    + r")(?=\s*(?:[.:–—]|$)))"
    r"\s*(?P<end>[.:)–—-]*)(?:\s+|$)",
    re.I,
)
PARAGRAPH = re.compile(r"§\s*(?P<value>\d{1,3})\s*(?P<end>[.:)]?)\s+")
DECIMAL = re.compile(r"(?P<value>\d{1,2}(?:\.\d{1,3}){1,4})(?P<end>[.):]?)\s+(?=\D)")
TIME = re.compile(
    r"(?:kl\.\s)?(?:0\d[.:][0-5]\d|[12]\d[.:](?:00|15|30|45)|\d[.:]00)\b(?![.)])"
)  # “09.30 Arrival”
NUMBER = re.compile(r"(?P<open>[(\[]?)(?P<value>\d{1,3})(?P<end>[.)\]:/°º]+|\s?[–—-](?=\s))\s*(?=[^\d\s.,])")
BARE = re.compile(r"(?P<value>\d{1,2})\s+(?=[A-ZÆØÅ“\"])")
LETTER = re.compile(r"(?P<open>[(\[]?)(?P<value>[A-Za-zæøå])(?P<end>[.)\]:])\s+(?=\S)")
ROMANS = re.compile(r"(?P<open>[(\[]?)(?P<value>[IVXLivxl]{1,6})(?P<end>[.)\]:]|\s[–—-](?=\s))\s+(?=\S)")
CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇"
WIDE = str.maketrans("（）", "()")  # brackets as wide as a Chinese letter
CODE = re.compile(r"\(cid:\d+\)\s*")


@dataclass(frozen=True, slots=True)
class Marker:
    """A marker before a text. `family` says how it is drawn, `value` what it counts (empty for a bullet).

    NO_MARKER, which is false, stands where there is none.
    """

    family: str
    raw: str
    rest: str
    value: tuple[int, ...] = ()
    is_weak: bool = False  # may as well be part of a sentence: “-”, “o”, a letter

    def __bool__(self) -> bool:
        return bool(self.raw)

    @property
    def counts(self) -> bool:
        return bool(self.value)


NO_MARKER = Marker("", "", "")


def roman(text: str) -> int | None:
    """What a roman numeral counts, or None."""
    if not text or not ROMAN.match(text):
        return None
    values = {"i": 1, "v": 5, "x": 10, "l": 50}
    total, digits = 0, [values[c] for c in text.casefold()]
    for digit, after in zip(digits, [*digits[1:], 0], strict=True):
        total += -digit if digit < after else digit
    return total


def bullet(text: str) -> Marker | None:
    """A bullet, from any alphabet of symbols, or None."""
    code = CODE.match(text)
    if code:
        return Marker("glyph:cid", code.group().strip(), text[code.end() :])
    first, rest = text[0], text[1:]
    if "\ue000" <= first <= "\uf8ff" or first in GLYPHS:
        return Marker(f"glyph:{first}", first, rest.lstrip()) if rest.strip() else None
    if first in WEAK_GLYPHS and rest[:1] in (" ", "\t") and rest.strip():
        return Marker(f"glyph:{first}", first, rest.lstrip(), is_weak=True)
    if (
        first in WEAK_GLYPHS
        and first in "–—-*"
        and rest[:1].isalpha()
        and (first != "-" or rest[:1].isupper())
    ):
        return Marker(f"glyph:{first}", first, rest, is_weak=True)
    if first in "oO0¨üØ§q" and rest[:1] in (" ", "\t") and rest.lstrip()[:1].isalpha():
        return Marker(f"glyph:{first}", first, rest.lstrip(), is_weak=True)
    return None


def marker_candidates(text: str) -> list[Marker]:
    """Every way to read the marker at the start of a line; the lines around decide which one it is."""
    if not text:
        return []
    if text[0] in CIRCLED and text[1:].strip():
        return [Marker("number:○", text[0], text[1:].lstrip(" .)"), (CIRCLED.index(text[0]) % 20 + 1,))]
    if text[0] == "（":
        text = text.translate(WIDE)
    bullet_marker = bullet(text)
    if bullet_marker:
        return [bullet_marker]
    word = WORD.match(text)
    if word:
        marker = _word(word, text)
        if marker:
            return [marker]
    section = PARAGRAPH.match(text)
    if section:
        return [Marker("§", section.group().strip(), text[section.end() :], (int(section["value"]),))]
    if TIME.match(text):
        return []
    decimal = DECIMAL.match(text)
    if decimal:
        value = tuple(int(part) for part in decimal["value"].split("."))
        return [Marker(f"decimal:{len(value)}", decimal.group().strip(), text[decimal.end() :], value)]
    return _counted(text)


def _counted(text: str) -> list[Marker]:
    number = NUMBER.match(text)
    if number and int(number["value"]) < 200 and not _is_month(text[number.end() :]):
        family = f"number:{number['open']}{number['end'].strip()[:1]}"
        return [Marker(family, number.group().strip(), text[number.end() :], (int(number["value"]),))]
    bare = BARE.match(text)
    if bare and not _is_month(text[bare.end() :]):
        return [Marker("number:bare", bare["value"], text[bare.end() :], (int(bare["value"]),), is_weak=True)]
    candidates = []
    for pattern, kind in ((ROMANS, "roman"), (LETTER, "letter")):
        match = pattern.match(text)
        if not match:
            continue
        value = match["value"]
        if kind == "roman" and value.casefold() != value and value.upper() != value:
            continue
        count = roman(value) if kind == "roman" else _letter(value)
        if count:
            case = "upper" if value.isupper() else "lower"
            family = f"{kind}:{case}:{match['open']}{match['end'].strip()[:1]}"
            candidates.append(
                Marker(family, match.group().strip(), text[match.end() :], (count,), is_weak=True)
            )
    return candidates


def _word(match: re.Match[str], text: str) -> Marker | None:
    """“Article 3 – Health”: the word is the family; a number may stand as 3, III, C or Three."""
    name = WORDS[re.sub(r"\s+", " ", match["word"].casefold())]
    value, rest = match["value"], text[match.end() :].lstrip(" :.–—-")
    if not match["word"][0].isupper() or (rest and not match["end"] and not rest[0].isupper()):
        return None
    count: tuple[int, ...]
    if match["spelt"]:
        count = (SPELT[value.casefold()],)
    elif value[0].isdigit():
        count = tuple(map(int, value.split(".")))
    else:
        number = roman(value) or _letter(value)
        if not number:
            return None
        count = (number,)
    return Marker(name, match.group().strip(), rest, count)


def _letter(value: str) -> int | None:
    value = value.casefold()
    return ord(value) - ord("a") + 1 if "a" <= value <= "z" else None


def _is_month(text: str) -> bool:
    first = re.match(r"[^\W\d]+", text)
    return first is not None and first.group().casefold().rstrip(".") in MONTHS


def parse_marker(text: str) -> Marker | None:
    """The likeliest reading of the marker that a line begins with, or None."""
    return next(iter(marker_candidates(text)), None)


def word_processor_marker(marker: str, text: str) -> Marker:
    """The marker that a word processor drew before this text."""
    parsed = parse_marker(f"{marker} {text}")
    if parsed and len(parsed.rest) == len(text):
        return replace(parsed, rest=text)
    return Marker("glyph:drawn", marker, text)
