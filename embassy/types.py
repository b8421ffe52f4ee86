"""Names for shapes that type hints need again and again. Nothing here is asked for at run time."""

import datetime as dt
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.utils.functional import _StrPromise

    from embassy.models import User

# Whoever asks: a member of staff or a stranger. `roles_of` knows what either may do.
AnyUser: TypeAlias = "User | AnonymousUser"
# A text, or one that is put into words when it is shown.
StrOrPromise: TypeAlias = "str | _StrPromise"
# What a row is known by in files and in its history, put together from its own columns and its parents' keys.
NaturalKey: TypeAlias = tuple[str | int | dt.date, ...]
# Values of a row by the name of their column.
Values: TypeAlias = dict[str, Any]
