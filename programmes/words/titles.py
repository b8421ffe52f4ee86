"""What a commitment is called where it has no plain title yet: by the beginning of its wording."""

from django.template import Library
from django.utils.safestring import SafeString

from embassy.languages import active_language
from programmes.models import Commitment
from programmes.words.strings import in_language_marked, marked, shortened

LONGEST_TITLE, LONGEST_BY_WORDING = 120, 160
register = Library()


def title_words(commitment: Commitment) -> str:
    """As plain text, for mails; the reference where there is no wording either."""
    words = commitment.current_wording.text if commitment.current_wording else ""
    return str(commitment.plain_title) or shortened(words, LONGEST_TITLE) or commitment.reference


@register.filter
def titled(commitment: Commitment) -> SafeString:
    """As HTML; a wording is marked with its language."""
    wording = commitment.current_wording
    text, language = (wording.text, wording.language) if wording else (None, None)
    return titled_by(commitment, text, language, longest=LONGEST_TITLE)


def titled_by(
    commitment: Commitment, wording: str | None, language: str | None, *, longest: int = LONGEST_BY_WORDING
) -> SafeString:
    """The same by a wording that was fetched with the commitment, for lists that have room for more of it."""
    if commitment.plain_title or wording is None:
        return marked(commitment.plain_title or commitment.reference)
    return in_language_marked(shortened(wording, longest), language or active_language())
