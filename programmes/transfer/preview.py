"""What a file would do, as it is shown and stored: the verdict, what is wrong, and every change, old beside new."""

import hashlib
from dataclasses import dataclass, field

MAX_ERRORS = 2000


@dataclass
class Preview:
    """Gathered while a file is examined. Everything in `data()` can be stored as JSON.

    Without `lists_rows` it only counts, for applying what was shown before.
    """

    added: list = field(default_factory=list)
    changed: list = field(default_factory=list)
    missing: list = field(default_factory=list)
    errors: list = field(default_factory=list)
    notices: dict = field(default_factory=dict)
    unchanged: dict = field(default_factory=dict)
    error_count: int = 0
    added_count: int = 0
    changed_count: int = 0
    lists_rows: bool = True
    is_one_table: bool = False
    _digest: object = field(default_factory=hashlib.sha256)

    # --- gathering

    def error(self, sheet, fault, *, row=None, column=None, value=None, file=""):
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

    def notice(self, code, *, sheet="", column="", detail="", count=1):
        """Something worth knowing that stops nothing; the same ones are counted together."""
        key = (code, sheet, column, detail)
        self.notices[key] = self.notices.get(key, 0) + count

    def op(self, op, language):
        """An addition or a change."""
        if op.is_new:
            self.added_count += 1
            essence = [*op.new.values()]
        else:
            self.changed_count += 1
            essence = [(name, old, op.new[name]) for name, old in op.old.items()]
        self._digest.update(repr((op.sheet.code, op.key, op.pk, essence)).encode("utf-8", "surrogatepass"))
        if self.lists_rows:
            self._list(op, language)

    def _list(self, op, language):
        sheet, columns = op.sheet, op.sheet.fields
        told = {"sheet": sheet.code, "row": op.row, "key": sheet.label(op.key), "public": op.is_public}
        if op.is_new:
            self.added.append({**told, "title": sheet.spoken(op.new)})
            return
        fields = [
            [name, columns[name].text(old, language), columns[name].text(op.new[name], language)]
            for name, old in op.old.items()
        ]
        self.changed.append({**told, "fields": fields})

    def same(self, sheet, count=1):
        self.unchanged[sheet.code] = self.unchanged.get(sheet.code, 0) + count

    def gone(self, sheet, key, *, is_withdrawn):
        """A row of the plan that the file does not have: it stays, unless withdrawing was asked for."""
        label = sheet.label(key)
        self.missing.append({"sheet": sheet.code, "key": label, "withdrawn": is_withdrawn})
        self._digest.update(repr(("missing", sheet.code, label, is_withdrawn)).encode())

    # --- answers

    @property
    def digest(self):
        """The same for two examinations that come to the same, down to what stood there before."""
        whole = self._digest.copy()
        whole.update(repr((sorted(self.unchanged.items()), self.error_count)).encode())
        return whole.hexdigest()

    @property
    def counts(self):
        return {
            "added": self.added_count,
            "changed": self.changed_count + sum(gone["withdrawn"] for gone in self.missing),
            "unchanged": sum(self.unchanged.values()),
            "missing": sum(not gone["withdrawn"] for gone in self.missing),
            "errors": self.error_count,
        }

    @property
    def has_changes(self):
        return bool(self.counts["added"] or self.counts["changed"])

    def data(self):
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


def _plain(param):
    return param if isinstance(param, int | float) else str(param)
