"""Two texts beside each other, word by word: what went and what came."""

import re
from difflib import SequenceMatcher

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from programmes.words.written import written

LONGEST = 4000  # beyond this a text is shown whole, old and new
ALIKE = 0.3  # two texts with fewer words in common are no version of each other
_WORDS = re.compile(r"\s+|[^\s]+")


def word_difference(before: str, after: str) -> SafeString:
    """HTML in which words that went stand in <del> and words that came in <ins>; everything is escaped."""
    if not before or not after or len(before) + len(after) > LONGEST:
        return _whole(before, after)
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    if SequenceMatcher(None, before.split(), after.split(), autojunk=False).ratio() < ALIKE:
        return _whole(before, after)
    parts = []
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for what, a, b, c, d in matcher.get_opcodes():
        gone, come = "".join(old[a:b]), "".join(new[c:d])
        if what == "equal":
            parts.append(("", gone))
        else:
            parts += [("del", gone), ("ins", come)]
    return format_html_join("", "{}", ((_part(tag, text),) for tag, text in parts if text))


def _part(tag: str, text: str) -> str:
    if not tag:
        return written(text)
    if not text.strip():
        return written(text) if tag == "ins" else ""
    return format_html("<{}>{}</{}>", mark_safe(tag), written(text), mark_safe(tag))  # noqa: S308  (one of two constants)


def _whole(before: str, after: str) -> SafeString:
    return format_html_join(
        " ", "{}", ((_part(tag, text),) for tag, text in (("del", before), ("ins", after)) if text)
    )
