"""Fields whose choices a form fills in when it is made."""

from typing import TypeAlias, cast

from django import forms

from embassy.types import StrOrPromise

# What a browser sends, and how it reads.
Choice: TypeAlias = tuple[int | str, StrOrPromise]


def choice_field(form: forms.BaseForm, name: str) -> forms.ChoiceField:
    return cast(forms.ChoiceField, form.fields[name])
