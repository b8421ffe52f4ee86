"""Makes the demonstration, once: all of it as one change set, written as the teams themselves would have written it."""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings

from embassy import clock
from embassy.audit import Channel, Recorder, change_set
from embassy.models import ChangeSet, Mission, SectorTeam, User
from programmes.actions import current, status
from programmes.change_events import ChangeEvent
from programmes.demo import people, stories
from programmes.demo.stories import State, Story
from programmes.models import Activity, Commitment, Event, EventProgramme, Programme, StatusReport

REFERENCE = "KR-2021"
FIRST_READING = dt.timedelta(hours=20)  # from a report's submission to what its reader does with it


class Refused(Exception):
    """The demonstration cannot be made here; the message says why in one sentence."""


@dataclass(frozen=True)
class Made:
    """How many rows of each kind there now are; none when the demonstration had been made before."""

    users: int = 0
    teams: int = 0
    owners: int = 0
    reports: int = 0
    activities: int = 0
    events: int = 0

    @property
    def is_new(self) -> bool:
        return bool(self.users)


def make_demo(*, at: dt.datetime) -> Made:
    """Make the demonstration over the Korea plan as of a moment. Made before, it is left as people changed it.

    Raises Refused unless DEBUG, without the real content, or where a name it needs is a real user's or team's.
    """
    if not settings.DEBUG:
        raise Refused("Demonstration data is made on a development server only (DEBUG=1).")
    if ChangeSet.objects.filter(channel=Channel.DEMO).exists():
        return Made()
    _refuse_unless_possible()
    programme = Programme.objects.get(reference=REFERENCE)
    with change_set(by=None, channel=Channel.DEMO, event=ChangeEvent.DEMONSTRATION_MADE) as record:
        teams = people.make_teams(record)
        users = people.make_people(record, teams, at=at)
        commitments = {
            commitment.number: commitment
            for commitment in programme.commitments.prefetch_related("sectors").order_by("position")
        }
        owners = people.assign_owners(record, commitments.values(), teams)
        made = Made(
            users=len(users),
            teams=len(teams),
            owners=owners,
            reports=_tell(record, commitments, users, at=at),
            activities=_make_activities(record, commitments, at=at),
            events=_make_events(record, programme, at=at),
        )
        current.refresh(commitments.values(), at=at)
    return made


def _refuse_unless_possible() -> None:
    missions = {team.mission for team in people.TEAMS}
    has_plan = Programme.objects.filter(reference=REFERENCE).exists()
    if not has_plan or Mission.objects.filter(slug__in=missions).count() < len(missions):
        raise Refused(f"The programme {REFERENCE} is not here yet: run “manage.py load_content” first.")
    names = [person.username for person in people.PEOPLE]
    taken = sorted(User.objects.filter(username__in=names, is_demo=False).values_list("username", flat=True))
    if taken:
        raise Refused(f"There are real users with the demonstration's names: {', '.join(taken)}.")
    for team in people.TEAMS:
        if SectorTeam.objects.filter(mission__slug=team.mission, slug=team.slug, is_demo=False).exists():
            raise Refused(f"There is a real team with the demonstration's name: {team.mission} {team.slug}.")


def _tell(
    record: Recorder, commitments: dict[str, Commitment], users: dict[str, User], *, at: dt.datetime
) -> int:
    """Report what the stories say, oldest first, so that each is written in the world it belongs to."""
    reported = sorted(
        (story for story in stories.STORIES if story.number in commitments), key=lambda story: -story.days_ago
    )
    for story in reported:
        commitment = commitments[story.number]
        voice = users[people.team_for(commitment).voice]
        _report(record, commitment, story, voice, users, at=at)
    return len(reported)


def _report(
    record: Recorder,
    commitment: Commitment,
    story: Story,
    voice: User,
    users: dict[str, User],
    *,
    at: dt.datetime,
) -> None:
    when = at - story.days_ago * clock.ONE_DAY
    content = status.ReportContent(
        status=story.status,
        summary=story.summary,
        summary_language=story.language,
        side=story.side,
        internal_note=story.internal_note,
        assessment=story.assessment,
        waiting_for=story.waiting_for,
        evidence=story.evidence,
        confirms=status.latest_standing(commitment) if story.confirms else None,
        is_demo=True,
    )
    if story.ends_as == State.DRAFT:
        status.save_draft(commitment, content, by=voice, at=when, into=record)
        return
    embargo_until = at + story.embargo_days * clock.ONE_DAY if story.embargo_days else None
    done = status.report_status(
        commitment, content, by=voice, embargo_until=embargo_until, at=when, into=record
    )
    _read(record, done.row, story, users, at=when + FIRST_READING)


def _read(
    record: Recorder, report: StatusReport, story: Story, users: dict[str, User], *, at: dt.datetime
) -> None:
    """What the lead or the administrator did with a submitted report."""
    lead, administrator = users["lead"], users["admin.seoul"]
    if story.ends_as == State.WITHDRAWN:
        status.withdraw(report, by=lead, reason=stories.WITHDRAWAL_REASON, at=at, into=record)
    elif story.ends_as == State.RETURNED:
        status.send_back(report, by=administrator, note=stories.RETURN_NOTE, at=at, into=record)
    elif story.ends_as == State.CLEARED and report.state == State.SUBMITTED:
        status.clear(report, by=administrator, at=at, into=record)


def _make_activities(record: Recorder, commitments: dict[str, Commitment], *, at: dt.datetime) -> int:
    happenings = [story for story in stories.HAPPENINGS if commitments.keys() >= set(story.numbers)]
    for happening in happenings:
        activity = record.create(
            Activity(
                kind=happening.kind,
                state=happening.state,
                title_en=happening.title_en,
                title_da=happening.title_da,
                takes_place_on=clock.public_day(at) + happening.days * clock.ONE_DAY,
                outcome=happening.outcome,
                is_public=happening.is_public,
                is_demo=True,
            )
        )
        record.set_links(activity, "commitments", [commitments[number] for number in happening.numbers])
    return len(happenings)


def _make_events(record: Recorder, programme: Programme, *, at: dt.datetime) -> int:
    for occasion in stories.OCCASIONS:
        event = record.create(
            Event(
                key=occasion.key,
                partnership=programme.partnership,
                kind=occasion.kind,
                title_en=occasion.title_en,
                title_da=occasion.title_da,
                starts_on=clock.public_day(at) + occasion.days * clock.ONE_DAY,
                is_public=True,
                is_demo=True,
            )
        )
        record.create(
            EventProgramme(event=event, programme=programme, relation=EventProgramme.Relation.REVIEWED)
        )
    return len(stories.OCCASIONS)
