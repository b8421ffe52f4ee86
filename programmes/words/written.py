"""What people wrote, on every page: their line breaks stay, and another language is named where it stands."""

import re

from django.template import Library
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

from embassy.languages import LocalText, active_language
from programmes.words.strings import in_language

register = Library()
_LINE_BREAK = re.compile("\r\n|[\n\r\u2028\u2029]")


@register.filter
def written(text: str | None, language: str = "") -> SafeString:
    """A person's text as HTML. `language` is the one that it is in; one that fell back knows its own.

    What is HTML already has come through here before, and is left as it is.
    """
    if not text:
        return SafeString("")
    if isinstance(text, SafeString):
        return text
    if not language and isinstance(text, LocalText) and text.is_fallback:
        language = text.lang
    return in_its_language(SafeString("<br>".join(map(escape, _LINE_BREAK.split(text)))), language)


def in_its_language(html: SafeString, language: str) -> SafeString:
    """HTML of a text in one language, which is named beside it where it is not the page's."""
    if not language or language == active_language():
        return html
    return format_html(
        '<span lang="{}">{}</span> <span class="in-language">({})</span>',
        language,
        html,
        in_language(language),
    )
