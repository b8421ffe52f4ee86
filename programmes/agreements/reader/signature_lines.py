"""The lines at the end of a text in which it is signed."""

from programmes.agreements.reader.blocks import Block
from programmes.agreements.reader.findings import signing
from programmes.agreements.reader.lines import Table
from programmes.agreements.reader.parts import Part

LONGEST_SIGNATURE = 30  # words of a part among the signature lines
MOST_SIGNATURES = 60  # parts
PARTY_WORDS = (
    "government ministry kingdom republic regering ministeri kongeriget republikken side parti denmark danmark"
).split()


def classify(parts: list[Part]) -> list[Block | Table]:
    """Give the role “signing” from “Done at …” or “For the Government of …” on, while lines stay short; return them."""
    for part in parts:
        if part.is_text and signing.DONE.match(part.text) and part.block.words <= LONGEST_SIGNATURE:
            part.decide("signing", "says where and when it was signed", 0.8)
    for at in range(len(parts) // 2, len(parts)):
        if parts[at].is_text and _opens_signatures(parts[at]):
            ending = _signatures(parts, at)
            if len(ending) <= MOST_SIGNATURES:
                for part in ending:
                    if part.is_text:
                        part.decide("signing", "a signature line", 0.8)
                return [part.element for part in ending]
    return []


def _opens_signatures(part: Part) -> bool:
    text = part.text
    return (
        bool(signing.FOR.match(text)) and part.block.words <= LONGEST_SIGNATURE and not text.endswith((";", "."))
        and not part.has_marker and _is_party(text)
    )  # fmt: skip


def _signatures(parts: list[Part], start: int) -> list[Part]:
    """The parts from the first signature line on, as long as they may belong to it."""
    out = []
    for part in parts[start : start + MOST_SIGNATURES + 1]:
        if part.is_text and (
            part.has_marker
            or part.block.words > LONGEST_SIGNATURE
            or part.block.first.heading
            or part.block.size > 1.2
        ):
            break
        out.append(part)
    return out


def _is_party(text: str) -> bool:
    return any(word in text.casefold() for word in PARTY_WORDS)
