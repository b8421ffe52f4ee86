"""When two e-mail addresses are one: what an account is known by, and what a provider vouches for."""

import unicodedata
from typing import Any

from django.db import models

# Behind an address that more than one account had before that was refused, with the account's number. No address
# has a blank in it.
MARK = " "
LONGEST = 500


def folded(address: str) -> str:
    """An address in the one way in which all ways to write its letters agree: ß is ss, as in STRASSE."""
    text = unicodedata.normalize("NFKC", address.strip()).casefold()
    return unicodedata.normalize("NFKC", text)[:LONGEST]


def is_same_mailbox(one: str, other: str) -> bool:
    """Whether two addresses differ in nothing but capitals.

    Much stricter than `folded`: whoever has strasse@ must not come in as straße@, nor mıke@ as mike@.
    """
    return one.lower() == other.lower() and one.upper() == other.upper()


class AddressKeyField(models.CharField):
    """The folded `email` of the same row, brought up to it whenever the row is written; a mark stays behind it."""

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        key = folded(model_instance.email)  # type: ignore[attr-defined]
        stored = getattr(model_instance, self.attname)
        if not stored.startswith(f"{key}{MARK}"):
            setattr(model_instance, self.attname, key)
        return super().pre_save(model_instance, add)
