"""Who does something in a sentence: the parties, named as such or by their names, before a verb of promise."""

import re

from programmes.agreements.reader import vocabulary as v

PARTY = re.compile(
    rf"(?:{v.PARTIES}|{v.PARTIES_DA}|(?:the|den|det)\s+\w+\s+(?:side|party|part|government|ministry|regering))$",
    re.I,
)
WHEN = re.compile(r"^(?:each|every|hvert|hver|i|in)\s+(?:\w+\s+){1,3}(?=(?:the|both|de|begge|den)\s)", re.I)
ADVERBS = re.compile(
    r"(?:\s+(?:\w+ly|also|further|together|each|both|therefore|thus|in particular|inter alia|fortsat|endvidere|også|i fællesskab|hver især|derfor))+$", re.I
)  # fmt: skip
SMALL = frozenset("of the and for on in og de den det af på i & both each its to with a an und e y".split())
CLAUSE = re.compile(
    r"^(?:In|To|On|For|Under|Within|Through|Building|With|By|As|At|During|From|Since|After|Before|Given|Recognising|Recognizing|Recalling|Following|"
    r"First(?:ly)?|Second(?:ly)?|Third(?:ly)?|Fourth(?:ly)?|Fifth(?:ly)?|Next|Then|Lastly|Furthermore|Moreover|Additionally|Finally|Likewise|Similarly|Inden|Med|Ved|Gennem|Endvidere|Desuden|Herudover|Over|Across|Regarding|Concerning)\b"
)
MOST_WORDS = 16


def before(text: str, verbs: re.Pattern[str], most: int = 300) -> str:
    """The subject in front of the first of `verbs` at the head of a text, without an opening clause; "" if none."""
    head = text[:most]
    verb = verbs.search(head)
    if not verb:
        return ""
    subject = head[: verb.start()].strip()
    if "," in subject and CLAUSE.match(subject):
        subject = subject.rpartition(",")[2].strip()
    subject = WHEN.sub("", subject)
    subject = ADVERBS.sub("", re.sub(r"\s*\([^)]*\)", "", f" {subject}")).strip(" ,")
    return subject if 0 < len(subject.split()) <= MOST_WORDS else ""


def is_party(subject: str) -> bool:
    """“Both Sides”, “the two Ministries”, “Parterne”."""
    return bool(PARTY.fullmatch(subject))


def is_named(subject: str) -> bool:
    """“Denmark and Norvania”, “The Danish Energy Agency (DEA)”: names throughout."""
    words = re.findall(r"[^\s,]+", subject)
    names = [w for w in words if w.casefold() not in SMALL]
    return bool(names) and all(w[0].isupper() for w in names)
