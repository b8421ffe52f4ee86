"""Fields whose choices a form fills in when it is made."""

from typing import TypeAlias, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from embassy.types import StrOrPromise

# What a browser sends, and how it reads.
Choice: TypeAlias = tuple[int | str, StrOrPromise]
NOT_SHOWN = _("Not shown on the public site. May be covered by access to documents.")


def choice_field(form: forms.BaseForm, name: str) -> forms.ChoiceField:
    return cast(forms.ChoiceField, form.fields[name])
