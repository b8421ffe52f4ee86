"""Editing what the editors add to a commitment: plain titles, sectors, SDGs, responsibilities, owner."""

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any, TypeAlias

from embassy import clock
from embassy.audit import Channel, Done, Recorder, StaleVersion, change_set
from embassy.models import SectorTeam, User
from programmes.actions import current
from programmes.actions.plans import set_responsible
from programmes.change_events import ChangeEvent
from programmes.models import SDG, Commitment, Proposal, Responsibility, Sector
from programmes.models.shared import Side
from programmes.rules.responsible import by_side, responsible_on

# By the names in EDITABLE, as JSON keeps them: texts, a key or None, and sorted lists of keys.
EditableValues: TypeAlias = dict[str, Any]
# Texts of the commitment's own table that people edit; forms, comparisons and what is written follow from it.
TITLE_COLUMNS = ("plain_title_da", "plain_title_en")
TEXT_COLUMNS = TITLE_COLUMNS  # of the form; another text is added to them here
# What a rule proposed for them; a title that a person gives takes its place.
PROPOSED_COLUMNS = ("proposed_title_da", "proposed_title_en")
EDITABLE = (*TEXT_COLUMNS, "owner_id", "sectors", "sdgs", "danish", "partner")


def editable_values(commitment: Commitment) -> EditableValues:
    """What of a commitment people may edit, as plain values: a form's beginning, and what a proposal is about.

    `sectors`, `sdgs`, `danish` and `partner` (the organisations responsible on each side) are sorted lists of keys.
    """
    on = clock.today()
    sides = by_side(responsible_on(on, [commitment]))
    return {
        **{name: getattr(commitment, name) for name in TEXT_COLUMNS},
        "owner_id": commitment.owner_id,
        "sectors": sorted(commitment.sectors.values_list("pk", flat=True)),
        "sdgs": sorted(commitment.sdgs.values_list("pk", flat=True)),
        "danish": sorted(part.organisation_id for part in sides[Side.DANISH]),
        "partner": sorted(part.organisation_id for part in sides[Side.PARTNER]),
    }


def edit_commitment(
    commitment: Commitment,
    *,
    values: Mapping[str, Any],
    expected_version: int,
    by: User,
    reason: str = "",
    at: dt.datetime | None = None,
    channel: str = Channel.PAGE,
    into: Recorder | None = None,
) -> Done[Commitment]:
    """Write some of EDITABLE. Raises StaleVersion when the commitment was saved since `expected_version`."""
    at = at or clock.now()
    parameters = {"reference": commitment.reference}
    with change_set(
        by=by,
        channel=channel,
        reason=reason,
        event=ChangeEvent.COMMITMENT_EDITED,
        parameters=parameters,
        into=into,
    ) as record:
        locked = Commitment.objects.select_for_update(of=("self",)).get(pk=commitment.pk)
        if locked.version != expected_version:
            raise StaleVersion(locked)
        before = editable_values(locked)
        wanted = {name: value for name, value in values.items() if before[name] != value}
        columns = {name: wanted[name] for name in (*TEXT_COLUMNS, "owner_id") if name in wanted}
        if any(name in wanted for name in TITLE_COLUMNS):
            columns |= dict.fromkeys(PROPOSED_COLUMNS, "")
        record.update(locked, **columns)
        for name, model in (("sectors", Sector), ("sdgs", SDG)):
            if name in wanted:
                record.set_links(locked, name, model.objects.filter(pk__in=wanted[name]))
        for side in Side:
            if side.value in wanted:
                set_responsible(
                    locked.pk,
                    side=side,
                    role=Responsibility.Role.RESPONSIBLE,
                    organisation_ids=wanted[side.value],
                    on=clock.public_day(at),
                    record=record,
                )
        if wanted and locked.version == expected_version:
            record.touch(locked)  # only responsibilities changed: the commitment moves on all the same
        current.refresh([locked], at=at)
    return Done(Commitment.objects.get(pk=locked.pk), record.change_set)


def propose_edit(
    commitment: Commitment,
    *,
    values: Mapping[str, Any],
    from_version: int,
    by: User,
    reason: str = "",
    at: dt.datetime | None = None,
    channel: str = Channel.PAGE,
    into: Recorder | None = None,
) -> Done[Proposal | None]:
    """Put an edit before the lead. Only what differs from the present is kept; None when nothing does."""
    at = at or clock.now()
    before = editable_values(commitment)
    wanted = {name: value for name, value in values.items() if before[name] != value}
    if not wanted:
        return Done(None, None)
    parameters = {"reference": commitment.reference}
    with change_set(
        by=by, channel=channel, event=ChangeEvent.EDIT_PROPOSED, parameters=parameters, into=into
    ) as record:
        proposal = record.create(
            Proposal(
                commitment=commitment,
                values=wanted,
                from_version=from_version,
                reason=reason,
                proposed_by=by,
                proposed_at=at,
            )
        )
    return Done(proposal, record.change_set)


def decide_proposal(
    proposal: Proposal,
    *,
    accept: bool,
    by: User,
    at: dt.datetime | None = None,
    channel: str = Channel.PAGE,
    into: Recorder | None = None,
) -> Done[Proposal]:
    """Accept (and carry out) or decline a proposal. One that was decided already stays as it was."""
    at = at or clock.now()
    event = ChangeEvent.EDIT_ACCEPTED if accept else ChangeEvent.EDIT_DECLINED
    parameters = {"reference": proposal.commitment.reference}
    with change_set(by=by, channel=channel, event=event, parameters=parameters, into=into) as record:
        locked = (
            Proposal.objects.select_for_update(of=("self",)).select_related("commitment").get(pk=proposal.pk)
        )
        if locked.decided_at:
            return Done(locked, None)
        record.update(locked, is_accepted=accept, decided_by=by, decided_at=at)
        if accept:
            commitment = Commitment.objects.select_for_update(of=("self",)).get(pk=locked.commitment_id)
            edit_commitment(
                commitment, values=locked.values, expected_version=commitment.version, by=by, at=at,
                into=record,
            )  # fmt: skip
    return Done(locked, record.change_set)


def set_visibility(
    commitment: Commitment,
    *,
    visibility: str,
    by: User,
    reason: str,
    expected_version: int | None = None,
    at: dt.datetime | None = None,
    channel: str = Channel.PAGE,
    into: Recorder | None = None,
) -> Done[Commitment]:
    """Withhold a commitment's status, or make it public.

    Raises StaleVersion when the commitment was saved since `expected_version`.
    """
    at = at or clock.now()
    parameters = {"count": 1}
    with change_set(
        by=by,
        channel=channel,
        reason=reason,
        event=ChangeEvent.VISIBILITY_SET,
        parameters=parameters,
        into=into,
    ) as record:
        record.update(commitment, status_visibility=visibility, expected_version=expected_version)
        current.refresh([commitment], at=at)
    return Done(commitment, record.change_set)


def move_deadline(
    commitment: Commitment,
    *,
    due_on: dt.date | None,
    reason: str,
    by: User,
    expected_version: int | None = None,
    channel: str = Channel.PAGE,
    into: Recorder | None = None,
) -> Done[Commitment]:
    """Set, move or lift (None) a deadline. Raises ValueError without a reason, which history keeps.

    Raises StaleVersion when the commitment was saved since `expected_version`.
    """
    if not reason.strip():
        raise ValueError("A deadline moves only with a reason.")
    parameters = {"reference": commitment.reference}
    with change_set(
        by=by,
        channel=channel,
        reason=reason,
        event=ChangeEvent.DEADLINE_SET,
        parameters=parameters,
        into=into,
    ) as record:
        record.update(commitment, due_on=due_on, expected_version=expected_version)
    return Done(commitment, record.change_set)


def set_sectors(
    commitments: Collection[Commitment],
    *,
    sectors: Collection[Sector],
    by: User,
    keeps_others: bool = True,
    reason: str = "",
    channel: str = Channel.PAGE,
    into: Recorder | None = None,
) -> Done[None]:
    """Give several commitments these sectors, beside those that they have or instead of them."""
    parameters = {"count": len(commitments)}
    with change_set(
        by=by, channel=channel, reason=reason, event=ChangeEvent.SECTORS_SET, parameters=parameters, into=into
    ) as record:
        for commitment in commitments:
            kept = commitment.sectors.all() if keeps_others else ()
            record.set_links(commitment, "sectors", {*kept, *sectors})
    return Done(None, record.change_set)


def reassign(
    commitments: Collection[Commitment],
    *,
    by: User,
    owner: User | None = None,
    owner_team: SectorTeam | None = None,
    reason: str = "",
    channel: str = Channel.PAGE,
    into: Recorder | None = None,
) -> Done[int]:
    """Give commitments to a person (`owner`), to a team (`owner_team`, then nobody's in particular), or to both.

    One change set, whatever the number. Its row is how many changed.
    """
    names = ["owner"] if owner_team is None else ["owner", "owner_team"]
    parameters = {"count": len(commitments)}
    with change_set(
        by=by,
        channel=channel,
        reason=reason,
        event=ChangeEvent.OWNER_REASSIGNED,
        parameters=parameters,
        into=into,
    ) as record:
        locked = Commitment.objects.select_for_update(of=("self",)).select_related("programme")
        rows = locked.filter(pk__in=[c.pk for c in commitments])
        for row in rows:
            row.owner = owner
            if owner_team is not None:
                row.owner_team = owner_team
        count = record.bulk_update(Commitment, rows, names)
    return Done(count, record.change_set)


def hand_over(
    moves: Collection[tuple[Collection[Commitment], User | SectorTeam | None]],
    *,
    whose: User | SectorTeam,
    by: User,
    reason: str = "",
    channel: str = Channel.PAGE,
    into: Recorder | None = None,
) -> Done[int]:
    """Give away what a person or a team follows: each group to a person, to another team, or to nobody in particular.

    One change set. Its row is how many commitments changed.
    """
    parameters = {"name": str(whose)}
    count = 0
    with change_set(
        by=by,
        channel=channel,
        reason=reason,
        event=ChangeEvent.COMMITMENTS_HANDED_OVER,
        parameters=parameters,
        into=into,
    ) as record:
        for rows, to in moves:
            target = {"owner_team": to} if isinstance(to, SectorTeam) else {"owner": to}
            count += reassign(rows, by=by, into=record, **target).row if rows else 0
    return Done(count, record.change_set)
