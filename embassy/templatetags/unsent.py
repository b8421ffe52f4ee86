"""Tags for what was typed and not sent, and the ticket that every form carries beside its CSRF token.

`csrf_token` takes the place of Django's own (settings, `builtins`), so that no form can be drawn without a ticket.
"""

from typing import Any

from django import template
from django.http import HttpRequest
from django.template.base import Parser, Token
from django.template.context import Context
from django.template.defaulttags import CsrfTokenNode
from django.utils.html import format_html
from django.utils.safestring import SafeString

from embassy.models.unsent import UnsentForm
from embassy.unsent import tickets
from embassy.unsent.keeping import unsent_form
from embassy.unsent.texts import Typed, typed_in

register = template.Library()


class FormMarks(CsrfTokenNode):
    """The CSRF token, and for whom the form is drawn."""

    def render(self, context: Context) -> SafeString:
        token = SafeString(super().render(context))
        request = getattr(context, "request", None)
        ticket = tickets.issue(request) if request else ""
        if not ticket:
            return token
        return format_html('{}<input type="hidden" name="{}" value="{}">', token, tickets.FIELD, ticket)


@register.tag
def csrf_token(parser: Parser, token: Token) -> FormMarks:
    return FormMarks()


@register.simple_tag(takes_context=True)
def typed_texts(context: dict[str, Any]) -> list[Typed]:
    """What was typed into the form that this page refuses."""
    request = context.get("request")
    return typed_in(request) if isinstance(request, HttpRequest) else []


@register.simple_tag(takes_context=True)
def unsent(context: dict[str, Any]) -> UnsentForm | None:
    """What the page's address names as not sent yet, for its reader."""
    request = context.get("request")
    return (
        unsent_form(request) if isinstance(request, HttpRequest) and request.user.is_authenticated else None
    )
