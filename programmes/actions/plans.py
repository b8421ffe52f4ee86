"""Writing whole plans: many commitments with their wordings and responsibilities at once, history included.

What is current (`programmes.actions.current`) is computed here for new commitments, since they have no reports and
no past; for those that were there already the caller refreshes it.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from embassy import bulk, clock
from programmes.models import Commitment, Organisation, OrganisationAlias, Responsibility, Wording
from programmes.search.text import fold
from programmes.statuses import PublicStatus

WORDING_COLUMNS = ("id", "commitment_id", "text", "language", "provenance", "valid_from", "passage_id")
RESPONSIBILITY_COLUMNS = ("id", "commitment_id", "organisation_id", "side", "role", "from_on")


@dataclass(slots=True)
class NewCommitment:
    """A commitment that is to be added. `columns` and `wording` are by column name, dates as ISO text.

    `responsible` are (organisation's id, side, role); they hold from the beginning.
    """

    id: int
    reference: str
    columns: dict
    wording: dict | None = None
    sectors: list = field(default_factory=list)
    sdgs: list = field(default_factory=list)
    responsible: list = field(default_factory=list)


class SearchWords:
    """The folded names under which organisations are found, read once."""

    def __init__(self):
        aliases = defaultdict(list)
        for organisation_id, name in OrganisationAlias.objects.order_by("name").values_list(
            "organisation_id", "name"
        ):
            aliases[organisation_id].append(name)
        self.slugs, self._words = {}, {}
        rows = Organisation.objects.values_list("pk", "slug", "name_en", "name_da", "acronym")
        for pk, slug, *names in rows:
            self.slugs[pk] = slug
            self._words[pk] = " ".join(filter(None, map(_fold, (*names, *aliases[pk]))))

    def of(self, organisation_ids):
        return [self._words[pk] for pk in organisation_ids]


def _fold(text):
    """`fold`, without the work where there is nothing to fold."""
    return " ".join(text.lower().split()) if text.isascii() else fold(text)


def add_commitments(rows, *, record, words):
    """Insert NewCommitments with all that belongs to them, into an open change set."""
    if not rows:
        return
    wording_ids = iter(bulk.reserve_ids(Wording, sum(row.wording is not None for row in rows)))
    wordings, wording_keys, responsibilities, responsibility_keys = [], [], [], []
    responsibility_ids = iter(bulk.reserve_ids(Responsibility, sum(len(row.responsible) for row in rows)))
    names = ("id", *rows[0].columns, "current_wording_id", "public_status", "search_text")
    table = []
    for row in rows:
        wording_id = None
        if row.wording:
            wording_id = next(wording_ids)
            said = row.wording
            columns = (said[name] for name in WORDING_COLUMNS[2:])
            wordings.append((wording_id, row.id, *columns))
            wording_keys.append(
                f"{row.reference}:{said['language']}:{said['provenance']}:{said['valid_from'] or ''}"
            )
        for organisation_id, side, role in row.responsible:
            responsibilities.append((next(responsibility_ids), row.id, organisation_id, side, role, None))
            responsibility_keys.append(f"{row.reference}:{words.slugs[organisation_id]}:{role}")
        is_withheld = row.columns["status_visibility"] == Commitment.Visibility.WITHHELD
        status = PublicStatus.WITHHELD if is_withheld else PublicStatus.NOT_REPORTED
        table.append((row.id, *row.columns.values(), wording_id, status.value, _search_text(row, words)))
    record.insert_many(
        Commitment,
        names,
        table,
        keys=[row.reference for row in rows],
        links={"sectors": [row.sectors for row in rows], "sdgs": [row.sdgs for row in rows]},
    )
    record.insert_many(Wording, WORDING_COLUMNS, wordings, keys=wording_keys)
    record.insert_many(Responsibility, RESPONSIBILITY_COLUMNS, responsibilities, keys=responsibility_keys)


def _search_text(row, words):
    own = [row.columns["number"], row.columns["plain_title_da"], row.columns["plain_title_en"]]
    own += [row.wording["text"]] if row.wording else []
    named = words.of(organisation_id for organisation_id, _side, _role in row.responsible)
    return " ".join(filter(None, [*map(_fold, own), *named]))


def set_wording(commitment_id, *, values, held, record):
    """Change the words of a commitment that is not in force yet, or give it its first. History keeps the old ones."""
    if held is not None:
        record.update(held, **values)
        return
    record.create(Wording(commitment_id=commitment_id, **values))


def set_responsible(commitment_id, *, side, role, organisation_ids, on, record):
    """Make just these responsible from `on`; others end the day before (or vanish if they began then)."""
    held = Responsibility.objects.filter(commitment=commitment_id, side=side, role=role).on(on)
    kept = set()
    for responsibility in held:
        if responsibility.organisation_id in organisation_ids:
            kept.add(responsibility.organisation_id)
        elif responsibility.from_on == on:
            record.delete(responsibility)
        else:
            record.update(responsibility, until_on=on - clock.ONE_DAY)
    for organisation_id in sorted(set(organisation_ids) - kept):
        record.create(
            Responsibility(
                commitment_id=commitment_id, organisation_id=organisation_id, side=side, role=role, from_on=on
            )
        )
