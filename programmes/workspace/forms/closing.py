"""The last word on a commitment, and reopening a programme that was closed."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from programmes.models import StatusReport
from programmes.workspace.forms.decisions import ReasonForm
from programmes.workspace.forms.report import ReportForm

LONGEST_REASON = 300


class FinalForm(ReportForm):
    """A report as the final status; it begins with the status that was reported last."""

    @staticmethod
    def begin(newest: StatusReport | None, *, today: dt.date) -> dict[str, Any]:
        initial = ReportForm.blank(today=today, last_seen=newest.pk if newest else 0)
        return initial | ({"status": newest.status} if newest else {})


class ReopenForm(ReasonForm):
    reason = forms.CharField(
        label=_("Why is it opened again?"), max_length=LONGEST_REASON,
        help_text=_(
            "Colleagues read this. "
            "Not shown on the public site. May be covered by access to documents."
        ), widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why, so that colleagues understand it later.")},
    )  # fmt: skip
