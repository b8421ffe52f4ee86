"""Forms in the dress of the design system."""

from typing import Any

from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest

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
