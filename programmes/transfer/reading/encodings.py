"""Which letters the bytes of a text file are: Unicode, or one of the single-byte codes that Excel still writes."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from programmes.intake.refusal import Refused, gettext_noop

MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
# What Excel writes as “CSV” on Windows and on a Mac, and as “CSV (MS-DOS)”. The first is taken where nothing decides.
SINGLE_BYTE = ("cp1252", "mac_roman", "cp850")
# How much a letter or sign speaks for the code that makes it of a byte: those that our texts are full of most.
_POINTS = {
    **dict.fromkeys("–—‘’“”«»…€§°·£©\u00a0", 1),
    **dict.fromkeys("éÉöÖäÄüÜñÑóÓáÁíÍúÚãõçÇèàâêëôßšŠžŽ", 3),
    **dict.fromkeys("æøåÆØÅ", 4),
}
# Letters and signs that texts of ours may hold as well, though they hardly speak for a code.
_LESS = frozenset("•†‡™®²½¼¾±µ×÷¿¡´¥ÿŸœŒîïÎÏûùÛÙÀÂÈÊËÔÇ")
# Those that stand beside each other where somebody lists them.
_ALPHABET = frozenset("æøåÆØÅäöüÄÖÜßéÉ")
_HIGH = re.compile(rb"[\x80-\xff]")
_IN_A_WORD = re.compile(rb"[A-Za-z][\x80-\xff]|[\x80-\xff][A-Za-z]")
# As many signs beside each other as no word of a Latin script has, unless they are typographic.
_LONG_RUN = re.compile("[^\\x00-\\x7f]{4,}")
# Katakana in Shift JIS: the second byte of many of its letters is an ASCII one.
_KATAKANA = re.compile(rb"(?:\x83[\x40-\x96]){3,}")
# Bytes that are one letter in UTF-8 and nonsense in the other codes: Latin letters, typographic signs, Asian scripts.
_UTF8_LETTER = re.compile(rb"[\xc2\xc3][\x80-\xbf]|\xe2\x80[\x80-\xbf]|(?:[\xe3-\xed][\x80-\xbf]{2}){2,}")


@dataclass(frozen=True)
class Decoded:
    """A text, the code of its letters (`mixed` for UTF-8 with lines in another), and those lines, counted from 0."""

    text: str
    encoding: str
    foreign_lines: tuple[int, ...] = ()


def decode(data: bytes) -> Decoded:
    """The text of some bytes. Raises Refused when they are no text in any known code."""
    for mark, encoding in MARKS:
        if data.startswith(mark):
            try:
                return Decoded(data.decode(encoding), encoding)
            except UnicodeDecodeError:
                if encoding == "utf-8-sig":
                    return _mixed(data[len(mark) :])
                raise _unreadable() from None
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        return _mixed(data) if _UTF8_LETTER.search(data) else _single_byte(data)


def _unreadable() -> Refused:
    return Refused(
        gettext_noop("The characters in the file cannot be read. Save it as “CSV UTF-8”, and send that.")
    )


def _demand_latin(lines: Sequence[bytes], numbers: Sequence[int], encoding: str) -> None:
    """Raises Refused where lines (their numbers count from 0) are in letters of another script."""
    others = [
        (number, line)
        for number, line in zip(numbers, lines, strict=True)
        if _KATAKANA.search(line) or _has_another_script(_UTF8_LETTER.sub(b"", line).decode(encoding))
    ]
    if not others:
        return
    number, codes = others[0][0] + 1, likely_codes(b"\n".join(line for _number, line in others))
    if codes:
        raise Refused(
            gettext_noop(
                "Line %(line)s is not in the letters of a Western language; they may be %(codes)s. Save the file as "
                "“CSV UTF-8”, and send that."
            ),
            line=number,
            codes=", ".join(codes),
        )
    raise Refused(
        gettext_noop(
            "Line %(line)s is not in the letters of a Western language. Save the file as “CSV UTF-8”, and send that."
        ),
        line=number,
    )


def _has_another_script(text: str) -> bool:
    """Whether signs stand together that come of letters of two bytes, or of an alphabet that is not Latin."""
    for run in _LONG_RUN.findall(text):
        letters = [sign for sign in run if sign.isalpha()]
        odd = [sign for sign in run if sign not in _POINTS]
        if (len(odd) > 1 and len(letters) > 1) or (len(letters) > 3 and not _ALPHABET.issuperset(letters)):
            return True
    return False


def likely_codes(data: bytes) -> list[str]:
    """The codes, by their usual names, in which most of the bytes are common letters of their scripts."""
    names = []
    for encoding, name, is_common in _OTHER_SCRIPTS:
        try:
            letters = [letter for letter in data.decode(encoding) if letter > "\x7f"]
        except UnicodeDecodeError:
            continue
        if sum(map(is_common, letters)) > 0.85 * len(letters):
            names.append(name)
    return names


def is_ours(letter: str) -> bool:
    """Whether a letter or sign is one that the languages of our texts have."""
    return letter.isascii() or letter in _POINTS or letter in _LESS


def _is_sign(letter: str) -> bool:
    return "\u3000" <= letter <= "\u303f" or "\uff01" <= letter <= "\uff5e"


def _among(encoding: str, first: int, last: int) -> Callable[[str], bool]:
    """Tells the letters that a standard begins with, which are the common ones: by the first of their two bytes."""

    def is_common(letter: str) -> bool:
        written = letter.encode(encoding, "ignore")
        return _is_sign(letter) or (len(written) == 2 and first <= written[0] <= last)

    return is_common


_OTHER_SCRIPTS: tuple[tuple[str, str, Callable[[str], bool]], ...] = (
    ("cp949", "EUC-KR", lambda letter: _is_sign(letter) or "\uac00" <= letter <= "\ud7a3"),
    ("gb18030", "GB18030", _among("gb2312", 0xB0, 0xD7)),
    ("cp932", "Shift JIS", _among("shift_jis", 0x81, 0x97)),
    ("big5", "Big5", _among("big5", 0xA4, 0xC6)),
)


def _single_byte(data: bytes) -> Decoded:
    encoding = likeliest(data)
    lines = data.split(b"\n")
    _demand_latin(lines, range(len(lines)), encoding)
    return Decoded(data.decode(encoding), encoding)


def likeliest(data: bytes) -> str:
    """The single-byte code in which most of the bytes are letters that our languages have. Raises Refused.

    For a code that is hardly used any more, some must stand in words.
    """
    high = b"".join(_HIGH.findall(data))
    points = {}
    for encoding in SINGLE_BYTE if _IN_A_WORD.search(data) else SINGLE_BYTE[:1]:
        try:
            letters = high.decode(encoding)
        except UnicodeDecodeError:
            continue
        points[encoding] = sum(_POINTS.get(letter, letter in _LESS) for letter in letters)
    if not points:
        raise _unreadable()
    return max(points, key=lambda encoding: points[encoding])


def _mixed(data: bytes) -> Decoded:
    """A text put together from files in different codes: what is UTF-8 in it, and the rest."""
    lines = data.split(b"\n")
    texts = [_utf8(line) for line in lines]
    foreign = tuple(number for number, text in enumerate(texts) if text is None)
    odd = [lines[number] for number in foreign]
    encoding = likeliest(b"\n".join(_UTF8_LETTER.sub(b"", line) for line in odd))
    _demand_latin(odd, foreign, encoding)
    whole = [
        _by_parts(line, encoding) if text is None else text for line, text in zip(lines, texts, strict=True)
    ]
    return Decoded("\n".join(whole), "mixed", foreign)


def _utf8(line: bytes) -> str | None:
    """The line, if it is in UTF-8."""
    try:
        return line.decode()
    except UnicodeDecodeError:
        return None


def _by_parts(line: bytes, encoding: str) -> str:
    """A line that holds both."""
    parts, at = [], 0
    for letter in _UTF8_LETTER.finditer(line):
        parts += [line[at : letter.start()].decode(encoding), letter[0].decode()]
        at = letter.end()
    return "".join(parts) + line[at:].decode(encoding)
