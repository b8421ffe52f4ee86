"""Lists of basis agreements: where they begin, and that they go on over the names of areas inside them."""

from programmes.agreements.reader.findings import basis
from programmes.agreements.reader.parts import Part


def assign(parts: list[Part]) -> None:
    """Give the kind “basis” to the headings inside such a list, and set off lists of agreements without a heading."""
    is_open, level = False, 0
    for at, part in enumerate(parts):
        if part.role not in ("heading", "menu") or not part.is_text:
            continue
        if part.kind == "basis":
            is_open, level = _holds_agreements(parts, at), part.level
            part.kind = "basis" if is_open else ""
        elif is_open and not part.has_marker and part.block.words <= 8 and _leads_to_entries(parts, at):
            part.decide("basis", "names the field of the agreements below it", 0.8)
        elif is_open and part.role == "heading":
            is_open = part.level > level and not part.has_marker and _leads_to_entries(parts, at)


def _holds_agreements(parts: list[Part], at: int) -> bool:
    """Is any of the next few parts an entry, so that the heading means what it says?"""
    near = parts[at + 1 : at + 12]
    return any(basis.is_basis_table(p.table) if p.is_table else basis.is_entry(p.text) for p in near)


def _leads_to_entries(parts: list[Part], at: int) -> bool:
    """Do entries of agreements follow, before anything else of some length?"""
    for part in parts[at + 1 : at + 5]:
        if part.is_table:
            return basis.is_basis_table(part.table)
        if part.block.words <= 6 and not part.has_marker:
            continue
        return basis.is_entry(part.text)
    return False


def holds_entries(cluster: list[Part]) -> bool:
    """Is a list one of agreements with their years, whatever stands above it?"""
    return len(cluster) >= 2 and sum(basis.is_entry(p.text) for p in cluster) >= 0.7 * len(cluster)
