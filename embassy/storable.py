"""Texts that a database can hold. Pure Python: the child process that reads files from outside uses it.

JSON and escapes in spreadsheets can say two things that no store takes: NUL (PostgreSQL has no place for it), and one
half of a surrogate pair, which is no character and cannot be written as UTF-8. They are refused where they come in.
"""

import json
import re
from typing import Any

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def is_storable(text: str) -> bool:
    """Whether a text has neither NUL nor half a surrogate pair in it."""
    return not _UNSTORABLE.search(text)


def storable(text: str) -> str:
    """A text from an address or a form without what cannot be stored, for what no form field looks at."""
    return _UNSTORABLE.sub("", text)


def members_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """The members of a JSON object, for `object_pairs_hook`.

    JSON lets a name stand twice, and the last would win without a word. Raises ValueError for that, and for a name
    that cannot be stored.
    """
    members = dict(pairs)
    if len(members) != len(pairs) or not all(map(is_storable, members)):
        raise ValueError("A name stands twice, or is no text.")
    return members


def read_json(text: str) -> Any:
    """What a text from outside says as JSON. Raises ValueError also for a text in it that cannot be stored."""
    try:
        value = json.loads(text, object_pairs_hook=members_once)
    except RecursionError as error:
        raise ValueError("It is nested too deeply.") from error
    if not _all_storable(value):
        raise ValueError("A text in it cannot be stored.")
    return value


def _all_storable(value: Any) -> bool:
    if isinstance(value, str):
        return is_storable(value)
    if isinstance(value, list):
        return all(map(_all_storable, value))
    return not isinstance(value, dict) or all(map(_all_storable, value.values()))
