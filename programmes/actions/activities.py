"""Recording what happened: activities, and the expected occurrences of recurring commitments."""

import secrets

from embassy import clock
from embassy.audit import Channel, StaleVersion, change_set
from programmes.models import Activity, Commitment, Document, Occurrence
from programmes.rules.recurrence import expected_periods

Recurrence = Commitment.Recurrence
# What the ambiguous word may turn out to mean, once a person has answered.
ANSWERS = frozenset({Recurrence.SEMIANNUAL, Recurrence.BIENNIAL})


class NotExpected(Exception):
    """The commitment expects no occurrence in that period."""


def save_activity(activity, *, commitments, by, documents=None, new_document=None, expected_version=None,
                  channel=Channel.PAGE, into=None):  # fmt: skip
    """Write an activity, new or changed, with the commitments it carries out and its documents.

    `documents` are those it has (None leaves them); `new_document` an unsaved Document to add to them. Raises
    StaleVersion when `expected_version` is older than the row.
    """
    verb = "Recorded" if activity._state.adding else "Edited"
    with change_set(
        by=by, channel=channel, reason=f"{verb} an activity: {activity.title}"[:300], into=into
    ) as record:
        record.save(activity, expected_version=expected_version)
        record.set_links(activity, "commitments", commitments)
        held = list(activity.documents.all()) if documents is None else list(documents)
        if new_document is not None:
            held.append(record.create(new_document))
        record.set_links(activity, "documents", held)
    return Activity.objects.get(pk=activity.pk)


def expected(commitment):
    """The periods in which a commitment expects an occurrence."""
    programme = commitment.programme
    return expected_periods(commitment.recurrence, starts_on=programme.starts_on, ends_on=programme.ends_on)


def _answer(
    commitment, *, period, state, record, activity=None, note="", expected_version=None, is_demo=False
):
    if period not in {one.key for one in expected(commitment)}:
        raise NotExpected(f"{commitment.reference} expects nothing in {period}.")
    held = (
        Occurrence.objects.select_for_update(of=("self",))
        .filter(commitment=commitment, period=period)
        .first()
    )
    if held and expected_version is not None and held.version != expected_version:
        raise StaleVersion(held)
    if held is None:
        row = Occurrence(
            commitment=commitment, period=period, state=state, activity=activity, note=note, is_demo=is_demo
        )
        return record.create(row)
    record.update(held, state=state, activity=activity, note=note)
    return held


def hold_occurrence(commitment, *, period, activity, by, note="", expected_version=None, is_demo=False,
                    channel=Channel.PAGE, into=None):  # fmt: skip
    """Record that an expected meeting was held, as `activity`, which is saved with it.

    `expected_version` is that of the answer that the writer was shown, 0 for none. Raises NotExpected, and StaleVersion
    when a colleague has answered meanwhile.
    """
    reason = f"Recorded the {period} meeting of {commitment.reference}"
    with change_set(by=by, channel=channel, reason=reason, into=into) as record:
        Commitment.objects.select_for_update(of=("self",)).get(pk=commitment.pk)
        record.save(activity)
        linked = set(activity.commitments.all()) | {commitment}
        record.set_links(activity, "commitments", linked)
        return _answer(
            commitment, period=period, state=Occurrence.State.HELD, record=record, activity=activity, note=note,
            expected_version=expected_version, is_demo=is_demo,
        )  # fmt: skip


def miss_occurrence(commitment, *, period, by, is_postponed=False, note="", expected_version=None, is_demo=False,
                    channel=Channel.PAGE, into=None):  # fmt: skip
    """Record that an expected meeting was postponed, or missed. Raises as `hold_occurrence` does."""
    state = Occurrence.State.POSTPONED if is_postponed else Occurrence.State.MISSED
    reason = f"Recorded the {period} meeting of {commitment.reference} as {state}"
    with change_set(by=by, channel=channel, reason=reason, into=into) as record:
        Commitment.objects.select_for_update(of=("self",)).get(pk=commitment.pk)
        return _answer(
            commitment, period=period, state=state, record=record, note=note, expected_version=expected_version,
            is_demo=is_demo,
        )  # fmt: skip


def answer_recurrence(commitment, *, recurrence, by, reason="", channel=Channel.PAGE, into=None):
    """Say what the text's “bi-annual” means here: twice a year, or every second year.

    Raises ValueError for any other answer, or where nothing was asked.
    """
    if commitment.recurrence != Recurrence.BIANNUAL or recurrence not in ANSWERS:
        raise ValueError("Only “bi-annual” is asked about: twice a year, or every second year.")
    reason = reason or f"Answered what “bi-annual” means in {commitment.reference}"
    with change_set(by=by, channel=channel, reason=reason, into=into) as record:
        record.update(commitment, recurrence=recurrence)
    return commitment


def link_document(*, title, language, url, authenticity, is_public, commitment, team, day=None):
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
