"""`{% static_fragment %}`: the parts of a page that are the same for every reader and at every address.

The header, the footer and what else stands in it whole are a seventh of a cold programme page.
"""

from django import template
from django.conf import settings
from django.template.base import Parser, Token
from django.template.loader_tags import BlockNode
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()


class StaticFragmentNode(template.Node):
    """Drawn once in each language, and nothing is known to it of the page that it stands in or of its reader."""

    child_nodelists = ()

    def __init__(self, nodelist: template.NodeList) -> None:
        self.nodelist = nodelist
        self.by_language: dict[str | None, SafeString] = {}

    def render(self, context: template.Context) -> SafeString:
        language = get_language()
        if settings.DEBUG or language not in self.by_language:  # who develops sees every change at once
            self.by_language[language] = self.nodelist.render(context.new())
        return self.by_language[language]


@register.tag
def static_fragment(parser: Parser, _token: Token) -> StaticFragmentNode:
    """Raises TemplateSyntaxError around a block, which other templates may fill with what is not for everyone."""
    nodelist = parser.parse(("endstatic_fragment",))
    parser.delete_first_token()
    if nodelist.get_nodes_by_type(BlockNode):
        raise template.TemplateSyntaxError(
            "Between static_fragment and endstatic_fragment there can be no block."
        )
    return StaticFragmentNode(nodelist)
