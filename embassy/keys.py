"""Keys: the short texts by which a row is known in addresses, files and citations, and the shape of each kind.

A shape is defined once, as a KeyShape. The field's validation, the CHECK of the database, what an import takes, the
JSON Schema and the part of an address all come from it, so that whatever is stored can be put into an address.
Digits are ASCII: other scripts' digits look alike and are other keys.
"""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls.converters import SlugConverter
from django.utils.translation import gettext, gettext_noop


class KeyShape:
    """The texts that a kind of key may be.

    `pattern` has no anchors and no groups that capture, and means the same to Python, PostgreSQL and JavaScript;
    `complaint` is English, marked for translation, and says what to write instead of %(value)s.
    """

    def __init__(self, pattern: str, complaint: str) -> None:
        self.pattern, self.complaint = pattern, complaint
        self._fits = re.compile(pattern).fullmatch

    def fits(self, text: str) -> bool:
        return self._fits(text) is not None

    def validate(self, text: str) -> None:
        """Raises ValidationError with the remedy."""
        if not self.fits(text):
            raise ValidationError(gettext(self.complaint), code="invalid", params={"value": text[:40]})

    @property
    def schema_pattern(self) -> str:
        """For JSON Schema, which looks for a pattern anywhere unless it is anchored."""
        return f"^(?:{self.pattern})$"

    def check(self, column: str, *, name: str) -> models.CheckConstraint:
        """The constraint that nothing else stands in a column. `\\Z` is the very end: `$` is before a last newline."""
        return models.CheckConstraint(
            condition=Q((f"{column}__regex", rf"\A(?:{self.pattern})\Z")), name=name
        )


class KeyField(models.CharField):
    """A text of the shape that a subclass names.

    To migrations it is a CharField: what may stand in it is the constraint's to say.
    """

    shape: KeyShape

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.validators.append(self.shape.validate)

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs


class KeyConverter:
    """The part of an address that is a key; a subclass names its regex."""

    regex = ""

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


# As Django's own addresses and slug fields have it.
SLUG = KeyShape(SlugConverter.regex, gettext_noop("A short name has letters, digits and hyphens only."))
