"""What is known when a file is read: every list that cells may name, read once, with rows that are new in the file."""

import datetime as dt
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_noop

from embassy.invisible import without_invisible
from embassy.models import User, roles_of
from programmes.models import Commitment, Partnership, Programme
from programmes.models.programmes import Life
from programmes.transfer import lists
from programmes.transfer.faults import Fault, unknown


def fold(text: str) -> str:
    return unicodedata.normalize("NFC", without_invisible(text)).casefold()


class Names:
    """One list: readable keys with ids, and every name under which a key may be meant.

    `find` takes what a person wrote, `text` gives what is written for a key: the shortest name that means it alone.
    """

    def __init__(self, rows: Iterable[lists.Row] = (), *, is_open: bool = False) -> None:
        self.ids: dict[str, Any] = {}
        self._keys: dict[Any, str] = {}
        self._names: dict[str, set[str]] = {}
        self._texts: dict[str, tuple[str, ...]] = {}
        self._found: dict[str, str | Fault] = {}
        self._written: dict[str, str] = {}
        self._closed: set[str] = set()
        for row in rows:
            self.add(row.key, row.names, id=row.id, is_closed=row.is_closed)
        self.is_open = is_open

    def add(self, key: str, names: Iterable[str] = (), *, id: Any = None, is_closed: bool = False) -> None:
        """Make a key known. `is_closed` ones are recognised where they stand, but cannot be chosen anew.

        They are known by their key alone, letter by letter, so that nobody learns by trying which ones there are.
        """
        self.ids[key] = id
        self._keys[id] = key
        if is_closed:
            self._closed.add(key)
        self._texts[key] = tuple(names)
        for name in () if is_closed else self._texts[key]:
            self._names.setdefault(fold(name), set()).add(key)
        self._found.clear()
        self._written.clear()

    def set_id(self, key: str, id: Any) -> None:
        self.ids[key] = id
        self._keys[id] = key

    def __contains__(self, key: str) -> bool:
        return key in self.ids

    def __len__(self) -> int:
        return len(self.ids)

    def find(self, text: str) -> str:
        """The key that is meant, be it closed. Raises Fault when none or several could be."""
        key = self._found.get(text)
        if key is None:
            key = self._found[text] = self._look_up(text)
        if isinstance(key, Fault):
            raise key
        return key

    def _look_up(self, text: str) -> str | Fault:
        folded = fold(text)
        by_name = self._names.get(folded) or ({folded} & self.ids.keys()) - self._closed
        keys = {text} if text in self.ids else by_name
        if len(keys) > 1:
            chosen = ", ".join(sorted(keys))
            return Fault(
                gettext_noop("“%(value)s” may be any of these; write which one: %(known)s."),
                value=text,
                known=chosen,
            )
        return next(iter(keys)) if keys else self.unknown(text)

    def unknown(self, text: str) -> Fault:
        """What is said of a name that nobody may choose here, whether or not it stands for something."""
        return unknown(text, self.offered())

    def is_called(self, key: str, text: str) -> bool:
        """Whether the row goes, or went while it could be chosen, by this name."""
        return fold(text) in map(fold, (key, *self._texts.get(key, ())))

    def may_choose(self, key: str) -> bool:
        return key in self.ids and key not in self._closed

    def key(self, id: Any) -> str:
        """The key of a row, or nothing for one that is not in the list: the person may not see it."""
        return self._keys.get(id, "")

    def id(self, key: str) -> Any:
        return self.ids[key]

    def text(self, key: str) -> str:
        written = self._written.get(key)
        if written is None:
            named = (name for name in self._texts.get(key, ()) if self._stands_for(name, key))
            written = self._written[key] = next(named, key)
        return written

    def _stands_for(self, name: str, key: str) -> bool:
        return name == key or (name not in self.ids and self._means_one(name))

    def _means_one(self, name: str) -> bool:
        """Whether the name, as a cell would give it back, means one row alone."""
        return bool(name) and " ".join(name.split()) == name and len(self._names.get(fold(name), ())) == 1

    def offered(self) -> list[str]:
        return [self.text(key) for key in self.ids if key not in self._closed]


@dataclass
class ImportContext:
    """Everything that cells may refer to, for one plan (or for shared lists, without a programme).

    `language` is the file's; `is_1904` whether it counts days from 1904, as old Macs did, and `day_order` how it writes
    days with slashes; `by` is the person (None: an operator at the command line), `on` the public's day.
    """

    by: User | None
    on: dt.date
    at: dt.datetime
    language: str = "en"
    is_1904: bool = False
    day_order: str = ""
    programme: Programme | None = None
    partnership: Partnership | None = None
    mission_ids: frozenset[int] = frozenset()
    is_without_plan: bool = False
    shared: dict[str, Names] = field(default_factory=dict)
    own: dict[str, Names] = field(default_factory=dict)
    reference: str = ""

    def __getitem__(self, name: str) -> Names:
        """A list by its name; shared ones are the same for all plans of an import."""
        kept = self.shared if name in lists.SHARED else self.own
        if name not in kept:
            kept[name] = Names(lists.LOADERS[name](self))
        return kept[name]

    def seen(self, model: Any) -> QuerySet[Any]:
        """The rows of a model that the person may see."""
        return model.objects.all() if self.by is None else model.objects.visible_to(self.by)

    def seen_commitments(self) -> QuerySet[Any]:
        """The plan's commitments that the person may see, for filtering by."""
        return self.seen(Commitment).filter(programme=self.programme).values("pk")

    @property
    def reads_internal(self) -> bool:
        """Whether internal notes and the names of colleagues are for this person."""
        if self.by is None or self.is_operator:
            return True
        return bool(self.mission_ids & self.by.roles.mission_ids)

    @property
    def numbers(self) -> dict[str, Any]:
        return self["commitments"].ids

    @property
    def programme_language(self) -> str:
        return self.programme.language if self.programme else "en"

    @property
    def is_locked(self) -> bool:
        """Whether the signed words stand for good: the plan is published, or has been in force."""
        if self.programme is None:
            return False
        life = self.programme.life_on(self.on)
        return self.programme.is_published or life not in {None, Life.ANNOUNCED, Life.IN_PREPARATION}

    @property
    def is_closed(self) -> bool:
        """Whether the programme takes no more reports."""
        return self.programme is not None and self.programme.closed_at is not None

    @property
    def is_public(self) -> bool:
        """Whether anyone may read the programme."""
        return bool(
            self.programme
            and self.programme.is_published
            and self.partnership
            and self.partnership.is_published
        )

    @property
    def programme_id(self) -> int:
        """Raises LookupError for shared lists and for a programme that is yet to be added."""
        if self.programme is None:
            raise LookupError("There is no programme.")
        return self.programme.pk

    @property
    def partnership_id(self) -> int:
        """Raises LookupError for shared lists, which belong to no partnership."""
        if self.partnership is None:
            raise LookupError("There is no partnership.")
        return self.partnership.pk

    @property
    def keeps_shared_lists(self) -> bool:
        return self.by is None or roles_of(self.by).keeps_shared_lists

    @property
    def is_operator(self) -> bool:
        return self.by is None or self.by.is_superuser
