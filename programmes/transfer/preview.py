"""What a file would do, as it is shown and stored: the verdict, what is wrong, and every change, old beside new."""

import hashlib
from dataclasses import dataclass, field
from typing import Any

from programmes.transfer.cells import RowKey
from programmes.transfer.columns import Column
from programmes.transfer.faults import Fault
from programmes.transfer.sheets.base import RowChange, Sheet

MAX_ERRORS = 2000


@dataclass
class Preview:
    """Gathered while a file is examined. Everything in `data()` can be stored as JSON.

    Without `lists_rows` it only counts, for applying what was shown before.
    """

    added: list[dict[str, Any]] = field(default_factory=list)
    changed: list[dict[str, Any]] = field(default_factory=list)
    missing: list[dict[str, Any]] = field(default_factory=list)
    errors: list[dict[str, Any]] = field(default_factory=list)
    notices: dict[tuple[str, str, str, str], int] = field(default_factory=dict)
    unchanged: dict[str, int] = field(default_factory=dict)
    error_count: int = 0
    added_count: int = 0
    changed_count: int = 0
    lists_rows: bool = True
    # File and name of pages that were not read although commitments may stand on them.
    unread_pages: list[tuple[str, str]] = field(default_factory=list)
    is_one_table: bool = False
    _digest: "hashlib._Hash" = field(default_factory=hashlib.sha256)

    # --- gathering

    def error(
        self,
        sheet: Sheet | None,
        fault: Fault,
        *,
        row: int | None = None,
        column: Column | None = None,
        value: Any = None,
        file: str = "",
    ) -> None:
        """Something that a person has to put right; nothing is applied while there is any."""
        self.error_count += 1
        if self.error_count <= MAX_ERRORS:
            self.errors.append(
                {
                    "file": file,
                    "sheet": sheet.code if sheet else "",
                    "row": row,
                    "column": column.name if column else "",
                    "value": "" if value is None else str(value).removeprefix("\x00date:")[:200],
                    "message": fault.message,
                    "params": {name: _plain(param) for name, param in fault.params.items()},
                }
            )

    def notice(
        self, code: str, *, sheet: str = "", column: str = "", detail: str = "", count: int = 1
    ) -> None:
        """Something worth knowing that stops nothing; the same ones are counted together."""
        key = (code, sheet, column, detail)
        self.notices[key] = self.notices.get(key, 0) + count

    def row_change(self, row_change: RowChange, language: str) -> None:
        """An addition or a change."""
        if row_change.is_new:
            self.added_count += 1
            essence = [*row_change.new.values()]
        else:
            self.changed_count += 1
            essence = [(name, old, row_change.new[name]) for name, old in row_change.old.items()]
        self._digest.update(
            repr((row_change.sheet.code, row_change.key, row_change.pk, essence)).encode(
                "utf-8", "surrogatepass"
            )
        )
        if self.lists_rows:
            self._list(row_change, language)

    def _list(self, row_change: RowChange, language: str) -> None:
        sheet, columns = row_change.sheet, row_change.sheet.fields
        row = {
            "sheet": sheet.code,
            "row": row_change.row,
            "key": sheet.label(row_change.key),
            "public": row_change.is_public,
        }
        if row_change.is_new:
            self.added.append({**row, "title": sheet.spoken(row_change.new)})
            return
        fields = [
            [name, columns[name].text(old, language), columns[name].text(row_change.new[name], language)]
            for name, old in row_change.old.items()
        ]
        self.changed.append({**row, "fields": fields})

    def same(self, sheet: Sheet, count: int = 1) -> None:
        self.unchanged[sheet.code] = self.unchanged.get(sheet.code, 0) + count

    def gone(self, sheet: Sheet, key: RowKey, *, is_withdrawn: bool) -> None:
        """A row of the plan that the file does not have: it stays, unless withdrawing was asked for."""
        label = sheet.label(key)
        self.missing.append({"sheet": sheet.code, "key": label, "withdrawn": is_withdrawn})
        self._digest.update(repr(("missing", sheet.code, label, is_withdrawn)).encode())

    # --- answers

    @property
    def digest(self) -> str:
        """The same for two examinations that come to the same, down to what stood there before."""
        whole = self._digest.copy()
        whole.update(repr((sorted(self.unchanged.items()), self.error_count)).encode())
        return whole.hexdigest()

    @property
    def counts(self) -> dict[str, int]:
        return {
            "added": self.added_count,
            "changed": self.changed_count + sum(gone["withdrawn"] for gone in self.missing),
            "unchanged": sum(self.unchanged.values()),
            "missing": sum(not gone["withdrawn"] for gone in self.missing),
            "errors": self.error_count,
        }

    @property
    def has_changes(self) -> bool:
        return bool(self.counts["added"] or self.counts["changed"])

    def data(self) -> dict[str, Any]:
        return {
            "counts": self.counts,
            "is_one_table": self.is_one_table,
            "public": sum(change["public"] for change in self.changed),
            "errors": self.errors,
            "notices": [[*key, count] for key, count in sorted(self.notices.items())],
            "added": self.added,
            "changed": self.changed,
            "missing": self.missing,
            "unchanged": self.unchanged,
        }


def _plain(param: Any) -> int | float | str:
    return param if isinstance(param, int | float) else str(param)
