"""Editing what the editors add to a commitment: plain titles, sectors, SDGs, responsibilities, owner."""

from embassy import clock
from embassy.audit import Channel, StaleVersion, change_set
from programmes.actions import current
from programmes.actions.plans import set_responsible
from programmes.models import SDG, Commitment, Proposal, Responsibility, Sector
from programmes.models.shared import Side
from programmes.rules.responsible import by_side, responsible_on

TITLE_COLUMNS = ("plain_title_da", "plain_title_en")
EDITABLE = (*TITLE_COLUMNS, "owner_id", "sectors", "sdgs", "danish", "partner")


def editable_values(commitment: Commitment) -> dict[str, str | int | list[int] | None]:
    """What of a commitment people may edit, as plain values: a form's beginning, and what a proposal is about.

    `sectors`, `sdgs`, `danish` and `partner` (the organisations responsible on each side) are sorted lists of keys.
    """
    on = clock.today()
    sides = by_side(responsible_on(on, [commitment]))
    return {
        "plain_title_da": commitment.plain_title_da,
        "plain_title_en": commitment.plain_title_en,
        "owner_id": commitment.owner_id,
        "sectors": sorted(commitment.sectors.values_list("pk", flat=True)),
        "sdgs": sorted(commitment.sdgs.values_list("pk", flat=True)),
        "danish": sorted(part.organisation_id for part in sides[Side.DANISH]),
        "partner": sorted(part.organisation_id for part in sides[Side.PARTNER]),
    }


def edit_commitment(
    commitment, *, values, expected_version, by, reason="", at=None, channel=Channel.PAGE, into=None
):
    """Write some of EDITABLE. Raises StaleVersion when the commitment was saved since `expected_version`."""
    at = at or clock.now()
    reason = reason or f"Edited {commitment.reference}"
    with change_set(by=by, channel=channel, reason=reason, into=into) as record:
        held = Commitment.objects.select_for_update(of=("self",)).get(pk=commitment.pk)
        if held.version != expected_version:
            raise StaleVersion(held)
        before = editable_values(held)
        wanted = {name: value for name, value in values.items() if before[name] != value}
        columns = {name: wanted[name] for name in (*TITLE_COLUMNS, "owner_id") if name in wanted}
        record.update(held, **columns)
        for name, model in (("sectors", Sector), ("sdgs", SDG)):
            if name in wanted:
                record.set_links(held, name, model.objects.filter(pk__in=wanted[name]))
        for side in Side:
            if side.value in wanted:
                set_responsible(
                    held.pk,
                    side=side,
                    role=Responsibility.Role.RESPONSIBLE,
                    organisation_ids=wanted[side.value],
                    on=clock.public_day(at),
                    record=record,
                )
        if wanted and held.version == expected_version:
            record.touch(held)  # only responsibilities changed: the commitment moves on all the same
        current.refresh([held], at=at)
    return Commitment.objects.get(pk=held.pk)


def propose_edit(
    commitment, *, values, from_version, by, reason="", at=None, channel=Channel.PAGE, into=None
):
    """Put an edit before the lead. Only what differs from the present is kept; None when nothing does."""
    at = at or clock.now()
    before = editable_values(commitment)
    wanted = {name: value for name, value in values.items() if before[name] != value}
    if not wanted:
        return None
    with change_set(
        by=by, channel=channel, reason=f"Proposed an edit of {commitment.reference}", into=into
    ) as record:
        return record.create(
            Proposal(
                commitment=commitment,
                values=wanted,
                from_version=from_version,
                reason=reason,
                proposed_by=by,
                proposed_at=at,
            )
        )


def decide_proposal(proposal, *, accept, by, at=None, channel=Channel.PAGE, into=None):
    """Accept (and carry out) or decline a proposal. One that was decided already stays as it was."""
    at = at or clock.now()
    verb = "Accepted" if accept else "Declined"
    reason = f"{verb} an edit of {proposal.commitment.reference}"
    with change_set(by=by, channel=channel, reason=reason, into=into) as record:
        held = (
            Proposal.objects.select_for_update(of=("self",)).select_related("commitment").get(pk=proposal.pk)
        )
        if held.decided_at:
            return held
        record.update(held, is_accepted=accept, decided_by=by, decided_at=at)
        if accept:
            commitment = Commitment.objects.select_for_update(of=("self",)).get(pk=held.commitment_id)
            edit_commitment(
                commitment, values=held.values, expected_version=commitment.version, by=by, at=at, into=record
            )
    return held


def set_visibility(
    commitment, *, visibility, by, reason, expected_version=None, at=None, channel=Channel.PAGE, into=None
):
    """Withhold a commitment's status, or make it public.

    Raises StaleVersion when the commitment was saved since `expected_version`.
    """
    at = at or clock.now()
    with change_set(by=by, channel=channel, reason=reason, into=into) as record:
        record.update(commitment, status_visibility=visibility, expected_version=expected_version)
        current.refresh([commitment], at=at)
    return commitment


def move_deadline(commitment, *, due_on, reason, by, expected_version=None, channel=Channel.PAGE, into=None):
    """Set, move or lift (None) a deadline. Raises ValueError without a reason, which history keeps.

    Raises StaleVersion when the commitment was saved since `expected_version`.
    """
    if not reason.strip():
        raise ValueError("A deadline moves only with a reason.")
    with change_set(by=by, channel=channel, reason=reason, into=into) as record:
        record.update(commitment, due_on=due_on, expected_version=expected_version)
    return commitment


def set_sectors(commitments, *, sectors, by, keeps_others=True, reason="", channel=Channel.PAGE, into=None):
    """Give several commitments these sectors, beside those that they have or instead of them."""
    reason = reason or f"Set the sectors of {len(commitments)} commitments"
    with change_set(by=by, channel=channel, reason=reason, into=into) as record:
        for commitment in commitments:
            held = commitment.sectors.all() if keeps_others else ()
            record.set_links(commitment, "sectors", {*held, *sectors})


def reassign(commitments, *, by, owner=None, owner_team=None, reason="", channel=Channel.PAGE, into=None):
    """Give commitments to a person (`owner`), to a team (`owner_team`, then nobody's in particular), or to both.

    One change set, whatever the number. Returns how many changed.
    """
    names = ["owner"] if owner_team is None else ["owner", "owner_team"]
    reason = reason or f"Reassigned {len(commitments)} commitments"
    with change_set(by=by, channel=channel, reason=reason, into=into) as record:
        rows = Commitment.objects.select_for_update(of=("self",)).filter(pk__in=[c.pk for c in commitments])
        for row in rows:
            row.owner = owner
            if owner_team is not None:
                row.owner_team = owner_team
        return record.bulk_update(Commitment, rows, names)
