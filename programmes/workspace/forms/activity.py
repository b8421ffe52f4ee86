"""Recording what happened or is planned: one short form for a meeting, visit, workshop or project."""

import datetime as dt
from collections.abc import Iterable
from typing import Any, NamedTuple, TypedDict

from django import forms
from django.db.models import TextChoices
from django.forms import BoundField
from django.http import QueryDict
from django.utils.functional import keep_lazy_text
from django.utils.text import capfirst
from django.utils.translation import gettext as now_in_words
from django.utils.translation import gettext_lazy as _

from embassy.forms import StaffForm
from embassy.languages import active_language
from embassy.partial_dates import PartialDate, PartialDateFormField
from embassy.types import StrOrPromise
from programmes.models import Activity, Document
from programmes.models.shared import TextLanguage
from programmes.workspace.forms.fields import choice_field
from programmes.workspace.forms.report import TextField

TITLES = ("title_da", "title_en")
WORDS = ("place", "participants", "outcome", "text_language")
COLUMNS = ("kind", "state", *TITLES, "takes_place_on", *WORDS, "is_public")
DATE_HINT = _("As 2026, 2026-11 or 2026-11-22.")
HAPPENED = frozenset({Activity.State.HELD})

capfirst_lazy = keep_lazy_text(capfirst)


def in_capitals(choices: type[TextChoices]) -> list[tuple[str, StrOrPromise]]:
    """Choices whose labels begin with a capital letter, as they stand alone in a menu."""
    return [(value, capfirst_lazy(label)) for value, label in choices.choices]


class DocumentBox(NamedTuple):
    """A document that the activity has, and whether it is to keep it."""

    pk: int
    title: str
    is_kept: bool


class DocumentLink(TypedDict):
    """A document at a web address, as `link_document` takes it."""

    title: str
    url: str
    language: str
    authenticity: str
    is_public: bool


class LanguageField(forms.ChoiceField):
    """The language that somebody writes in: the page's, unless they choose another."""

    def __init__(self, **options: Any) -> None:
        super().__init__(choices=TextLanguage, required=False, **options)

    def clean(self, value: str | None) -> str:
        return super().clean(value) or active_language()


class ActivityForm(StaffForm):
    """An activity in the making, with the commitments that it carries out and a document that shows it.

    `offered` are the commitments that this person may tick; `version` that of the activity that the form began from.
    """

    kind = forms.ChoiceField(label=_("What is it?"), choices=in_capitals(Activity.Kind))
    state = forms.ChoiceField(label=_("What is the status?"), choices=in_capitals(Activity.State))
    title_da = forms.CharField(label=_("Title in Danish"), required=False, max_length=200)
    title_en = forms.CharField(label=_("Title in English"), required=False, max_length=200)
    takes_place_on = PartialDateFormField(label=_("Date"), required=False, help_text=DATE_HINT)
    place = forms.CharField(label=_("Place"), required=False, max_length=120)
    participants = TextField(label=_("Participants"), rows=2)
    outcome = TextField(label=_("Outcome"), rows=3, help_text=_("A sentence or two is enough."))
    text_language = LanguageField(label=_("Language of what you write"))
    is_public = forms.BooleanField(
        label=_("Show it on the public page"), required=False,
        help_text=_("Then anyone reads the title, date, place, participants and outcome."),
    )  # fmt: skip
    commitments = forms.TypedMultipleChoiceField(
        label=_("Which commitments does it carry out?"), coerce=int,
        error_messages={"required": _("Tick at least one commitment.")},
    )  # fmt: skip
    documents = forms.TypedMultipleChoiceField(label=_("Documents"), coerce=int, required=False)
    document_title = forms.CharField(label=_("Title of a document"), required=False, max_length=250)
    document_url = forms.URLField(
        label=_("Its web address"), required=False, max_length=500, assume_scheme="https",
        error_messages={"invalid": _("Write a whole web address, such as https://www.example.org/page.")},
    )  # fmt: skip
    document_language = forms.ChoiceField(label=_("Its language"), required=False, choices=TextLanguage)
    document_authenticity = forms.ChoiceField(label=_("It is"), required=False)
    document_is_public = forms.BooleanField(
        label=_("Anyone may read it"), required=False,
        help_text=_("Otherwise only your team and your mission's administrators find it here."),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        offered: Iterable[int],
        documents: Iterable[Document] = (),
        today: dt.date,
        **options: Any,
    ) -> None:
        super().__init__(data, **options)
        self.today, self.own_documents = today, list(documents)
        choice_field(self, "commitments").choices = [(pk, pk) for pk in offered]
        choice_field(self, "documents").choices = [
            (document.pk, str(document)) for document in self.own_documents
        ]
        authenticity = [
            ("", _("Neither authentic text nor translation")),
            *in_capitals(Document.Authenticity),
        ]
        choice_field(self, "document_authenticity").choices = authenticity

    @staticmethod
    def blank() -> dict[str, Any]:
        return {
            "kind": Activity.Kind.MEETING,
            "state": Activity.State.HELD,
            "text_language": active_language(),
            "document_language": active_language(),
            "version": 0,
        }

    @staticmethod
    def from_activity(activity: Activity) -> dict[str, Any]:
        return {name: getattr(activity, name) for name in COLUMNS} | {
            "version": activity.version,
            "document_language": active_language(),
            "documents": [document.pk for document in activity.documents.all()],
        }

    def titles(self) -> list[BoundField]:
        """The title in the page's language first."""
        first = f"title_{active_language()}"
        return [self[name] for name in (first, *(title for title in TITLES if title != first))]

    @property
    def opens_document(self) -> bool:
        names = ("document_title", "document_url", "document_authenticity")
        return any(self[name].value() or self[name].errors for name in names)

    def held_documents(self) -> list[DocumentBox]:
        kept = {str(value) for value in self["documents"].value() or ()}
        return [
            DocumentBox(document.pk, str(document), str(document.pk) in kept)
            for document in self.own_documents
        ]

    @property
    def ticked(self) -> list[int]:
        """The keys ticked in what was sent, as far as they are keys."""
        values = self["commitments"].value() or ()
        return [int(value) for value in values if str(value).isdecimal()]

    def clean(self) -> dict[str, Any]:
        super().clean()
        cleaned = self.cleaned_data
        if not (cleaned.get("title_da") or cleaned.get("title_en")):
            self.add_error(self.titles()[0].name, now_in_words("Give it a title in at least one language."))
        self._clean_date(cleaned.get("takes_place_on"), cleaned.get("state"))
        if cleaned.get("document_title") and not cleaned.get("document_url") and not self.errors:
            self.add_error("document_url", now_in_words("Say where the document is."))
        if cleaned.get("document_url") and not cleaned.get("document_title"):
            self.add_error("document_title", now_in_words("Give the document a title."))
        return cleaned

    def _clean_date(self, date: PartialDate | None, state: str | None) -> None:
        if "takes_place_on" in self.errors or state not in HAPPENED:
            return
        if date is None:
            self.add_error("takes_place_on", now_in_words("Say when it was held: the year is enough."))
        elif date.earliest > self.today:
            self.add_error(
                "takes_place_on", now_in_words("This is still to come. Choose “planned”, or another date.")
            )

    @property
    def columns(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in COLUMNS}

    @property
    def document(self) -> DocumentLink | None:
        """What was said of a new document; None where nothing was."""
        sent = self.cleaned_data
        if not sent["document_url"]:
            return None
        return {
            "title": sent["document_title"],
            "url": sent["document_url"],
            "language": sent["document_language"] or active_language(),
            "authenticity": sent["document_authenticity"],
            "is_public": sent["document_is_public"],
        }


class ActivityFilterForm(StaffForm):
    """Which activities the list shows; a value that is no choice counts as none."""

    whose = forms.ChoiceField(
        label=_("Whose"), required=False, choices=[("", _("My team's")), ("all", _("Everyone's"))]
    )
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("Any")), *in_capitals(Activity.State)]
    )
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("Any")), *in_capitals(Activity.Kind)]
    )
    programme = forms.ChoiceField(label=_("Programme"), required=False)
    q = forms.CharField(label=_("Words"), required=False, max_length=100)

    def __init__(self, data: QueryDict, *, programmes: Iterable[tuple[str, str]]) -> None:
        super().__init__(data)
        choice_field(self, "programme").choices = [("", _("Any")), *programmes]

    @property
    def wanted(self) -> dict[str, str]:
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in self.fields}
