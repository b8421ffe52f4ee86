"""Which letters the bytes of a text file are: Unicode, or one of the single-byte codes that Excel still writes."""

import re
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
_HIGH = re.compile(rb"[\x80-\xff]")
_IN_A_WORD = re.compile(rb"[A-Za-z][\x80-\xff]|[\x80-\xff][A-Za-z]")
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


def _single_byte(data: bytes) -> Decoded:
    encoding = likeliest(data)
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
        points[encoding] = sum(_POINTS.get(letter, 0) for letter in letters)
    if not points:
        raise _unreadable()
    return max(points, key=lambda encoding: points[encoding])


def _mixed(data: bytes) -> Decoded:
    """A text put together from files in different codes: what is UTF-8 in it, and the rest."""
    lines = data.split(b"\n")
    rest = b"\n".join(_UTF8_LETTER.sub(b"", line) for line in lines if not _is_utf8(line))
    encoding = likeliest(rest)
    foreign, texts = [], []
    for number, line in enumerate(lines):
        if _is_utf8(line):
            texts.append(line.decode())
        else:
            foreign.append(number)
            texts.append(_by_parts(line, encoding))
    return Decoded("\n".join(texts), "mixed", tuple(foreign))


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def _by_parts(line: bytes, encoding: str) -> str:
    """A line that holds both."""
    parts, at = [], 0
    for letter in _UTF8_LETTER.finditer(line):
        parts += [line[at : letter.start()].decode(encoding), letter[0].decode()]
        at = letter.end()
    return "".join(parts) + line[at:].decode(encoding)
