"""Random histories of a few commitments, and what each shows at a moment, computed plainly from the rows."""

import datetime as dt
from contextlib import contextmanager

import time_machine
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

from embassy import clock
from embassy.audit import Channel, change_set
from programmes.actions import commitments, current, status, undo
from programmes.models import SDG, Commitment, Organisation, Sector, StatusReport, Wording
from programmes.models.shared import Side
from programmes.statuses import Status
from tests.conftest import IS_TRIAL

BEGINNING = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
COMMITMENTS = 2
State = StatusReport.State

# A step is what happens and how long after the step before; numbers pick among what there is to pick from.
_which = st.integers(0, COMMITMENTS - 1)
_pick = st.integers(0, 5)
_wait = st.one_of(st.integers(1, 90), st.integers(60, 60 * 24 * 40))  # minutes
_embargo = st.one_of(st.none(), st.integers(1, 60 * 24 * 60))  # minutes
_days_back = st.integers(0, 40)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("report"), _wait, _which, st.sampled_from(Status.values), _embargo, _days_back,
                  st.sampled_from([Side.DANISH, Side.DANISH, Side.DANISH, Side.PARTNER])),
        st.tuples(st.just("draft"), _wait, _which, st.sampled_from(Status.values)),
        st.tuples(st.just("clear"), _wait, _pick, _embargo),
        st.tuples(st.just("send_back"), _wait, _pick),
        st.tuples(st.just("withdraw"), _wait, _pick),
        st.tuples(st.just("set_visibility"), _wait, _which, st.sampled_from(Commitment.Visibility.values)),
        st.tuples(st.just("ask_for_clearance"), _wait, st.booleans()),
        st.tuples(st.just("reword"), _wait, _which, st.integers(-20, 20)),
        st.tuples(st.just("edit"), _wait, _which, st.text("æøåabc ", max_size=12)),
        st.tuples(st.just("mark"), _wait, _which, st.sampled_from(["sectors", "sdgs"]), _pick),
        st.tuples(st.just("make_responsible"), _wait, _which, st.sampled_from(["danish", "partner"]), _pick),
        st.tuples(st.just("withdraw_commitment"), _wait, _which, st.booleans()),
        st.tuples(st.just("publish"), _wait, st.integers(0, COMMITMENTS), st.booleans()),
        st.tuples(st.just("undo_publishing"), _wait),
    ),
    min_size=4,
    max_size=16,
)  # fmt: skip
moments = st.lists(st.integers(0, 60 * 24 * 130), min_size=1, max_size=6)  # minutes after the last write

# What a history does is rolled back after it. A shorter one that fails as well would take minutes to find.
in_one_world = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    phases=[Phase.explicit, Phase.generate],
    max_examples=1000 if IS_TRIAL else 12,
)


class History:
    """Plays steps, and remembers when each commitment was last written."""

    def __init__(self, plan, by):
        self.commitments = list(plan.commitments.order_by("position"))
        self.team, self.by, self.at = self.commitments[0].owner_team, by, BEGINNING
        self.writes, self.written_at = 0, {}
        self.changed_late = []  # commitments whose caches were wrong at the moment of a write
        self.programme, self.published = plan, []  # change sets that published something or took it off

    def play(self, steps):
        for name, wait, *details in steps:
            self.at += dt.timedelta(minutes=wait)
            with time_machine.travel(self.at, tick=False):
                written = getattr(self, f"_{name}")(*details)
            if written is not None:
                self.writes += 1
                self.written_at[written] = self.at
                if current.refresh([written], at=self.at):
                    self.changed_late.append((name, written))

    def _until(self, embargo):
        return embargo and self.at + dt.timedelta(minutes=embargo)

    def _one_in(self, state, pick):
        found = list(StatusReport.objects.filter(state=state).order_by("pk"))
        return found[pick % len(found)] if found else None

    def _report(self, which, value, embargo, days_back, side):
        as_of_on = clock.public_day(self.at) - days_back * clock.ONE_DAY
        return status.report_status(
            self.commitments[which],
            status.ReportContent(status=value, side=side, as_of_on=as_of_on),
            embargo_until=self._until(embargo),
            by=self.by,
            at=self.at,
        ).row.commitment_id

    def _draft(self, which, value):
        """A person has one draft of a commitment; whoever saves again goes on with it."""
        commitment = self.commitments[which]
        return status.save_draft(
            commitment,
            status.ReportContent(status=value),
            report=status.own_draft(commitment, self.by),
            by=self.by,
            at=self.at,
        ).row.commitment_id

    def _clear(self, pick, embargo):
        report = self._one_in(State.SUBMITTED, pick)
        return (
            report
            and status.clear(
                report, by=self.by, embargo_until=self._until(embargo), at=self.at
            ).row.commitment_id
        )

    def _send_back(self, pick):
        report = self._one_in(State.SUBMITTED, pick)
        return (
            report
            and status.send_back(report, note="Add the date.", by=self.by, at=self.at).row.commitment_id
        )

    def _withdraw(self, pick):
        report = self._one_in(State.CLEARED, pick)
        return (
            report and status.withdraw(report, reason="Not agreed.", by=self.by, at=self.at).row.commitment_id
        )

    def _set_visibility(self, which, value):
        commitment = Commitment.objects.get(pk=self.commitments[which].pk)
        return commitments.set_visibility(
            commitment, visibility=value, by=self.by, reason="Decided.", at=self.at
        ).row.pk

    def _ask_for_clearance(self, needs):
        with change_set(by=self.by, channel=Channel.PAGE, event="row_changed") as record:
            record.update(self.team, needs_clearance=needs)

    def _reword(self, which, days):
        """A new wording from a day on, which may lie ahead; the one before it ends the day before."""
        day = clock.public_day(self.at) + days * clock.ONE_DAY
        held = Wording.objects.get(commitment=self.commitments[which], valid_until=None)
        if held.valid_from and held.valid_from >= day:
            return None
        with change_set(by=self.by, channel=Channel.PAGE, event="row_changed") as record:
            record.update(held, valid_until=day - clock.ONE_DAY)
            record.create(
                Wording(commitment=held.commitment, text=f"From {day}", language="en",
                        provenance=held.provenance, valid_from=day)
            )  # fmt: skip
            current.refresh([held.commitment_id], at=self.at)
        return held.commitment_id

    def _edit(self, which, title):
        commitment = Commitment.objects.get(pk=self.commitments[which].pk)
        return commitments.edit_commitment(
            commitment, values={"plain_title_da": title}, expected_version=commitment.version,
            by=self.by, at=self.at,
        ).row.pk  # fmt: skip

    def _mark(self, which, name, pick):
        marks = list({"sectors": Sector, "sdgs": SDG}[name].objects.order_by("pk"))[: pick % 3]
        return self._edit_as(which, {name: [mark.pk for mark in marks]})

    def _make_responsible(self, which, side, pick):
        """Others end the day before: their days are past as soon as they are written."""
        organisations = list(Organisation.objects.order_by("pk"))
        return self._edit_as(which, {side: [one.pk for one in organisations[pick % 2 : pick % 3]]})

    def _edit_as(self, which, values):
        commitment = Commitment.objects.get(pk=self.commitments[which].pk)
        return commitments.edit_commitment(
            commitment, values=values, expected_version=commitment.version, by=self.by, at=self.at
        ).row.pk

    def _withdraw_commitment(self, which, is_withdrawn):
        row = Commitment.objects.get(pk=self.commitments[which].pk)
        with change_set(by=self.by, channel=Channel.PAGE, event="row_changed") as record:
            record.update(row, withdrawn_on=clock.public_day(self.at) if is_withdrawn else None)
        return

    def _row(self, which):
        """A commitment, or after the last of them the programme, as it is now."""
        row = [*self.commitments, self.programme][which]
        return type(row).objects.get(pk=row.pk)

    def _publish(self, which, value):
        """As the admin does it, which makes a commitment's caches anew whatever was changed."""
        row = self._row(which)
        with change_set(by=self.by, channel=Channel.PAGE, event="row_changed") as record:
            record.update(row, is_published=value)
            if isinstance(row, Commitment):
                current.refresh([row], at=self.at)
        if record.change_set:
            self.published.append((record.change_set, which))

    def _undo_publishing(self):
        """Undo the latest such change, unless somebody has written the same row since."""
        change, which = self.published.pop() if self.published else (None, None)
        if change is None or undo.why_not(change):
            return None
        undo.undo(change, by=self.by, at=self.at)
        row = self._row(which)
        return row.pk if isinstance(row, Commitment) else None


@contextmanager
def played(history, told):
    """The history, played; whatever happens, also while it is played, the world is as it was afterwards."""
    with transaction.atomic():
        history.play(told)
        yield history
        transaction.set_rollback(True)


def shown_plainly(commitment, *, at):
    """The public status and its report at a moment, by the rules as one would read them out."""
    if commitment.status_visibility != "public":
        return "withheld", None
    last = None
    for report in StatusReport.objects.filter(commitment=commitment, side="danish", state="cleared"):
        if report.effective_at > at:
            continue
        if last is None or (report.as_of_on, report.effective_at, report.pk) > (
            last.as_of_on, last.effective_at, last.pk
        ):  # fmt: skip
            last = report
    return (last.status, last.pk) if last else ("not_reported", None)


def wording_plainly(commitment, *, on):
    """The one wording that holds on a day; histories have a single language and provenance."""
    held = [
        wording.pk
        for wording in Wording.objects.filter(commitment=commitment)
        if (wording.valid_from or on) <= on <= (wording.valid_until or on)
    ]
    return held[0] if held else None
