"""What the public is shown: confirming it for each status of a programme, publishing a programme whole or only that it
exists, and stopping all of a country at once.
"""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields
from typing import Any, NamedTuple

from django.db import models

from embassy import clock
from embassy.audit import Channel, Done, Recorder, StaleVersion, change_set
from embassy.models import User
from embassy.partial_dates import PartialDate
from programmes.actions import current
from programmes.change_events import ChangeEvent
from programmes.models import Commitment, Document, Partnership, Programme

Visibility = Commitment.Visibility


class NotConfirmed(Exception):
    """Of `count` commitments nobody has confirmed whether their status is public: the programme is not published."""

    def __init__(self, count: int) -> None:
        super().__init__(f"The visibility of {count} statuses is not confirmed.")
        self.count = count


class TitlesUnseen(Exception):
    """Titles that a rule proposed for `count` commitments have been seen by nobody: the programme is not published."""

    def __init__(self, count: int) -> None:
        super().__init__(f"{count} proposed titles have been seen by nobody.")
        self.count = count


class NoLeave(Exception):
    """No party has published the text and the partner has not consented: at most its existence is shown."""


class AlreadySo(Exception):
    """Somebody did the same meanwhile."""


def require_confirmed(programme: Programme) -> None:
    """Raises NotConfirmed."""
    count = programme.commitments.unconfirmed().count()
    if count:
        raise NotConfirmed(count)


def require_titles_seen(programme: Programme) -> None:
    """Raises TitlesUnseen."""
    count = programme.commitments.with_unseen_title().count()
    if count:
        raise TitlesUnseen(count)


# ---- publishing a programme


@dataclass(frozen=True)
class Answers:
    """What somebody says of a programme before it is published."""

    party_publication: str = ""
    partner_consented_on: PartialDate | None = None
    consent_note: str = ""
    legal_character: str = Programme.LegalCharacter.NOT_STATED
    legal_character_source: str = ""
    predecessor: Programme | None = None
    is_complete: bool = False  # whether we have the full text

    @property
    def give_leave(self) -> bool:
        """Whether the text may be shown."""
        return bool(self.party_publication or self.partner_consented_on)

    @property
    def columns(self) -> dict[str, Any]:
        return {field.name: getattr(self, field.name) for field in fields(self)}


class Flags(NamedTuple):
    """Values that some rows of a model get when a programme is published."""

    model: type[models.Model]
    ids: list[int]
    values: dict[str, Any]


def flags_when_whole(programme: Programme) -> list[Flags]:
    """What publishing a programme whole writes, and what its preview therefore shows.

    A commitment that was held back by itself stays so; where all are (only the existence was public), all are shown.
    """
    commitments = programme.commitments.order_by("pk")
    held_back: Iterable[int] = (
        [] if commitments.filter(is_published=True).exists() else commitments.values_list("pk", flat=True)
    )
    return _flags(programme, {"is_published": True, "is_named_only": False}, held_back, is_shown=True)


def flags_when_named_only(programme: Programme) -> list[Flags]:
    """What publishing only the existence of a programme writes: its page without commitments and text."""
    values = {"is_published": True, "is_named_only": True, "is_complete": False}
    shown = programme.commitments.filter(is_published=True).order_by("pk").values_list("pk", flat=True)
    return _flags(programme, values, shown, is_shown=False)


def _flags(
    programme: Programme, values: dict[str, Any], commitments: Iterable[int], *, is_shown: bool
) -> list[Flags]:
    text = [programme.text_id] if programme.text_id else []
    return [
        Flags(Programme, [programme.pk], values),
        Flags(Commitment, list(commitments), {"is_published": is_shown}),
        Flags(Document, text, {"is_public": is_shown}),
    ]


def publish(
    programme: Programme,
    answers: Answers,
    *,
    expected_version: int,
    by: User,
    channel: str = Channel.PAGE,
    into: Recorder | None = None,
) -> Done[Programme]:
    """Show a programme to the public with its commitments and its text.

    Raises NoLeave, NotConfirmed or TitlesUnseen while something keeps it back, AlreadySo when it is published, and
    StaleVersion when it was saved since `expected_version`.
    """
    if not answers.give_leave:
        raise NoLeave
    parameters = {"reference": programme.reference}
    with change_set(
        by=by, channel=channel, event=ChangeEvent.DRAFT_PROGRAMME_PUBLISHED, parameters=parameters, into=into
    ) as record:
        locked = _locked(programme, expected_version)
        if locked.is_published and not locked.is_named_only:
            raise AlreadySo
        require_confirmed(locked)
        require_titles_seen(locked)
        _write_flags(record, locked, flags_when_whole(locked), answers.columns)
    return Done(locked, record.change_set)


def publish_existence(
    programme: Programme,
    answers: Answers,
    *,
    expected_version: int,
    by: User,
    channel: str = Channel.PAGE,
    into: Recorder | None = None,
) -> Done[Programme]:
    """Show the public that a programme exists: its name, period and country, nothing that was agreed.

    Raises AlreadySo when it is published, and StaleVersion when it was saved since `expected_version`.
    """
    parameters = {"reference": programme.reference}
    with change_set(
        by=by,
        channel=channel,
        event=ChangeEvent.PROGRAMME_EXISTENCE_PUBLISHED,
        parameters=parameters,
        into=into,
    ) as record:
        locked = _locked(programme, expected_version)
        if locked.is_published:
            raise AlreadySo
        _write_flags(record, locked, flags_when_named_only(locked), answers.columns)
    return Done(locked, record.change_set)


def keep_answers(
    programme: Programme,
    answers: Answers,
    *,
    expected_version: int,
    by: User,
    channel: str = Channel.PAGE,
    into: Recorder | None = None,
) -> Done[Programme]:
    """Keep what was said and publish nothing. Raises StaleVersion as `publish` does.

    Raises NoLeave where that would take away what a published programme is published on.
    """
    parameters = {"reference": programme.reference}
    with change_set(
        by=by, channel=channel, event=ChangeEvent.PUBLISHING_PREPARED, parameters=parameters, into=into
    ) as record:
        locked = _locked(programme, expected_version)
        is_whole = locked.is_published and not locked.is_named_only
        if is_whole and locked.may_be_public and not answers.give_leave:
            raise NoLeave
        columns = answers.columns
        if locked.is_named_only:
            del columns["is_complete"]  # asked anew when the whole is published
        record.update(locked, **columns)
    return Done(locked, record.change_set)


def _locked(programme: Programme, expected_version: int) -> Programme:
    locked = Programme.objects.select_for_update(of=("self",)).filter(pk=programme.pk).first()
    if locked is None:
        raise StaleVersion(programme)
    if locked.version != expected_version:
        raise StaleVersion(locked)
    return locked


def _write_flags(record: Recorder, programme: Programme, flags: list[Flags], columns: dict[str, Any]) -> None:
    for model, ids, values in flags:
        if model is Programme:
            record.update(programme, **(columns | values))
            continue
        rows = list(model._base_manager.filter(pk__in=ids).order_by("pk"))
        for row in rows:
            if isinstance(row, Commitment):
                row.programme = programme  # by which the record calls it
            for name, value in values.items():
                setattr(row, name, value)
        record.bulk_update(model, rows, list(values))


# ---- confirming, stopping


def confirm_visibility(
    programme: Programme,
    *,
    shown: Collection[int],
    withheld: Collection[int],
    by: User,
    at: dt.datetime | None = None,
    channel: str = Channel.PAGE,
    into: Recorder | None = None,
) -> Done[int]:
    """Confirm of the commitments that somebody was shown which statuses are withheld; the others become public.

    `shown` and `withheld` are ids. What somebody else has decided meanwhile stays. Its row is how many were confirmed.
    """
    at = at or clock.now()
    with change_set(
        by=by, channel=channel, event=ChangeEvent.VISIBILITY_CONFIRMED,
        parameters={"reference": programme.reference}, into=into,
    ) as record:  # fmt: skip
        rows = list(
            Commitment.objects.select_for_update(of=("self",))
            .filter(programme=programme, pk__in=shown)
            .unconfirmed()
            .order_by("pk")
        )
        for row in rows:
            row.status_visibility = Visibility.WITHHELD if row.pk in withheld else Visibility.PUBLIC
        record.bulk_update(Commitment, rows, ["status_visibility"])
        current.refresh(rows, at=at)
    return Done(len(rows), record.change_set)


def stop_publication(
    partnership: Partnership,
    *,
    by: User,
    reason: str = "",
    channel: str = Channel.PAGE,
    into: Recorder | None = None,
) -> Done[Partnership]:
    """Show the public nothing of a country from now on, on any page, file or feed. Raises AlreadySo."""
    return _set_published(
        partnership, False, ChangeEvent.PUBLICATION_STOPPED, by=by, reason=reason, channel=channel, into=into
    )


def resume_publication(
    partnership: Partnership,
    *,
    by: User,
    reason: str = "",
    channel: str = Channel.PAGE,
    into: Recorder | None = None,
) -> Done[Partnership]:
    """Show the public again what is published of a country. Raises AlreadySo."""
    return _set_published(
        partnership, True, ChangeEvent.PUBLICATION_RESUMED, by=by, reason=reason, channel=channel, into=into
    )


def _set_published(
    partnership: Partnership,
    is_published: bool,
    event: ChangeEvent,
    *,
    by: User,
    reason: str,
    channel: str,
    into: Recorder | None,
) -> Done[Partnership]:
    parameters = {"country": partnership.country.iso2}
    with change_set(
        by=by, channel=channel, reason=reason, event=event, parameters=parameters, into=into
    ) as record:
        locked = Partnership.objects.select_for_update(of=("self",)).get(pk=partnership.pk)
        if locked.is_published == is_published:
            raise AlreadySo
        record.update(locked, is_published=is_published)
    return Done(locked, record.change_set)
