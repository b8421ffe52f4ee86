"""Which statuses are proposed to be withheld, by the words of the commitment. What is proposed, a person decides."""

import re
from collections.abc import Iterable

from embassy.folding import fold
from programmes.models import WithholdingWord

WHOLE_WORDS_UP_TO = 3  # letters; as in HR, which would else be found in “hrs”


class WithholdingWords:
    """The list as it stands, ready to be looked for in many texts."""

    def __init__(self, words: Iterable[WithholdingWord] | None = None) -> None:
        listed = WithholdingWord.objects.all() if words is None else words
        self._patterns = [(word.text, *_patterns(word)) for word in listed]

    def in_text(self, text: str) -> str:
        """The first listed word that a text contains, as it stands in the list; empty when there is none."""
        folded = fold(text)
        for listed, wanted, harmless in self._patterns:
            if wanted.search(harmless.sub(" ", folded) if harmless else folded):
                return listed
        return ""


def _patterns(word: WithholdingWord) -> tuple[re.Pattern[str], re.Pattern[str] | None]:
    harmless = [_pattern(one) for one in word.unless.split(",") if one.strip()]
    return re.compile(_pattern(word.text)), re.compile("|".join(harmless)) if harmless else None


def _pattern(words: str) -> str:
    """Words one after another, whatever stands between them, from the beginning of a word on; short ones whole."""
    parts = re.findall(r"\w+", fold(words))
    if not parts:
        return r"(?!)"
    end = r"\b" if len(parts[-1]) <= WHOLE_WORDS_UP_TO else r"\w*"
    return r"\b" + r"\W+".join(map(re.escape, parts)) + end
