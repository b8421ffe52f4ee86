"""Plain titles, teams and owners of a whole programme: proposed from the wording, and set many at once."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import NamedTuple

from embassy import clock
from embassy.audit import Channel, Done, Recorder, change_set
from embassy.models import SectorTeam, User
from programmes.actions.commitments import PROPOSED_COLUMNS, TITLE_COLUMNS, reassign
from programmes.change_events import ChangeEvent
from programmes.models import Commitment, Programme
from programmes.models.commitments import CommitmentQuerySet
from programmes.rules.titles import proposed_title

LANGUAGES = ("da", "en")  # that plain titles are in


class TitleValues(NamedTuple):
    """What the table has of a commitment. Where the editors have given no title, the titles are those proposed."""

    plain_title_da: str
    plain_title_en: str
    owner_team_id: int | None
    owner_id: int | None


class TitleRow(NamedTuple):
    """A commitment's row: what its writer saw, and what they want."""

    commitment: int
    began: TitleValues
    wanted: TitleValues


@dataclass
class Outcome:
    """Ids of what was saved, and the rows as they now stand of which somebody saved something else meanwhile."""

    saved: list[int] = field(default_factory=list)
    refused: dict[int, Commitment] = field(default_factory=dict)


def has_unseen_title(commitment: Commitment) -> bool:
    """As the QuerySet's `with_unseen_title` has it."""
    has_title = commitment.plain_title_da or commitment.plain_title_en
    return not has_title and bool(commitment.proposed_title_da or commitment.proposed_title_en)


def shown_values(commitment: Commitment) -> TitleValues:
    """What the table shows of a commitment."""
    titles = PROPOSED_COLUMNS if has_unseen_title(commitment) else TITLE_COLUMNS
    danish, english = (getattr(commitment, name) for name in titles)
    return TitleValues(danish, english, commitment.owner_team_id, commitment.owner_id)


def _locked(programme: Programme) -> CommitmentQuerySet:
    """The commitments of a programme, locked when they are read, with what the record calls them by."""
    rows = Commitment.objects.select_for_update(of=("self",)).select_related("programme")
    return rows.filter(programme=programme)


def set_titles(
    programme: Programme,
    rows: Collection[TitleRow],
    *,
    accepts: bool,
    by: User,
    channel: str = Channel.PAGE,
    into: Recorder | None = None,
) -> Done[Outcome]:
    """Save what was changed in a programme's table; with `accepts`, proposed titles that were left as they are, too.

    A row of which somebody else has changed the same since its writer saw it is left alone.
    """
    outcome, parameters = Outcome(), {"reference": programme.reference}
    with change_set(
        by=by, channel=channel, event=ChangeEvent.TITLES_SET, parameters=parameters, into=into
    ) as record:
        wanted = {row.commitment: row for row in rows}
        locked = _locked(programme).filter(pk__in=wanted)
        changed = []
        for commitment in locked.order_by("pk"):
            values = _to_write(commitment, wanted[commitment.pk], accepts=accepts)
            if values is None:
                outcome.refused[commitment.pk] = commitment
            elif values:
                for name, value in values.items():
                    setattr(commitment, name, value)
                changed.append(commitment)
                outcome.saved.append(commitment.pk)
        names = (*TITLE_COLUMNS, *PROPOSED_COLUMNS, "owner_team", "owner")
        record.bulk_update(Commitment, changed, names)
    return Done(outcome, record.change_set)


def _to_write(commitment: Commitment, row: TitleRow, *, accepts: bool) -> dict[str, str | int | None] | None:
    """The columns that a row changes; None where somebody else has changed one of them to something else."""
    now, began, wanted = (values._asdict() for values in (shown_values(commitment), row.began, row.wanted))
    changed = {name: value for name, value in wanted.items() if value != began[name]}
    if any(now[name] not in (began[name], value) for name, value in changed.items()):
        return None
    if has_unseen_title(commitment):
        was_seen = all(now[name] == began[name] for name in TITLE_COLUMNS)
        if any(name in changed for name in TITLE_COLUMNS) or (accepts and was_seen):
            changed |= {name: wanted[name] for name in TITLE_COLUMNS} | dict.fromkeys(PROPOSED_COLUMNS, "")
    return changed


def propose_titles(
    programme: Programme, *, by: User, channel: str = Channel.PAGE, into: Recorder | None = None
) -> Done[int]:
    """Propose a title, in the wording's own language, for each commitment without one. Its row is how many got one."""
    parameters = {"reference": programme.reference}
    with change_set(
        by=by, channel=channel, event=ChangeEvent.TITLES_PROPOSED, parameters=parameters, into=into
    ) as record:
        without = (
            _locked(programme)
            .filter(withdrawn_on=None)
            .without_title()
            .filter(**dict.fromkeys(PROPOSED_COLUMNS, ""))
        )
        rows = []
        for commitment in without.with_wording_on(clock.today()).order_by("pk"):
            if commitment.wording_text and commitment.wording_language in LANGUAGES:
                title = proposed_title(commitment.wording_text, commitment.wording_language)
                setattr(commitment, f"proposed_title_{commitment.wording_language}", title)
                rows.append(commitment)
        count = record.bulk_update(Commitment, rows, PROPOSED_COLUMNS)
    return Done(count, record.change_set)


def drop_proposed_titles(
    programme: Programme, *, by: User, channel: str = Channel.PAGE, into: Recorder | None = None
) -> Done[int]:
    """Let go of all titles that were proposed and not accepted. Its row is how many there were."""
    parameters = {"reference": programme.reference}
    with change_set(
        by=by, channel=channel, event=ChangeEvent.PROPOSED_TITLES_DROPPED, parameters=parameters, into=into
    ) as record:
        rows = list(_locked(programme).exclude(**dict.fromkeys(PROPOSED_COLUMNS, "")).order_by("pk"))
        for row in rows:
            row.proposed_title_da = row.proposed_title_en = ""
        count = record.bulk_update(Commitment, rows, PROPOSED_COLUMNS)
    return Done(count, record.change_set)


def give_to_team(
    commitments: CommitmentQuerySet,
    team: SectorTeam,
    *,
    by: User,
    channel: str = Channel.PAGE,
    into: Recorder | None = None,
) -> Done[int]:
    """Give commitments to a team; those that are its own already keep their owner."""
    others = commitments.exclude(pk__in=commitments.filter(owner_team=team).values("pk"))
    return reassign(list(others), owner_team=team, by=by, channel=channel, into=into)
