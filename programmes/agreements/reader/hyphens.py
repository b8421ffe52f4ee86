"""A hyphen at the end of a line: the typesetter's, which goes, or the word's own, which stays."""

import re
from collections import Counter
from collections.abc import Iterable

# Parts that stand before or after a hyphen in ordinary English and Danish compounds.
BEFORE = set(
    "non co self multi cross long short low high coal knowledge well mid all pre post ex anti semi inter sub public "
    "private people business government capacity decision policy trust energy climate carbon waste water cost year "
    "large small medium full part real first second third two three four five one evidence rules market data user "
    "early late peer follow state world life value land sea ship shore dansk sino danish korean eu un e x b on off "
    "net zero re by in up out wind solar heat green blue fact end face day hands know how information experience "
    "best labour work research science technology health food job gender side start stop win".split()
)
AFTER = set(
    "sharing based term level fired building making party state to related free wide scale size specific efficient "
    "neutral friendly owned led driven up down in off on and of operation cutting carbon quality income end to-end "
    "communicable profit governmental government proliferation discrimination binding tariff being known old year "
    "effective intensive saving border sectoral national annual day time way site shore risk rate reaching ranking "
    "funded financing hosted chaired founded oriented centred exchange transfer people private public business "
    "research energy waste for the go one zero setting treatment economy tech resolution use made".split()
)
ENDINGS = (
    "tion tions tional ation ations ment ments mental ing ings ity ities ence ences ance ances ency ible able ness "
    "sion sions tive tives ties ers ies ish ism ist ical ally edly ous tory tary nary ware ful less hed heds else "
    "elser ning ninger hed lige ligt lig skab skaber tionen dom mæssig mæssige bejde bejdet ter teri terier ler "
    "der den det gen ring ringer sering ret ste ral rals nal nals cial tial ture tures ies".split()
)
LONGEST = 60  # letters of a word before a hyphen
WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


class Hyphens:
    """Decides by what the text itself writes elsewhere, then by what compounds look like."""

    def __init__(self, texts: Iterable[str]) -> None:
        self.words: Counter[str] = Counter()
        for text in texts:
            clean = text[:-1] if text.endswith(("-", "\u00ad")) else text
            words = WORD.findall(clean.casefold())
            self.words.update(words[:-1] if text.endswith(("-", "\u00ad")) else words)

    def join(self, before: str, after: str) -> str:
        """Two lines as one, white space normalised."""
        if before.endswith("\u00ad"):
            return before[:-1] + after
        if not before.endswith(("-", "‐")) or not after[:1].isalpha() or not before[-2:-1].isalnum():
            return f"{before} {after}"
        left_match, right_match = re.search(r"[\w-]*$", before[-LONGEST:-1]), WORD.match(after)
        left = left_match.group().casefold() if left_match else ""
        right = right_match.group().casefold() if right_match else ""
        if self.is_suspended(right):
            return f"{before} {after}"
        return before + after if self._is_real(left, right, after) else before[:-1] + after

    @staticmethod
    def is_suspended(right: str) -> bool:
        """“transport- and energy networks”, “vind- og solenergi”: the hyphen waits for a word further on."""
        return right in ("and", "or", "og", "eller", "samt")

    def _is_real(self, left: str, right: str, after: str) -> bool:
        tail = left.rpartition("-")[2]
        if self.words[f"{tail}-{right}"] or self.words[f"{left}-{right}"]:
            return True
        if self.words[tail + right]:
            return False
        if after[:1].isupper() or not tail.isalpha() or "-" in left:
            return True
        if right in AFTER or (tail in BEFORE and right not in ENDINGS):
            return True
        if right.endswith(tuple(ENDINGS)) and not self.words[right]:
            return False
        return bool(self.words[tail] and self.words[right] and len(tail) > 2 and len(right) > 2)

    def tidy(self, text: str) -> str:
        """Soft hyphens inside a line are never shown."""
        return text.replace("\u00ad", "")
