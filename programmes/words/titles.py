"""What a commitment is called where it has no plain title yet: by the beginning of its wording."""

from django.template import Library
from django.utils.safestring import SafeString

from programmes.models import Commitment
from programmes.words.strings import in_language_marked, marked, shortened

LONGEST_TITLE = 120
register = Library()


def title_words(commitment: Commitment) -> str:
    """As plain text, for mails; the reference where there is no wording either."""
    words = commitment.current_wording.text if commitment.current_wording else ""
    return str(commitment.plain_title) or shortened(words, LONGEST_TITLE) or commitment.reference


@register.filter
def titled(commitment: Commitment) -> SafeString:
    """As HTML; a wording is marked with its language."""
    wording = commitment.current_wording
    if commitment.plain_title or wording is None:
        return marked(commitment.plain_title or commitment.reference)
    return in_language_marked(shortened(wording.text, LONGEST_TITLE), wording.language)
