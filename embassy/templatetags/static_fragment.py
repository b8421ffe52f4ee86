"""`{% static_fragment %}`: the parts of a page that are the same for every reader and at every address."""

from django import template
from django.conf import settings
from django.template.loader_tags import BlockNode
from django.utils.translation import get_language

register = template.Library()


class StaticFragmentNode(template.Node):
    """Drawn once in each language, and nothing is known to it of the page that it stands in or of its reader."""

    child_nodelists = ()

    def __init__(self, nodelist):
        self.nodelist, self.kept = nodelist, {}

    def render(self, context):
        language = get_language()
        if settings.DEBUG or language not in self.kept:  # who develops sees every change at once
            self.kept[language] = self.nodelist.render(context.new())
        return self.kept[language]


@register.tag
def static_fragment(parser, _token):
    """Raises TemplateSyntaxError around a block, which other templates may fill with what is not for everyone."""
    nodelist = parser.parse(("endstatic_fragment",))
    parser.delete_first_token()
    if nodelist.get_nodes_by_type(BlockNode):
        raise template.TemplateSyntaxError(
            "Between static_fragment and endstatic_fragment there can be no block."
        )
    return StaticFragmentNode(nodelist)
