"""What the files ask for: rows by their readable keys, which refer to one another by key."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from django.db import models

from programmes.content.files import Columns, ContentErrors, Table, read_toml


@dataclass(frozen=True)
class Ref:
    """A row meant by its key, and the place in the files that means it."""

    model: type[models.Model]
    key: str
    place: str


@dataclass
class Row:
    """A row as the files have it.

    `values` are the stated columns, `refs` its foreign keys, `links` its many-to-many fields. Only what is stated
    is managed: what the files do not mention is people's.
    """

    model: type[models.Model]
    key: str
    where: str
    values: Columns
    refs: dict[str, Ref] = field(default_factory=dict)
    links: dict[str, list[Ref]] = field(default_factory=dict)

    @property
    def label(self) -> str:
        return f"{self.model._meta.verbose_name} {self.key}"


class Content:
    """All rows of a folder of content files, with every problem that was met."""

    def __init__(self, folder: Path) -> None:
        self.folder = Path(folder)
        self.problems: list[str] = []
        self.rows: dict[
            type[models.Model], dict[str, Row]
        ] = {}  # by model, then by key, in the order of the files

    def file(self, name: str) -> Table:
        return Table(read_toml(self.folder, name), where=name, problems=self.problems)

    def names(self, pattern: str) -> list[str]:
        """The files or folders of a kind, by their names in the folder, in alphabetical order."""
        return sorted(path.relative_to(self.folder).as_posix() for path in self.folder.glob(pattern))

    def add(
        self,
        table: Table,
        model: type[models.Model],
        key: str | int | None,
        values: Columns,
        *,
        refs: Mapping[str, Ref | None] | None = None,
        links: Mapping[str, list[Ref] | None] | None = None,
    ) -> None:
        """Add a row; references that are None were not stated."""
        key = str(key)[:200]  # as long as the history keeps keys
        same_kind = self.rows.setdefault(model, {})
        if key in same_kind:
            table.complain(key, f"stands in the files twice ({same_kind[key].where}). Take one out.")
            return
        same_kind[key] = Row(
            model,
            key,
            table.where,
            values,
            {name: ref for name, ref in (refs or {}).items() if ref is not None},
            {name: targets for name, targets in (links or {}).items() if targets is not None},
        )

    def ref(self, table: Table, model: type[models.Model], key: str | int | None, name: str) -> Ref | None:
        """A reference to the row with a key, or None when the key is not stated."""
        return None if key is None else Ref(model, str(key), f"{table.where}, {name}")

    def refs(
        self,
        table: Table,
        model: type[models.Model],
        name: str,
        *,
        prefix: str = "",
        kind: type[str] | type[int] = str,
    ) -> list[Ref] | None:
        """References to the rows whose keys a list states, or None when there is no such list."""
        keys = table.get(name, list, required=False)
        if keys is None:
            return None
        wrong = [key for key in keys if not isinstance(key, kind) or isinstance(key, bool)]
        if wrong:
            table.complain(name, f"{wrong[0]!r} cannot stand in this list. Correct it.")
        return [Ref(model, f"{prefix}{key}", f"{table.where}, {name}") for key in keys if key not in wrong]

    def check(self) -> None:
        """Raise ContentErrors with all problems, references to rows that nobody describes included."""
        for row in (row for rows in self.rows.values() for row in rows.values()):
            for ref in (*row.refs.values(), *(ref for refs in row.links.values() for ref in refs)):
                if ref.key not in self.rows.get(ref.model, {}):
                    self.problems.append(
                        f"{ref.place}: no {ref.model._meta.verbose_name} “{ref.key}” is described in the files. "
                        "Describe it, or correct the name."
                    )
        if self.problems:
            raise ContentErrors(dict.fromkeys(self.problems))
