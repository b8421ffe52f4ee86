"""Texts whose line breaks are lost: bullets and numbers in the running text become lines again."""

import re
from typing import NamedTuple

from programmes.agreements.reader import undertakings
from programmes.agreements.reader.lines import Element, Line, Source, Table
from programmes.agreements.reader.list_markers import GLYPHS, Marker, marker_candidates

STRONG = "".join(sorted(set(GLYPHS) - set("·→⇒∙⋅✓ð")))
INLINE_GLYPH = re.compile(rf"(?<=\S)\s+(?=(?:[{STRONG}\ue000-\uf8ff]|\(cid:\d+\))\s*\S)")
COUNTED = re.compile(
    r"(?:(?<=\s)|^)(?=(?:\d{1,2}(?:\.\d{1,2}){1,3}\.?|\d{1,2}[.)]|\(\d{1,2}\)|\([a-zæøå]\)|[a-z]\)|\([ivx]{1,5}\)|[ivx]{1,5}\)|[IVX]{1,5}\.|[A-H]\.|"
    r"(?:Article|Artikel|Chapter|Kapitel|Part|Del|Pillar|Søjle|Priority [Aa]rea|Indsatsområde|Section|Afsnit|Annex|Bilag)\s+(?:\d{1,2}|[IVX]{1,5}))"
    r"[\s:.–-]+\S)"
)
DASH = re.compile(r"(?:(?<=[.;:])|(?<=[a-zæøå]))\s+(?=[-–*]\s+[A-ZÆØÅa-zæøå])")
TRAILING_HEADING = re.compile(r"^(?P<item>.{10,}[.;!])\s+(?P<heading>[A-ZÆØÅ][^.;!?:]{2,90}:?)$", re.S)
JOINING = frozenset(
    "and or of the for in on with to by a an at from og eller af i på med til for om ved det den de en et & /".split()
)
STARTERS = frozenset(
    "the both since these this in as we with a an to it parties sides at on by for under while despite denmark our all "
    "parterne begge siden de det den der som danmark i på med efter området eksperterne denne dette disse".split()
)
LEAD_BEHIND = re.compile(
    r"^(?P<heading>[A-ZÆØÅ][^.;:]{1,80}?)\s+(?P<lead>(?:The|Both|Each|To|In|With|De|Begge|Parterne|Med|For)\s[^.;:]{4,160}:)$"
)
FINITE = frozenset("has have is are was will shall can har er var vil skal kan".split())
LONG = 500
SHARE = 0.6  # of all characters in long lines: the text has lost its line breaks


class PlacedMarker(NamedTuple):
    place: int  # in the text
    marker: Marker


def restore(source: Source) -> None:
    """Give the source its lines back, where markers in the running text show where they were."""
    lines = source.lines
    total = sum(len(line.text) for line in lines)
    is_flat = total > 0 and sum(len(line.text) for line in lines if len(line.text) > LONG) > SHARE * total
    inline = sum(len(INLINE_GLYPH.findall(line.text)) for line in lines)
    if not is_flat and inline < 2:
        return
    flat = is_flat and not any(line.is_whole for line in lines)
    elements: list[Element] = []
    for element in source.elements:
        if isinstance(element, Table):
            elements.append(element)
            continue
        pieces = _split_at_markers(element.text) if flat else INLINE_GLYPH.split(element.text)
        if flat:
            pieces = [part for piece in pieces for part in _at_dashes(piece)]
            pieces = [
                part for piece in _split_trailing_headings(pieces) for part in _heading_before_text(piece)
            ]
        for at, piece in enumerate(pieces):
            elements.append(_line(element, piece.strip(), at, is_whole=flat and at > 0))
    source.elements = [e for e in elements if isinstance(e, Table) or e.text]
    if flat:
        source.is_wrapped = False


def _line(line: Line, text: str, at: int, *, is_whole: bool) -> Line:
    if at == 0:
        return line.with_text(text, right=line.left + len(text))
    return Line(text, line.number, page=line.page, left=line.left, right=line.left + len(text),
                gap=None if not is_whole else 0.0, size=line.size, bold=line.bold, is_whole=is_whole)  # fmt: skip


def _split_at_markers(text: str) -> list[str]:
    """Split before bullets, and before numbers and letters that count on: 1, 2, 3 … A number outside any sequence stays."""
    markers: list[PlacedMarker] = []
    for match in COUNTED.finditer(text):
        for marker in marker_candidates(text[match.start() : match.start() + 300]):
            if marker.counts:
                markers.append(PlacedMarker(match.start(), marker))
    bullets = {match.end() for match in INLINE_GLYPH.finditer(text)}
    cuts = sorted({0, *_positions_in_sequence(markers), *bullets})
    return [text[a:b].strip() for a, b in zip(cuts, [*cuts[1:], len(text)], strict=True) if text[a:b].strip()]


def _positions_in_sequence(markers: list[PlacedMarker]) -> set[int]:
    """Places of markers that stand in a sequence of their family, beginning at 1 and going on at least to 2."""
    chosen: set[int] = set()
    last: dict[tuple[str, tuple[int, ...]], int] = {}
    latest = {(marker.family, marker.value): at for at, (_place, marker) in enumerate(markers)}
    for at, (place, marker) in enumerate(markers):
        family, value = marker.family, marker.value
        parent = (family, value[:-1])
        if value[-1] == 1:
            after = (
                -1 if family.endswith(")") else at
            )  # “(a)” counts alone where the text has sequences of it
            if family.isalpha() or len(value) > 1 or latest.get((family, (*value[:-1], 2)), -1) > after:
                last[parent] = 1
                chosen.add(place)
        elif last.get(parent) == value[-1] - 1:
            last[parent] = value[-1]
            chosen.add(place)
    return chosen


def _at_dashes(text: str) -> list[str]:
    pieces = DASH.split(text)
    return pieces if len(pieces) > 2 else [text]


def _split_trailing_headings(pieces: list[str]) -> list[str]:
    """“… of tender models. Science cooperation” before the next bullet: the last words are a heading."""
    out = []
    for at, piece in enumerate(pieces):
        match = TRAILING_HEADING.match(piece)
        after = marker_candidates(pieces[at + 1]) if at + 1 < len(pieces) else []
        if match and after and len(match["heading"].split()) <= 12:
            out += [match["item"], match["heading"]]
        else:
            out.append(piece)
    return out


def _heading_before_text(piece: str) -> list[str]:
    """“2. Rail transport Both countries have …”: where a sentence begins inside it, the words before are a heading."""
    marker = next(iter(marker_candidates(piece)), None)
    text = marker.rest if marker else piece
    opening = LEAD_BEHIND.match(text) if marker and marker.counts else None
    if opening and undertakings.opens_by_will(opening["lead"]):
        return [piece[: len(piece) - len(text)] + opening["heading"], opening["lead"]]
    if len(text.split()) < (5 if marker and marker.counts and text.endswith(".") else 9) or (
        undertakings.score(text).value >= 0.75 and not (marker and marker.counts and _has_start(text))
    ):
        return [piece]
    place = _sentence_start(text)
    if not place or (not (marker and marker.counts) and not _is_flat_heading(text[:place])):
        return [piece]
    cut = len(piece) - len(text) + place
    return [piece[:cut].strip(), piece[cut:].strip()]


def _has_start(text: str) -> bool:
    place = _sentence_start(text)
    return bool(place) and len(text[:place].split()) <= 6


def _sentence_start(text: str) -> int:
    """Where, within the first words, a capital follows a small word that joins nothing; 0 when nowhere."""
    words = list(re.finditer(r"\S+", text))[:11]
    for before, word, after in zip(words, words[1:], [*words[2:], None], strict=False):
        small = before.group()
        if small[-1] in ",;:.-" or small.casefold().strip("(") in JOINING:
            continue
        token = word.group()
        if not token[0].isupper() or (len(token) > 1 and token.isupper()):
            continue
        if after is not None and after.group() in FINITE:
            return word.start()
        if token.casefold().strip(",") in STARTERS or (small[0].islower() and len(words) > 8):
            return word.start()
    return 0


def _is_flat_heading(text: str) -> bool:
    return len(text.split()) <= 8 and undertakings.score(text).value < 0.5
