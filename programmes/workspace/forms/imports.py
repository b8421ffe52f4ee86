"""Choosing the files to import, and what they are for."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from embassy.forms import StaffForm
from programmes.intake import gates
from programmes.intake.refusal import Refused
from programmes.workspace.forms.fields import choice_field

MOST_FILES = 10


class FilesInput(forms.ClearableFileInput):
    """A file input that takes several."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One or several files, as (name, bytes)."""

    widget = FilesInput(attrs={"class": "form-input", "accept": ".xlsx,.csv,.tsv,.json"})

    def clean(self, data: Any, initial: Any = None) -> list[tuple[str, bytes]]:
        files = data if isinstance(data, list | tuple) else [data] if data else []
        if not files:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        if len(files) > MOST_FILES:
            raise forms.ValidationError(
                _("Send at most %(limit)s files at once."), params={"limit": MOST_FILES}
            )
        for file in files:
            try:
                gates.check_size(file.size)
            except Refused as refusal:
                raise forms.ValidationError(str(refusal)) from refusal
        return [(file.name, file.read()) for file in files]


class ImportForm(StaffForm):
    """`programmes` are those that the person may import into, as (reference, name)."""

    files = FilesField(  # type: ignore[assignment]  # Django takes fields out of the class: `form.files` stays its own
        label=_("Files"),
        help_text=_("Excel (.xlsx), CSV or JSON, up to 10 MB and 20,000 rows each. Several make one import."),
        error_messages={"required": _("Choose a file.")},
    )
    programme = forms.ChoiceField(
        label=_("For which programme?"),
        required=False,
        help_text=_("Not needed if the file contains references."),
    )
    withdraw_missing = forms.BooleanField(
        label=_("Withdraw commitments that are missing from the file"),
        required=False,
        help_text=_("Otherwise they stay as they are."),
    )

    def __init__(self, *args: Any, programmes: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice_field(self, "programme").choices = [("", _("The file says which")), *programmes]
