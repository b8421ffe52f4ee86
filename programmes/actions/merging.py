"""Merging two rows of a shared list: every use of the one moves to the row that stays, in one change set.

A plan says what would change, and the same plan is carried out, so that a preview cannot differ from it.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.fields.reverse_related import ForeignObjectRel

from embassy import clock
from embassy.audit import Channel, Done, Recorder, StaleVersion, change_set
from embassy.deletions import is_automatic
from embassy.models import User
from programmes.actions import current
from programmes.change_events import ChangeEvent
from programmes.models import (
    BasisAgreement,
    Commitment,
    FormerSlug,
    Organisation,
    OrganisationAlias,
    Proposal,
    Responsibility,
    Sector,
)
from programmes.models.former_slugs import COLUMNS
from programmes.models.shared import Side

Shared = Organisation | Sector | BasisAgreement
# Where a waiting proposal keeps the keys of such rows.
NAMED_IN_PROPOSALS: dict[type[models.Model], tuple[str, ...]] = {
    Organisation: tuple(Side.values), Sector: ("sectors",), BasisAgreement: (),
}  # fmt: skip
# What is said of a succession, where there is none.
WITHOUT_SUCCESSOR: dict[str, Any] = {
    "successor": None, "succeeded_on": None, "succession_source_da": "", "succession_source_en": "",
    "succession_source_url": "", "succession_source_on": None,
}  # fmt: skip


class Move(NamedTuple):
    """A row whose column would name the one that stays."""

    row: models.Model
    column: str


class Widening(NamedTuple):
    """A part that stays, which has been held since the day on which its double began."""

    row: Responsibility
    from_on: dt.date | None


class Listing(NamedTuple):
    """A many-to-many list that would hold the one that stays."""

    holder: models.Model
    name: str


@dataclass
class MergePlan:
    """What merging `gone` into `kept` changes, elsewhere and on the row that stays.

    `doubles` are rows that would say the same twice, and go; `emptied` would name themselves, and name nothing.
    `aliases` are names of the one that goes, by which the other is found from then on.
    """

    gone: Shared
    kept: Shared
    moves: list[Move] = field(default_factory=list)
    doubles: list[models.Model] = field(default_factory=list)
    widenings: list[Widening] = field(default_factory=list)
    emptied: list[Organisation] = field(default_factory=list)
    listings: list[Listing] = field(default_factory=list)
    proposals: list[Proposal] = field(default_factory=list)
    own_lists: dict[str, list[models.Model]] = field(default_factory=dict)
    aliases: list[str] = field(default_factory=list)

    @property
    def used_by(self) -> list[models.Model]:
        """The rows of others that change."""
        return [
            *(move.row for move in self.moves),
            *self.doubles,
            *(widening.row for widening in self.widenings),
            *self.emptied,
            *(listing.holder for listing in self.listings),
            *self.proposals,
        ]


def slug_of(row: Shared) -> str:
    return row.key if isinstance(row, BasisAgreement) else row.slug


def merge_plan(gone: Shared, kept: Shared) -> MergePlan:
    """What a merge would do. Raises ValueError when the two are not two rows of one list."""
    if type(gone) is not type(kept) or gone.pk == kept.pk:
        raise ValueError("Two different rows of one list are merged.")
    plan = MergePlan(gone, kept)
    for relation in _relations(type(gone)):
        if relation.many_to_many:
            _plan_listings(plan, relation)
        elif relation.related_model is Organisation:
            _plan_predecessors(plan)
        else:
            _plan_moves(plan, relation)
    for own in type(gone)._meta.many_to_many:
        listed = list(getattr(kept, own.name).all())
        added = [target for target in getattr(gone, own.name).all() if target not in listed]
        if added:
            plan.own_lists[own.name] = [*listed, *added]
    plan.proposals = list(_proposals_naming(gone))
    plan.aliases = _names_to_keep(plan)
    return plan


def merge(
    gone: Shared,
    kept: Shared,
    *,
    by: User,
    at: dt.datetime | None = None,
    reason: str = "",
    channel: str = Channel.PAGE,
    into: Recorder | None = None,
) -> Done[Shared]:
    """Merge one row into another. Raises StaleVersion when either is gone by now."""
    at = at or clock.now()
    parameters = {"model": type(gone)._meta.label_lower, "name": str(gone), "title": str(kept)}
    with change_set(
        by=by, channel=channel, event=ChangeEvent.ROWS_MERGED, parameters=parameters, reason=reason,
        into=into,
    ) as record:  # fmt: skip
        locked = type(gone)._base_manager.select_for_update(of=("self",)).in_bulk([gone.pk, kept.pk])
        if len(locked) < 2:
            raise StaleVersion(gone)
        _carry_out(merge_plan(locked[gone.pk], locked[kept.pk]), record, at=at)
    return Done(locked[kept.pk], record.change_set)


def _carry_out(plan: MergePlan, record: Recorder, *, at: dt.datetime) -> None:
    gone, kept = plan.gone, plan.kept
    was_public = is_public(gone)
    touched = {row.pk for row in plan.used_by if isinstance(row, Commitment)}
    touched |= {row.commitment_id for row in plan.used_by if isinstance(row, Responsibility)}
    for double in plan.doubles:
        record.delete(double)
    for widening in plan.widenings:
        record.update(widening.row, from_on=widening.from_on)
    for move in plan.moves:
        values: dict[str, Any] = {move.column: kept}
        record.update(move.row, **values)
    for row in plan.emptied:
        record.update(row, **WITHOUT_SUCCESSOR)
    for listing in plan.listings:
        targets = getattr(listing.holder, listing.name).exclude(pk=gone.pk)
        record.set_links(listing.holder, listing.name, [*targets, kept])
    for name, rows in plan.own_lists.items():
        record.set_links(kept, name, rows)
    for proposal in plan.proposals:
        record.update(proposal, values=_renamed(proposal.values, gone, kept))
    if isinstance(kept, Organisation):
        for alias in plan.aliases:
            record.create(OrganisationAlias(organisation=kept, name=alias))
        touched |= set(
            Responsibility.objects.filter(organisation=kept).values_list("commitment_id", flat=True)
        )
    record.create(FormerSlug(slug=slug_of(gone), was_public=was_public, **{COLUMNS[type(gone)]: kept}))
    record.delete(gone)
    current.refresh(Commitment.objects.filter(pk__in=touched), at=at)


def is_public(row: Shared) -> bool:
    """Whether the public knows the row's short name: from its page, or of a basis agreement from lists of it."""
    if isinstance(row, BasisAgreement):
        published = Commitment.objects.published().order_by().values("programme")
        return row.listings.filter(programme__in=published).exists()
    return type(row).objects.public().filter(pk=row.pk).exists()


def _relations(model: type[models.Model]) -> Iterator[ForeignObjectRel]:
    """What of other tables names rows of this one; automatic tables of lists are reached as lists."""
    for relation in model._meta.get_fields(include_hidden=True):
        if isinstance(relation, ForeignObjectRel) and not is_automatic(relation.related_model):
            yield relation


def _plan_listings(plan: MergePlan, relation: ForeignObjectRel) -> None:
    name = relation.field.name
    holders = relation.related_model._base_manager.filter(**{name: plan.gone.pk})
    plan.listings += [Listing(holder, name) for holder in holders.order_by("pk")]


def _plan_predecessors(plan: MergePlan) -> None:
    """Organisations that were succeeded by the one that goes; the one that stays cannot succeed itself."""
    for row in Organisation.objects.filter(successor=plan.gone.pk).order_by("pk"):
        if row.pk == plan.kept.pk:
            plan.emptied.append(row)
        else:
            plan.moves.append(Move(row, "successor"))


def _plan_moves(plan: MergePlan, relation: ForeignObjectRel) -> None:
    column = relation.field.name
    table = relation.related_model._base_manager
    standing = [_said(row, column) for row in table.filter(**{column: plan.kept.pk})]
    for row in table.filter(**{column: plan.gone.pk}).order_by("pk"):
        said = _said(row, column)
        if said in standing or _is_refused(row, column, plan.kept):
            plan.doubles.append(row)
            plan.widenings += _widenings(row, plan.kept)
        else:
            plan.moves.append(Move(row, column))
            standing.append(said)


def _widenings(double: models.Model, kept: Shared) -> Iterator[Widening]:
    """The part that stays begins with the earlier of the two, so that no day loses it."""
    if not isinstance(double, Responsibility):
        return
    standing = Responsibility.objects.filter(
        commitment=double.commitment_id, role=double.role, organisation=kept.pk, until_on=None
    )
    for row in standing:
        if row.from_on is not None and (double.from_on is None or double.from_on < row.from_on):
            yield Widening(row, double.from_on)


def _said(row: models.Model, column: str) -> tuple[Any, ...]:
    """What a row says beside whom it names."""
    left_out = {column, "id", "version"}
    return tuple(
        field.value_from_object(row) for field in row._meta.concrete_fields if field.name not in left_out
    )


def _is_refused(row: Any, column: str, kept: Shared) -> bool:
    """Whether a constraint lets no second row like this name the one that stays."""
    moved = type(row)._base_manager.get(pk=row.pk)
    setattr(moved, column, kept)
    for constraint in type(row)._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint):
            try:
                constraint.validate(type(row), moved)
            except ValidationError:
                return True
    return False


def _proposals_naming(gone: Shared) -> Iterator[Proposal]:
    for proposal in Proposal.objects.waiting().order_by("pk"):
        if any(gone.pk in proposal.values.get(name, ()) for name in NAMED_IN_PROPOSALS[type(gone)]):
            yield proposal


def _renamed(values: dict[str, Any], gone: Shared, kept: Shared) -> dict[str, Any]:
    """A proposal's values with the one that stays in place of the one that goes, once."""
    named = {
        name: sorted({kept.pk if key == gone.pk else key for key in values[name]})
        for name in NAMED_IN_PROPOSALS[type(gone)]
        if name in values
    }
    return values | named


def _names_to_keep(plan: MergePlan) -> list[str]:
    """Names of an organisation that goes, which the other one does not have yet."""
    gone, kept = plan.gone, plan.kept
    if not isinstance(gone, Organisation) or not isinstance(kept, Organisation):
        return []
    known = {kept.name_en, kept.name_da, kept.acronym, *kept.aliases.values_list("name", flat=True)}
    moved = {row.name for row in gone.aliases.all()}
    names = dict.fromkeys([gone.name_en, gone.name_da, gone.acronym])
    return [name for name in names if name and name not in known | moved]
