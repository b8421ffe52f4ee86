"""Widgets for cells that name other rows, by keys that people can read: an acronym, a number, a short name."""

from typing import Any

from django.utils.translation import gettext_noop

from embassy.invisible import without_invisible
from programmes.transfer import cells
from programmes.transfer.faults import Fault
from programmes.transfer.lookups import Names
from programmes.transfer.widgets import TEXT_AS_ANSWER, Plain, word


class One(Plain):
    """The key of one row of a list that is known (see `programmes.transfer.lookups`)."""

    def __init__(self, list_name: str) -> None:
        super().__init__()
        self.list_name = list_name

    @property
    def names(self) -> Names:
        return self.context[self.list_name]

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        if value is None:
            return ""
        if isinstance(value, float) or (isinstance(value, str) and value.startswith(cells.DATE)):
            raise Fault(
                gettext_noop("Excel has changed this cell. Format the column as Text and write it again.")
            )
        return self.names.find(word(value))

    def not_offered(self, new: Any, current: Any) -> Fault | None:
        """What is wrong with a choice: only what does not stand there already must be one that is offered."""
        chosen = {*self.keys(new)} - {*self.keys(current)}
        closed = sorted(key for key in chosen if not self.names.may_choose(key))
        return self.names.unknown(closed[0]) if closed else None

    def keys(self, plain: Any) -> tuple[str, ...]:
        return (plain,) if plain != "" else ()

    def says(self, cell: Any, current: Any) -> bool:
        return super().says(cell, current) or (current != "" and self.names.is_called(current, word(cell)))

    def plain(self, value: Any) -> Any:
        """From the row's id."""
        return "" if value is None else self.names.key(value)

    def stored(self, plain: Any) -> Any:
        return None if plain == "" else self.names.id(plain)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return self.names.text(value) if value != "" else ""

    def allowed(self, language: str) -> list[str]:
        return self.names.offered()


class Many(One):
    """Several of them in one cell, divided by semicolons."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        if value is None:
            return ()
        find = super().clean
        parts = cells.split(value) if isinstance(value, str) and not value.startswith(cells.DATE) else [value]
        return tuple(sorted({find(part) for part in parts}))

    def keys(self, plain: Any) -> tuple[str, ...]:
        return tuple(plain)

    def says(self, cell: Any, current: Any) -> bool:
        return Plain.says(self, cell, current)

    def plain(self, value: Any) -> Any:
        """From the rows' ids; those that the person may not see are neither shown nor changed."""
        return tuple(sorted(filter(None, map(self.names.key, value)))) if value else ()

    def stored(self, plain: Any) -> Any:
        return [self.names.id(key) for key in plain]

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return cells.join([*map(self.names.text, value)]) if value else ""

    def allowed(self, language: str) -> list[str]:
        return []


class Texts(Plain):
    """Several free texts in one cell, such as aliases."""

    def __init__(self, max_length: int = 160) -> None:
        super().__init__()
        self.max_length = max_length

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        if value is None:
            return ()
        if isinstance(value, bool):
            raise Fault(TEXT_AS_ANSWER)
        texts = tuple(sorted(set(cells.split(str(value)))))
        if any(len(text) > self.max_length for text in texts):
            raise Fault(
                gettext_noop("One of the texts has more than %(limit)s characters."), limit=self.max_length
            )
        return texts

    def is_same(self, new: Any, current: Any) -> bool:
        return sorted(new) == sorted(map(without_invisible, current))

    def plain(self, value: Any) -> Any:
        return tuple(sorted(value))

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return cells.join(list(value))
