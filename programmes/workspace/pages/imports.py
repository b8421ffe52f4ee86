"""What the pages of importing show, with their strings ready."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.core.paginator import Page, Paginator
from django.db.models import Prefetch
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import format_html
from django.utils.translation import gettext as _

from embassy.models import User
from programmes.models import Import, ImportFile
from programmes.transfer import messages

PER_PAGE = 100


class FieldChange(NamedTuple):
    """What a column is called in files, what it holds, and what it would hold."""

    column: str
    old: str
    new: str


@dataclass(frozen=True)
class Change:
    """A row that would be added or changed: what it is called, and field by field what was and what would be."""

    sheet: str
    row: int
    key: str
    title: str = ""
    is_public: bool = False
    fields: list[FieldChange] = field(default_factory=list)


class PreviewPage:
    """An import as it is shown: the verdict, then what is wrong, then what changes, then the rest."""

    def __init__(self, import_: Import, *, language: str, page: str | None = None) -> None:
        self.language, self.shown = language, import_.shown
        self.counts = self.shown["counts"]
        self.files = list(ImportFile.objects.filter(of=import_).defer("content"))
        is_waiting = import_.state == Import.State.PREVIEWED
        self.is_waiting = is_waiting
        self.verdict = messages.verdict(self.counts) if is_waiting else messages.outcome(self.counts)
        if import_.state == Import.State.DISCARDED:
            self.verdict = _("This preview was discarded. Nothing was changed.")
        self.missing_words = messages.missing(self.counts)
        self.public_words = messages.public_effect(self.shown)
        self.notices = [messages.notice(notice, language) for notice in self.shown["notices"]]
        self.errors = [self._error(error) for error in self.shown["errors"]]
        self.more_errors = self.counts["errors"] - len(self.errors)
        self.rows = Paginator(self.shown["changed"] + self.shown["added"], PER_PAGE).get_page(page)

    @property
    def to_do(self) -> int:
        """How many rows applying writes."""
        return self.counts["added"] + self.counts["changed"]

    @property
    def may_apply(self) -> bool:
        return self.is_waiting and not self.counts["errors"] and self.to_do > 0

    @property
    def changed(self) -> list[Change]:
        return [self._change(row) for row in self.rows.object_list if "fields" in row]

    @property
    def added(self) -> list[Change]:
        return [self._change(row) for row in self.rows.object_list if "fields" not in row]

    @property
    def missing(self) -> list[tuple[str, str]]:
        return [
            (messages.sheet_name(gone["sheet"], self.language), gone["key"])
            for gone in self.shown["missing"]
            if not gone["withdrawn"]
        ]

    @property
    def withdrawn(self) -> list[str]:
        return [gone["key"] for gone in self.shown["missing"] if gone["withdrawn"]]

    @property
    def may_withdraw(self) -> bool:
        """Whether commitments are missing, which may be withdrawn."""
        return self.is_waiting and any(
            gone["sheet"] == "commitments" and not gone["withdrawn"] for gone in self.shown["missing"]
        )

    @property
    def unchanged(self) -> list[tuple[str, int]]:
        return [
            (messages.sheet_name(code, self.language), count)
            for code, count in self.shown["unchanged"].items()
            if count
        ]

    def _error(self, error: dict[str, Any]) -> dict[str, str]:
        return {
            "place": messages.error_place(error, self.language, is_one_table=self.shown["is_one_table"]),
            "value": error["value"],
            "sentence": messages.error_sentence(error, self.language),
        }

    def _change(self, row: dict[str, Any]) -> Change:
        sheet = messages.sheet_name(row["sheet"], self.language)
        fields = [
            FieldChange(messages.column_name(row["sheet"], column, self.language), old, new)
            for column, old, new in row.get("fields", ())
        ]
        return Change(sheet, row["row"], row["key"], row.get("title", ""), row["public"], fields)


def past_imports(user: User, *, page: str | None = None) -> Page[Import]:
    """A page of the imports that the person may see, the latest first."""
    rows = Import.objects.visible_to(user).select_related("uploaded_by", "applied_by", "programme")
    files = Prefetch("files", ImportFile.objects.defer("content"))
    return Paginator(rows.defer("preview", "made_from").prefetch_related(files), 50).get_page(page)


@dataclass
class ProgressPage:
    """A page in pieces, sent while the import is written. Of its steps only the last is seen."""

    before: str
    after: str
    total: int
    language: str
    address: str

    def head(self) -> str:
        return self.before

    def step(self, done: int) -> str:
        with translation.override(self.language):
            words = _("%(done)s of %(total)s rows") % {"done": done, "total": self.total}
        return format_html(
            '<p class="progress-step"><progress max="{}" value="{}" aria-hidden="true"></progress> {}</p>\n',
            self.total,
            done,
            words,
        )

    def end(self, *, problem: str = "") -> str:
        with translation.override(self.language):
            if problem:
                words = format_html('<p class="message message-error" role="alert">{}</p>', problem)
            else:
                words = format_html('<p class="message" role="status">{}</p>', _("Everything is saved."))
            link = format_html(
                '<p><a class="button button-primary" href="{}">{}</a></p>', self.address, _("Continue")
            )
        return words + link + self.after


def progress_page(request: HttpRequest, import_: Import, language: str) -> ProgressPage:
    """The ProgressPage for an import that is about to be written."""
    marker = "<!-- steps -->"
    whole = render_to_string("transfer/progress.html", {"import": import_, "section": "imports"}, request)
    before, _marker, after = whole.partition(marker)
    return ProgressPage(before, after, import_.added + import_.changed, language, import_.get_absolute_url())
