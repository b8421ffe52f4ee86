"""Recording what happened: activities, and the expected occurrences of recurring commitments."""

import datetime as dt
import secrets
from collections.abc import Collection
from dataclasses import dataclass

from embassy import clock
from embassy.audit import Channel, Done, Recorder, StaleVersion, change_set
from embassy.models import SectorTeam, User
from embassy.types import AnyUser
from programmes.change_events import ChangeEvent
from programmes.models import Activity, Commitment, Document, Occurrence
from programmes.rules.recurrence import Period, expected_periods

Recurrence = Commitment.Recurrence
# What the ambiguous word may turn out to mean, once a person has answered.
ANSWERS = frozenset({Recurrence.SEMIANNUAL, Recurrence.BIENNIAL})


# What an activity says: one that says all the same of the same commitments is that one, sent again.
SAID = (
    "kind", "state", "title_da", "title_en", "takes_place_on", "place", "participants", "outcome", "text_language",
    "is_public", "is_demo",
)  # fmt: skip


class NotExpected(Exception):
    """The commitment expects no occurrence in that period."""


def recorded_already(
    activity: Activity,
    commitments: Collection[Commitment],
    *,
    by: AnyUser,
    new_document: Document | None = None,
) -> Activity | None:
    """The activity that was recorded in these words on these commitments, where a new one would say the same.

    The commitments are held until the transaction ends, so that of two sent at once one is there before the other.
    """
    _lock(commitments)
    chosen = {commitment.pk for commitment in commitments}
    alike = Activity.objects.visible_to(by).filter(
        pk__in=Activity.commitments.through.objects.filter(commitment__in=chosen).values("activity"),
        **{name: getattr(activity, name) for name in SAID},
    )
    if new_document is not None:
        known = Document.objects.visible_to(by).filter(url=new_document.url)
        alike = alike.filter(documents__in=known.values("pk"))
    for row in alike.order_by("pk").prefetch_related("commitments"):
        if {commitment.pk for commitment in row.commitments.all()} == chosen:
            return row
    return None


def save_activity(
    activity: Activity,
    *,
    commitments: Collection[Commitment],
    by: User,
    documents: Collection[Document] | None = None,
    new_document: Document | None = None,
    expected_version: int | None = None,
    channel: str = Channel.PAGE,
    into: Recorder | None = None,
) -> Done[Activity]:
    """Write an activity, new or changed, with the commitments it carries out and its documents.

    `documents` are those it has (None leaves them); `new_document` an unsaved Document to add to them. A new one that
    is there already, in the same words, is not made again. Raises StaleVersion when `expected_version` is older than
    the row.
    """
    event = ChangeEvent.ACTIVITY_RECORDED if activity._state.adding else ChangeEvent.ACTIVITY_EDITED
    parameters = {"title": activity.title}
    with change_set(by=by, channel=channel, event=event, parameters=parameters, into=into) as record:
        if activity._state.adding:
            earlier = recorded_already(activity, commitments, by=by, new_document=new_document)
            if earlier is not None:
                return Done(earlier, record.change_set)
        record.save(activity, expected_version=expected_version)
        record.set_links(activity, "commitments", commitments)
        kept = list(activity.documents.all()) if documents is None else list(documents)
        if new_document is not None:
            kept.append(record.create(new_document))
        record.set_links(activity, "documents", kept)
    return Done(Activity.objects.get(pk=activity.pk), record.change_set)


def _lock(commitments: Collection[Commitment]) -> None:
    """Hold some commitments until the transaction ends, so that what happens is recorded one after another."""
    keys = [commitment.pk for commitment in commitments]
    list(Commitment.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk"))


def expected(commitment: Commitment) -> list[Period]:
    programme = commitment.programme
    return expected_periods(commitment.recurrence, starts_on=programme.starts_on, ends_on=programme.ends_on)


@dataclass(frozen=True, kw_only=True)
class MeetingAnswer:
    """What became of an expected meeting, for the colleagues.

    `is_public` shows anyone that it was postponed or not held; one that was held is shown by its activity.
    `expected_version` is that of the answer that the writer was shown, 0 for none; None asks nothing.
    """

    period: str
    note: str = ""
    is_public: bool = False
    expected_version: int | None = None
    is_demo: bool = False


def _write_answer(
    commitment: Commitment,
    answer: MeetingAnswer,
    *,
    state: Occurrence.State,
    record: Recorder,
    activity: Activity | None = None,
) -> Occurrence:
    if answer.period not in {one.key for one in expected(commitment)}:
        raise NotExpected(f"{commitment.reference} expects nothing in {answer.period}.")
    occurrence = (
        Occurrence.objects.select_for_update(of=("self",))
        .filter(commitment=commitment, period=answer.period)
        .first()
    )
    version = answer.expected_version
    if occurrence and version is not None and occurrence.version != version:
        if record.is_empty and _says(occurrence, answer, state=state, activity=activity):
            return occurrence  # the same answer, sent again
        raise StaleVersion(occurrence)
    if occurrence is None:
        return record.create(
            Occurrence(
                commitment=commitment, period=answer.period, state=state, activity=activity,
                note=answer.note, is_public=answer.is_public, is_demo=answer.is_demo,
            )
        )  # fmt: skip
    record.update(occurrence, state=state, activity=activity, note=answer.note, is_public=answer.is_public)
    return occurrence


def _says(
    occurrence: Occurrence, answer: MeetingAnswer, *, state: Occurrence.State, activity: Activity | None
) -> bool:
    return (occurrence.state, occurrence.note, occurrence.is_public, occurrence.activity_id) == (
        state, answer.note, answer.is_public, activity and activity.pk,
    )  # fmt: skip


def _meeting(commitment: Commitment, period: str) -> dict[str, str]:
    return {"reference": commitment.reference, "period": period}


def hold_occurrence(
    commitment: Commitment,
    answer: MeetingAnswer,
    *,
    activity: Activity,
    by: User,
    channel: str = Channel.PAGE,
    into: Recorder | None = None,
) -> Done[Occurrence]:
    """Record that an expected meeting was held, as `activity`, which is saved with it.

    Raises NotExpected, and StaleVersion when a colleague has answered meanwhile.
    """
    parameters = _meeting(commitment, answer.period)
    with change_set(
        by=by, channel=channel, event=ChangeEvent.MEETING_RECORDED, parameters=parameters, into=into
    ) as record:
        _lock([commitment])
        record.save(activity)
        linked = set(activity.commitments.all()) | {commitment}
        record.set_links(activity, "commitments", linked)
        occurrence = _write_answer(
            commitment, answer, state=Occurrence.State.HELD, record=record, activity=activity
        )
    return Done(occurrence, record.change_set)


def miss_occurrence(
    commitment: Commitment,
    answer: MeetingAnswer,
    *,
    by: User,
    is_postponed: bool = False,
    channel: str = Channel.PAGE,
    into: Recorder | None = None,
) -> Done[Occurrence]:
    """Record that an expected meeting was postponed, or missed. Raises as `hold_occurrence` does."""
    state = Occurrence.State.POSTPONED if is_postponed else Occurrence.State.MISSED
    event = ChangeEvent.MEETING_POSTPONED if is_postponed else ChangeEvent.MEETING_NOT_HELD
    parameters = _meeting(commitment, answer.period)
    with change_set(by=by, channel=channel, event=event, parameters=parameters, into=into) as record:
        _lock([commitment])
        occurrence = _write_answer(commitment, answer, state=state, record=record)
    return Done(occurrence, record.change_set)


def answer_recurrence(
    commitment: Commitment,
    *,
    recurrence: str,
    by: User,
    reason: str = "",
    channel: str = Channel.PAGE,
    into: Recorder | None = None,
) -> Done[Commitment]:
    """Say what the text's “bi-annual” means here: twice a year, or every second year.

    Raises ValueError for any other answer, or where nothing was asked.
    """
    if commitment.recurrence != Recurrence.BIANNUAL or recurrence not in ANSWERS:
        raise ValueError("Only “bi-annual” is asked about: twice a year, or every second year.")
    parameters = {"reference": commitment.reference}
    with change_set(
        by=by,
        channel=channel,
        reason=reason,
        event=ChangeEvent.RECURRENCE_ANSWERED,
        parameters=parameters,
        into=into,
    ) as record:
        record.update(commitment, recurrence=recurrence)
    return Done(commitment, record.change_set)


def link_document(
    *,
    title: str,
    language: str,
    url: str,
    authenticity: str,
    is_public: bool,
    commitment: Commitment,
    team: SectorTeam | None,
    day: dt.date | None = None,
) -> Document:
    """An unsaved document at a web address, as evidence for an activity of `commitment`."""
    day = day or clock.today()
    base = f"{commitment.programme.reference}-{day.isoformat()}".lower()
    return Document(
        key=f"{base}-{secrets.token_hex(4)}",
        partnership=commitment.programme.partnership,
        team=team,
        kind=Document.Kind.OTHER,
        title_en=title if language != "da" else "",
        title_da=title if language == "da" else "",
        language=language,
        url=url,
        authenticity=authenticity,
        is_public=is_public,
        read_on=day,
    )
