"""Characters that nobody sees: they come along from web pages, PDFs and Word, and make two texts of one.

Unicode calls them “default ignorable”: zero-width spaces, soft hyphens, marks of direction, byte order marks, fillers.
Where they mean something they stay: joiners inside scripts that are written with them and inside emoji, and the
selectors that say how the sign before them looks.
"""

import re

_JOINING = "\u0600-\u0dff\u1000-\u109f\u1780-\u18af\U0001f000-\U0001faff\u2600-\u27bf\ufe0f"
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0"
    "\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
    f"|(?<![{_JOINING}])[\u200c\u200d]"
    "|(?<![^\x00-\x7f])[\ufe00-\ufe0f]"
)


def has_invisible(text: str) -> bool:
    return not text.isascii() and _INVISIBLE.search(text) is not None


def without_invisible(text: str) -> str:
    """The text as it is seen."""
    if text.isascii():
        return text
    seen = _INVISIBLE.sub("", text)
    # What stood behind one that is gone may now stand first, or behind another sign.
    return seen if seen == text else without_invisible(seen)
