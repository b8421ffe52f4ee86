"""A short title proposed from a wording: its first clause, without what every undertaking begins with."""

import re

LONGEST, SHORTEST = 90, 20  # signs; a clause shorter than this says too little

# What undertakings begin with, by language. What is cut off says who acts, which is so of all of them.
OPENINGS = {
    "en": re.compile(
        r"(?:the\s+)?(?:two\s+|both\s+)?(?:sides|parties|countries|governments|participants)\s+"
        r"(?:(?:will|shall|agree(?:d)?\s+to|intend\s+to|undertake\s+to|commit\s+to|are\s+to|are\s+committed\s+to)\s+)?"
        r"(?:(?:jointly|also|further|continue\s+to)\s+)?",
        re.IGNORECASE,
    ),
    "da": re.compile(
        r"(?:de\s+to\s+|begge\s+)?(?:parterne|parter|lande|sider|regeringer|regeringerne)\s+"
        r"(?:(?:vil|skal|er\s+enige\s+om\s+at|har\s+til\s+hensigt\s+at|forpligter\s+sig\s+til\s+at)\s+)?"
        r"(?:(?:i\s+fællesskab|også|fortsat)\s+)?",
        re.IGNORECASE,
    ),
}
MARKER = re.compile(r"^(?:[-–—•·*▪◦o]\s+|\(?[0-9]{1,2}(?:\.[0-9]{1,2})*[.)]\s+|\(?[a-z][.)]\s+)")
# A full stop after one or two letters is an abbreviation's.
SENTENCE = re.compile(r"(?:(?<=\w\w\w)|(?<=[)\]”\"]))[.;!?](?=\s+[^\Wa-z\d_]|\s*$)|[。；]")
# Where a clause may end; where none of the first does, one of the second, which often stands inside a name.
CLAUSES = (
    re.compile(
        r"[,;:–—(、，](?=\s|\w)|\s(?=(?:between|including|such\s+as|through|with\s+a\s+view|in\s+order|while|which|"
        r"mellem|herunder|såsom|gennem|ved\s+at|med\s+henblik|samt|som)\s)",
        re.IGNORECASE,
    ),
    re.compile(r"\s(?=(?:and|og)\s)", re.IGNORECASE),
)
END = " ,;:–—-(.、，。；"


def proposed_title(wording: str, language: str) -> str:
    """At most LONGEST signs of a wording, ending where a clause does, or with its first words. A person looks at it."""
    text = MARKER.sub("", " ".join(wording.split()))
    opening = OPENINGS[language].match(text) if language in OPENINGS else None
    if opening and len(text) - opening.end() >= SHORTEST:
        text = text[opening.end() :]
    text = _first_sentence(text).strip(END)
    if len(text) > LONGEST:
        text = _shortened(text)
    return text[:1].upper() + text[1:]


def _first_sentence(text: str) -> str:
    end = next((match.start() for match in SENTENCE.finditer(text) if match.start() >= SHORTEST), None)
    return text if end is None else text[:end]


def _shortened(text: str) -> str:
    """Up to the last clause that fits, else to the last word, else (where words are not told apart) cut."""
    for clause in CLAUSES:
        ends = [match.start() for match in clause.finditer(text) if SHORTEST <= match.start() <= LONGEST]
        if ends:
            return text[: ends[-1]].rstrip(END)
    words = text[: LONGEST - 1].rpartition(" ")[0] if " " in text[:LONGEST] else ""
    kept = words if len(words) >= SHORTEST else text[: LONGEST - 1]
    return f"{kept.rstrip(END)}…"
