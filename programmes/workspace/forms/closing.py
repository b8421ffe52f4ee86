"""The last word on a commitment, closing a programme, and reopening one that was closed."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as now_in_words
from django.utils.translation import gettext_lazy as _

from embassy.forms import StaffForm
from programmes.models import StatusReport
from programmes.statuses import final_criterion, final_phrase
from programmes.workspace.forms.decisions import ReasonForm
from programmes.workspace.forms.fields import NOT_SHOWN, choice_field
from programmes.workspace.forms.report import ReportForm

LONGEST_REASON = 300
COLLEAGUES_READ_IT = _(
    "Colleagues read this. Not shown on the public site. May be covered by access to documents."
)


class FinalForm(ReportForm):
    """A report as the final status, in the past tense. No status is chosen beforehand, not even the last one."""

    phrase_of = staticmethod(final_phrase)
    criterion_of = staticmethod(final_criterion)

    @staticmethod
    def begin(newest: StatusReport | None, *, today: dt.date) -> dict[str, Any]:
        return ReportForm.blank(today=today, last_seen=newest.pk if newest else 0)


class CloseForm(StaffForm):
    """Closing a programme; `left_open` are the numbers of commitments that it is closed without a final status of.

    Where they take several pages, `all_left_open` means those of every page.
    """

    all_left_open = forms.BooleanField(required=False)
    left_open = forms.MultipleChoiceField(label=_("Close without a final status"), required=False)
    why_left_open = forms.CharField(
        label=_("Why are they left without a final status?"), max_length=LONGEST_REASON, required=False,
        widget=forms.Textarea(attrs={"rows": 3}), help_text=NOT_SHOWN,
    )  # fmt: skip

    def __init__(self, data: QueryDict | None = None, *, numbers: Sequence[str] = (), **options: Any) -> None:
        super().__init__(data, **options)
        choice_field(self, "left_open").choices = [(number, number) for number in numbers]

    @property
    def ticked(self) -> set[str]:
        return set(self["left_open"].value() or ())

    def clean(self) -> dict[str, Any]:
        super().clean()
        leaves_open = self.cleaned_data.get("left_open") or self.cleaned_data.get("all_left_open")
        if leaves_open and not self.cleaned_data.get("why_left_open"):
            self.add_error("why_left_open", now_in_words("Say why, so that colleagues understand it later."))
        return self.cleaned_data


class ReopenForm(ReasonForm):
    reason = forms.CharField(
        label=_("Why is it opened again?"), max_length=LONGEST_REASON,
        help_text=COLLEAGUES_READ_IT, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why, so that colleagues understand it later.")},
    )  # fmt: skip
