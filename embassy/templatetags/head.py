"""`{% head_links %}`: what search engines and other programs are told of a public page."""

import html
from typing import Any

from django import template
from django.http import HttpRequest
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.templatetags.static import static
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from embassy.context import site_of

register = template.Library()
LOCALES = {"da": "da_DK", "en": "en_GB"}
PICTURE_WIDTH, PICTURE_HEIGHT = 1200, 630  # of static/img/share-*.png


@register.simple_tag(takes_context=True)
def head_links(context: template.RequestContext) -> str:
    """The page's own address, the same page in both languages, and its title and description for those who share it.

    A context may bring `description`, a plain text, and `linked_data`, ready JSON-LD; or a template fills the block
    `description`. Pages for staff and pages that say what is wrong get nothing: they are no pages to be found.
    """
    request = context.get("request")
    if request is None or "exception" in context or not _is_public(request):
        return ""
    site = site_of(request)
    language, rest = get_language(), request.path[3:]
    own, name = html.escape(f"{site}{request.path}"), html.escape(_("Strategic partnerships"))
    picture, about_picture = _picture(language)
    lines = [
        f'<link rel="canonical" href="{own}">',
        *(
            f'<link rel="alternate" hreflang="{code}" href="{html.escape(f"{site}/{code}{rest}")}">'
            for code in LOCALES
        ),
        f'<meta property="og:title" content="{_block(context, "title")}">',
        f'<meta property="og:url" content="{own}">',
        '<meta property="og:type" content="website">',
        f'<meta property="og:site_name" content="{name}">',
        f'<meta property="og:locale" content="{LOCALES[language]}">',
        f'<meta property="og:image" content="{html.escape(f"{site}{picture}")}">',
        *about_picture,
    ]
    description = html.escape(context.get("description") or "") or _block(context, "description")
    if description:
        lines.append(f'<meta name="description" content="{description}">')
        lines.append(f'<meta property="og:description" content="{description}">')
    if context.get("linked_data"):
        lines.append(f'<script type="application/ld+json">{context["linked_data"]}</script>')
    return SafeString("\n".join(lines))


def _is_public(request: HttpRequest) -> bool:
    """Whether the page is for readers without an account: has a language in its address, and is no sign-in."""
    match, path = request.resolver_match, request.path
    is_for_all = match is not None and not getattr(match.func, "login_required", True)
    return (
        is_for_all and path[:4] in {f"/{code}/" for code in LOCALES} and not path[3:].startswith("/account/")
    )


def _picture(language: str) -> tuple[str, tuple[str, ...]]:
    """(the path of the picture that shows beside the address of a shared page, what is said of it). Its
    alternative is what is written in it.
    """
    words = ". ".join(
        (
            _("Strategic partnerships"),
            _("What Denmark has agreed with each country, and the progress so far."),
        )
    )
    return static(f"img/share-{language}.png"), (
        f'<meta property="og:image:width" content="{PICTURE_WIDTH}">',
        f'<meta property="og:image:height" content="{PICTURE_HEIGHT}">',
        f'<meta property="og:image:alt" content="{html.escape(words)}">',
        '<meta name="twitter:card" content="summary_large_image">',
    )


def _block(context: Any, name: str) -> str:
    """What the page's template fills a block with, as the value of an attribute; nothing if it does not."""
    block = context.render_context[BLOCK_CONTEXT_KEY].get_block(name)
    return block.nodelist.render(context).strip().replace('"', "&quot;") if block else ""
