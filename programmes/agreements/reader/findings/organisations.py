"""Organisations that a commitment names: matched to known ones and their aliases, the others proposed with a side."""

import re
from collections.abc import Sequence
from typing import TypedDict

from programmes.agreements.reader.findings import acronyms

BODY = (
    r"(?:Ministr(?:y|ies)|Agency|Authority|Administration|Institute|University|Council|Board|Fund|Bank|Cluster|Centre|Center|Commission|Committee|"
    r"Alliance|Association|Federation|Organi[sz]ation|Department|Directorate|Confederation|Chamber|Foundation|Service|Office|Region|Municipality|"
    r"Ministeriet|Styrelsen|Myndighed|Universitet|Instituttet|Kommune)"
)
NAMED = re.compile(
    rf"\b(?:(?:Danish|Korean|Chinese|Japanese|Mexican|Indian|Indonesian|Vietnamese|Australian|South African)\s+)?(?:[A-ZÆØÅ][\w’&-]+\s+){{0,8}}{BODY}"
    rf"(?:\s+(?:of|for|on)\s+(?:the\s+)?[A-ZÆØÅ][\w’&-]+(?:(?:,\s+|\s+and\s+|,\s+and\s+|\s+)[A-ZÆØÅ][\w’&-]+)*)?|"
    r"\b[A-ZÆØÅ]?[\wæøå]*(?:ministeriet|styrelsen|universitetet|instituttet)\b"
)
DANISH = re.compile(
    r"\b(?:Danish|Denmark|Copenhagen|Dansk\w*|Danmarks?|København\w*)\b|\b\w+(?:ministeriet|styrelsen)\b"
)


class KnownOrganisation(TypedDict):
    slug: str
    names: list[str]
    side: str


class NamedOrganisation(TypedDict):
    """An organisation that a commitment names; `known` is the slug of a known one."""

    name: str
    acronym: str
    known: str | None
    side: str
    reason: str


def find(
    text: str, known: Sequence[KnownOrganisation], partner_words: Sequence[str] = ()
) -> list[NamedOrganisation]:
    by_name = {name.casefold(): organisation for organisation in known for name in organisation["names"]}
    given = acronyms.names(text)
    out: list[NamedOrganisation] = []
    seen: set[str] = set()
    for acronym in acronyms.find(text):
        body = by_name.get(acronym.casefold())
        name = given.get(acronym, "")
        if body is None and name:
            body = by_name.get(_bare(name).casefold()) or by_name.get(name.casefold())
        seen |= {name, acronym}
        out.append(_named(text, name, acronym, body, partner_words))
    for match in NAMED.finditer(text):
        name = match.group().strip()
        if (len(name.split()) < 2 and not re.search(r"(ministeriet|styrelsen)$", name)) or any(
            name in s or (s and s in name) for s in seen
        ):
            continue
        body = by_name.get(_bare(name).casefold()) or by_name.get(name.casefold())
        if body is None and len(name.split()) < 3:
            continue
        seen.add(name)
        out.append(_named(text, name, "", body, partner_words))
    return out


def _bare(name: str) -> str:
    return re.sub(
        r"^(?:the\s+)?(?:Danish|Korean|Chinese|Japanese|Mexican|Indian|Indonesian|Vietnamese|Australian)\s+",
        "",
        name,
    )


def _named(
    text: str, name: str, acronym: str, body: KnownOrganisation | None, partner_words: Sequence[str]
) -> NamedOrganisation:
    if body is not None:
        return {"name": name or body["names"][0], "acronym": acronym, "known": body["slug"], "side": body.get("side", ""),
                "reason": "the name or short name of a known organisation"}  # fmt: skip
    side, reason = "", "the text does not tell its side"
    at = text.find(name or acronym)
    near = text[max(0, at - 30) : at + len(name) + 3] if at >= 0 else name
    if DANISH.search(near):
        side, reason = "danish", "called Danish in the text"
    elif any(word and word in near for word in partner_words):
        side, reason = "partner", "called the partner's in the text"
    return {"name": name, "acronym": acronym, "known": None, "side": side, "reason": reason}
