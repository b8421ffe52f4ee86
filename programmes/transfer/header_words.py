"""How headers are compared. Knows no Django: the child process that reads files uses it."""

import re

from embassy.invisible import without_invisible

# How many rows at the top of a page may be something else: a title, a date, a remark.
HEADER_ROWS = 10
_SPACES = re.compile(r"[\s_]+")


def fold_header(text: object) -> str:
    return _SPACES.sub(" ", without_invisible(str(text))).strip().casefold()
