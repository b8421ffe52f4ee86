"""A reporting round in a plain form: its name, the programme, and the days."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as now_in_words
from django.utils.translation import gettext_lazy as _

from embassy.days import DayFormField
from embassy.forms import StaffForm
from programmes.models import ReportingRound
from programmes.workspace.forms.fields import choice_field
from programmes.workspace.forms.report import DateInput

A_DAY = {"invalid": _("Write the day as 2026-03-12.")}


class RoundForm(StaffForm):
    """`programmes` are those that the user may open one for, as (reference, words)."""

    title = forms.CharField(
        label=_("What is it called?"), max_length=ReportingRound._meta.get_field("title").max_length,
        help_text=_("As in “Spring 2027”. The teams read it in their lists and in their mails."),
        error_messages={"required": _("Give it a name.")},
    )  # fmt: skip
    programme = forms.ChoiceField(
        label=_("Programme"), error_messages={"required": _("Choose the programme.")}
    )
    opens_on = DayFormField(
        label=_("Reports count from"), widget=DateInput(), help_text=_("Teams are asked again about "
                                                                       "what was reported before this"
                                                                       " day."),
        error_messages=A_DAY | {"required": _("Give the first day.")},
    )  # fmt: skip
    cut_off_on = DayFormField(
        label=_("Cut-off date"), widget=DateInput(), help_text=_("The last day to report."),
        error_messages=A_DAY | {"required": _("Give the last day.")},
    )  # fmt: skip

    def __init__(
        self, data: QueryDict | None = None, *, programmes: list[tuple[str, str]], **options: Any
    ) -> None:
        super().__init__(data, **options)
        blank = [] if len(programmes) == 1 else [("", _("– choose –"))]
        choice_field(self, "programme").choices = [*blank, *programmes]

    def clean(self) -> dict[str, Any]:
        super().clean()
        cleaned = self.cleaned_data
        first, last = cleaned.get("opens_on"), cleaned.get("cut_off_on")
        if first and last and last < first:
            self.add_error("cut_off_on", now_in_words("The cut-off date cannot be before the first day."))
        return cleaned

    @property
    def columns(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("title", "opens_on", "cut_off_on")}
