"""Forms in the dress of the design system, and what people type in them as they see it."""

from collections.abc import Iterator, Mapping
from typing import Any, cast

from django import forms
from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest, QueryDict

from embassy.invisible import without_invisible
from embassy.storable import storable

CLASS_BY_WIDGET = {"input": "form-input", "textarea": "form-input", "select": "form-select"}


class DesignSystemRenderer(TemplatesSetting):
    """Draws forms with our own field templates, and a widget that names no class with the design system's.

    The admin's widgets name classes of their own and keep them.
    """

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        widget = context.get("widget")
        if widget and "class" not in widget["attrs"] and widget.get("type") not in {"hidden", "file"}:
            css_class = CLASS_BY_WIDGET.get(self._kind(template_name, widget))
            if css_class:
                widget["attrs"]["class"] = css_class
        return super().render(template_name, context, request)

    @staticmethod
    def _kind(template_name: str, widget: dict[str, Any]) -> str:
        """`input`, `textarea`, `select`, or the template's own name for what is none of them (a box to tick)."""
        name = template_name.rsplit("/", 1)[-1].removesuffix(".html")
        if name in {
            "text",
            "number",
            "email",
            "url",
            "password",
            "date",
            "datetime",
            "time",
            "search",
            "tel",
            "input",
        }:
            return "input"
        return name


class AsSeen(forms.BaseForm):
    """Takes what is typed as it is seen: characters that nobody sees come along from web pages, PDFs and Word.

    The rule is that of imported files. A text that stands there with such characters is the same without them, so what
    is sent back unchanged stays as it is. `to_the_letter` names the fields whose words are compared with a text's own.
    """

    to_the_letter: frozenset[str] = frozenset()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_bound:
            sent = cast(QueryDict, self.data)
            changed = dict(self._changed(sent))
            if changed:
                self.data = seen = sent.copy()
                for key, values in changed.items():
                    seen.setlist(key, values)

    def _changed(self, sent: QueryDict) -> Iterator[tuple[str, list[str]]]:
        """(name, values) where what was sent is not as it is seen."""
        for name, field in self.fields.items():
            if name in self.to_the_letter or isinstance(field.widget, forms.PasswordInput):
                continue
            standing = self.get_initial_for_field(field, name)
            for part in getattr(field.widget, "widgets_names", [""]):
                key = f"{self.add_prefix(name)}{part}"
                values = sent.getlist(key)
                seen = [_as_it_stands(without_invisible(value), standing) for value in values]
                if seen != values:
                    yield key, seen


def _as_it_stands(seen: str, standing: Any) -> str:
    """A text, or the one that stands there already and is seen as the same."""
    if not isinstance(standing, str) or standing.isascii():
        return seen
    is_same = _lines(seen) == _lines(without_invisible(standing))
    return standing if is_same else seen


def _lines(text: str) -> list[str]:
    return text.strip().splitlines()


class StaffForm(AsSeen, forms.Form):
    """A form of staff that is none of a single row."""


def typed(data: Mapping[str, Any], name: str) -> str:
    """A text that no field looks at: without what cannot be stored or seen, and without space around it."""
    return without_invisible(storable(data.get(name, ""))).strip()
