"""What is known when a file is read: every list that cells may name, read once, with rows that are new in the file."""

import unicodedata
from dataclasses import dataclass, field

from django.utils.translation import gettext_noop

from programmes.models import Commitment
from programmes.models.programmes import Life
from programmes.transfer import lists
from programmes.transfer.faults import Fault, unknown


def fold(text):
    return unicodedata.normalize("NFC", text).casefold()


class Names:
    """One list: readable keys with ids, and every name under which a key may be meant.

    `find` takes what a person wrote, `text` gives what is written for a key: the shortest name that means it alone.
    """

    def __init__(self, rows=(), *, is_open=False):
        self.ids, self._keys, self._names, self._texts = {}, {}, {}, {}
        self._found, self._written = {}, {}
        self._closed = set()
        for row in rows:
            self.add(row.key, row.names, id=row.id, is_closed=row.is_closed)
        self.is_open = is_open

    def add(self, key, names=(), *, id=None, is_closed=False):
        """Make a key known. `is_closed` ones are recognised where they stand, but cannot be chosen anew."""
        self.ids[key] = id
        self._keys[id] = key
        if is_closed:
            self._closed.add(key)
        self._texts[key] = tuple(names)
        for name in names:
            self._names.setdefault(fold(name), set()).add(key)
        self._found.clear()
        self._written.clear()

    def set_id(self, key, id):
        self.ids[key] = id
        self._keys[id] = key

    def __contains__(self, key):
        return key in self.ids

    def __len__(self):
        return len(self.ids)

    def find(self, text):
        """The key that is meant. Raises Fault when none or several could be."""
        found = self._found.get(text)
        if found is None:
            found = self._found[text] = self._look_up(text)
        if isinstance(found, Fault):
            raise found
        return found

    def _look_up(self, text):
        folded = fold(text)
        by_name = self._names.get(folded) or {folded} & self.ids.keys()
        keys = {text} if text in self.ids else by_name
        if len(keys) > 1:
            chosen = ", ".join(sorted(keys))
            return Fault(
                gettext_noop("“%(value)s” may be any of these; write which one: %(known)s."),
                value=text,
                known=chosen,
            )
        if not keys or keys <= self._closed:
            return unknown(text, [self.text(key) for key in self.ids if key not in self._closed])
        return next(iter(keys))

    def may_choose(self, key):
        return key in self.ids and key not in self._closed

    def key(self, id):
        """The key of a row, or nothing for one that is not in the list: the person may not see it."""
        return self._keys.get(id, "")

    def id(self, key):
        return self.ids[key]

    def text(self, key):
        written = self._written.get(key)
        if written is None:
            named = (name for name in self._texts.get(key, ()) if self._stands_for(name, key))
            written = self._written[key] = next(named, key)
        return written

    def _stands_for(self, name, key):
        return name == key or (name not in self.ids and self._means_one(name))

    def _means_one(self, name):
        """Whether the name, as a cell would give it back, means one row alone."""
        return bool(name) and " ".join(name.split()) == name and len(self._names[fold(name)]) == 1

    def offered(self):
        return [self.text(key) for key in self.ids if key not in self._closed]


@dataclass
class Known:
    """Everything that cells may refer to, for one plan (or for shared lists, without a programme).

    `language` is the file's, `by` the person (None: an operator at the command line), `on` the public's day.
    """

    by: object
    on: object
    at: object
    language: str = "en"
    programme: object = None
    partnership: object = None
    mission_ids: frozenset = frozenset()
    shared: dict = field(default_factory=dict)
    own: dict = field(default_factory=dict)
    reference: str = ""

    def __getitem__(self, name):
        """A list by its name; shared ones are the same for all plans of an import."""
        held = self.shared if name in lists.SHARED else self.own
        if name not in held:
            held[name] = Names(lists.LOADERS[name](self))
        return held[name]

    def seen(self, model):
        """The rows of a model that the person may see."""
        return model.objects.all() if self.by is None else model.objects.visible_to(self.by)

    def seen_commitments(self):
        """The plan's commitments that the person may see, for filtering by."""
        return self.seen(Commitment).filter(programme=self.programme).values("pk")

    @property
    def reads_internal(self):
        """Whether internal notes and the names of colleagues are for this person."""
        if self.is_operator:
            return True
        return bool(self.mission_ids & self.by.roles.mission_ids)

    @property
    def numbers(self):
        return self["commitments"].ids

    @property
    def programme_language(self):
        return self.programme.language if self.programme else "en"

    @property
    def is_locked(self):
        """Whether the signed words stand for good: the plan is published, or has been in force."""
        if self.programme is None:
            return False
        life = self.programme.life_on(self.on)
        return self.programme.is_published or life not in {None, Life.ANNOUNCED, Life.IN_PREPARATION}

    @property
    def is_public(self):
        """Whether anyone may read the programme."""
        return bool(self.programme and self.programme.is_published and self.partnership.is_published)

    @property
    def is_operator(self):
        return self.by is None or self.by.is_superuser
