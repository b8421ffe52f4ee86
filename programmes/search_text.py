"""How texts are folded so that a search forgives case and accents, alike on both databases."""

import unicodedata

# Letters that Unicode does not take apart, as people type them without the right keyboard.
_LETTERS = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "ð": "d", "þ": "th", "ł": "l"})


def fold(text):
    """Casefolded, without accents, white space collapsed: “Økonomisk  Café” becomes “okonomisk cafe”."""
    letters = text.casefold().translate(_LETTERS)
    plain = "".join(c for c in unicodedata.normalize("NFKD", letters) if not unicodedata.combining(c))
    return " ".join(plain.split())
