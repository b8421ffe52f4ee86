"""What the pages of importing show, with their strings ready."""

from dataclasses import dataclass, field

from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import format_html
from django.utils.translation import gettext as _

from programmes.models import Import, ImportFile
from programmes.transfer import messages

PER_PAGE = 100


@dataclass(frozen=True)
class Change:
    """A row that would be added or changed: what it is called, and field by field what was and what would be."""

    sheet: str
    row: int
    key: str
    title: str = ""
    is_public: bool = False
    fields: list = field(default_factory=list)


class PreviewPage:
    """An import as it is shown: the verdict, then what is wrong, then what changes, then the rest."""

    def __init__(self, held, *, language, page=None):
        self.held, self.language, self.shown = held, language, held.shown
        self.counts = self.shown["counts"]
        self.files = list(ImportFile.objects.filter(of=held).defer("content"))
        is_waiting = held.state == Import.State.PREVIEWED
        self.is_waiting = is_waiting
        self.verdict = messages.verdict(self.counts) if is_waiting else messages.outcome(self.counts)
        if held.state == Import.State.DISCARDED:
            self.verdict = _("This preview was discarded. Nothing was changed.")
        self.missing_words = messages.missing(self.counts)
        self.public_words = messages.public_effect(self.shown)
        self.notices = [messages.notice(told, language) for told in self.shown["notices"]]
        self.errors = [self._error(error) for error in self.shown["errors"]]
        self.more_errors = self.counts["errors"] - len(self.errors)
        self.rows = Paginator(self.shown["changed"] + self.shown["added"], PER_PAGE).get_page(page)

    @property
    def to_do(self):
        """How many rows applying writes."""
        return self.counts["added"] + self.counts["changed"]

    @property
    def may_apply(self):
        return self.is_waiting and not self.counts["errors"] and self.to_do > 0

    @property
    def changed(self):
        return [self._change(told) for told in self.rows.object_list if "fields" in told]

    @property
    def added(self):
        return [self._change(told) for told in self.rows.object_list if "fields" not in told]

    @property
    def missing(self):
        return [
            (messages.sheet_name(gone["sheet"], self.language), gone["key"])
            for gone in self.shown["missing"]
            if not gone["withdrawn"]
        ]

    @property
    def withdrawn(self):
        return [gone["key"] for gone in self.shown["missing"] if gone["withdrawn"]]

    @property
    def may_withdraw(self):
        """Whether commitments are missing, which may be withdrawn."""
        return self.is_waiting and any(
            gone["sheet"] == "commitments" and not gone["withdrawn"] for gone in self.shown["missing"]
        )

    @property
    def unchanged(self):
        return [
            (messages.sheet_name(code, self.language), count)
            for code, count in self.shown["unchanged"].items()
            if count
        ]

    def _error(self, error):
        return {
            "place": messages.error_place(error, self.language, is_one_table=self.shown["is_one_table"]),
            "value": error["value"],
            "sentence": messages.error_sentence(error, self.language),
        }

    def _change(self, told):
        sheet = messages.sheet_name(told["sheet"], self.language)
        fields = [
            (messages.column_name(told["sheet"], column, self.language), old, new)
            for column, old, new in told.get("fields", ())
        ]
        return Change(sheet, told["row"], told["key"], told.get("title", ""), told["public"], fields)


def past_imports(user, *, page=None):
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

    def head(self):
        return self.before

    def step(self, done):
        with translation.override(self.language):
            words = _("%(done)s of %(total)s rows") % {"done": done, "total": self.total}
        return format_html(
            '<p class="progress-step"><progress max="{}" value="{}" aria-hidden="true"></progress> {}</p>\n',
            self.total,
            done,
            words,
        )

    def end(self, *, problem=""):
        with translation.override(self.language):
            if problem:
                words = format_html('<p class="message message-error" role="alert">{}</p>', problem)
            else:
                words = format_html('<p class="message" role="status">{}</p>', _("Everything is saved."))
            link = format_html(
                '<p><a class="button button-primary" href="{}">{}</a></p>', self.address, _("Continue")
            )
        return words + link + self.after


def progress_page(request, held, language):
    """The ProgressPage for an import that is about to be written."""
    marker = "<!-- steps -->"
    whole = render_to_string("transfer/progress.html", {"import": held, "section": "imports"}, request)
    before, _marker, after = whole.partition(marker)
    return ProgressPage(before, after, held.added + held.changed, language, held.get_absolute_url())
