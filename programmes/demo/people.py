"""The demonstration's cast: who they are, where they work, and which team follows which commitments."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from embassy import clock
from embassy.audit import Recorder
from embassy.models import Grant, Membership, Mission, SectorTeam, User
from programmes.models import Commitment

PASSWORD = "demo"  # noqa: S105 - known to everyone, which is why authentication refuses it unless DEBUG
Role = Membership.Role
YEARS_IN_POST = 2


@dataclass(frozen=True)
class Team:
    """A sector team at a mission; a team's `voice` is the username of the person who reports for it."""

    mission: str
    slug: str
    name_en: str
    name_da: str
    voice: str
    needs_clearance: bool = False


ENERGY, HEALTH, RESEARCH, TRADE, POLITICAL, WATER = TEAMS = (
    Team("seoul", "energy-environment", "Energy and environment", "Energi og miljø", "member"),
    Team("seoul", "health", "Health", "Sundhed", "demo.health"),
    Team(
        "seoul", "research-innovation", "Research and innovation", "Forskning og innovation", "demo.research"
    ),
    Team("seoul", "trade", "Trade", "Handel", "demo.trade"),
    Team("seoul", "political", "Political affairs", "Politik", "demo.political", needs_clearance=True),
    Team("beijing", "water", "Water", "Vand", "other"),
)


@dataclass(frozen=True)
class Person:
    """A demonstration user: in a team, at a mission, at headquarters, or a superuser without a role."""

    username: str
    last_name: str
    role: str = ""
    team: Team | None = None
    mission: str = ""
    signs_in: bool = True
    grants: tuple[str, ...] = ()


PEOPLE = (
    Person("member", "Member", Role.MEMBER, team=ENERGY),
    Person("lead", "Lead", Role.LEAD, team=ENERGY),
    Person("other", "Other", Role.MEMBER, team=WATER),
    Person("admin.seoul", "Administrator, Seoul", Role.ADMINISTRATOR, mission="seoul"),
    Person("admin.beijing", "Administrator, Beijing", Role.ADMINISTRATOR, mission="beijing"),
    Person("headquarters", "Headquarters", Role.HEADQUARTERS, grants=(Grant.Kind.KEEP_SHARED_LISTS,)),
    Person("super", "Superuser"),
    # The team whose reports need clearance.
    Person("political.member", "Political member", Role.MEMBER, team=POLITICAL),
    Person("political.lead", "Political lead", Role.LEAD, team=POLITICAL),
    # They only lend the other teams' reports a name; nobody can sign in as them.
    Person("demo.health", "Health", Role.MEMBER, team=HEALTH, signs_in=False),
    Person("demo.research", "Research", Role.MEMBER, team=RESEARCH, signs_in=False),
    Person("demo.trade", "Trade", Role.MEMBER, team=TRADE, signs_in=False),
    Person("demo.political", "Political affairs", Role.MEMBER, team=POLITICAL, signs_in=False),
)

# The first of these that a commitment has decides who follows it.
TEAM_BY_SECTOR = (
    ("human-rights", POLITICAL),
    ("defence-security", POLITICAL),
    ("political-affairs", POLITICAL),
    ("gender-equality", POLITICAL),
    ("health-life-science", HEALTH),
    ("energy", ENERGY),
    ("climate", ENERGY),
    ("environment", ENERGY),
    ("water", ENERGY),
    ("food-agriculture", ENERGY),
    ("maritime", ENERGY),
    ("research-innovation", RESEARCH),
    ("education", RESEARCH),
    ("trade-investment", TRADE),
    ("digital-technology", RESEARCH),
    ("cities", RESEARCH),
    ("culture-tourism", TRADE),
    ("arctic", POLITICAL),
    ("development-cooperation", POLITICAL),
)


def make_teams(record: Recorder) -> dict[Team, SectorTeam]:
    missions = {mission.slug: mission for mission in Mission.objects.all()}
    return {
        team: record.create(
            SectorTeam(
                mission=missions[team.mission],
                slug=team.slug,
                name_en=team.name_en,
                name_da=team.name_da,
                needs_clearance=team.needs_clearance,
                is_demo=True,
            )
        )
        for team in TEAMS
    }


def make_people(record: Recorder, teams: dict[Team, SectorTeam], *, at: dt.datetime) -> dict[str, User]:
    """The users as rows, by username, each with their place and what they are granted."""
    missions = {mission.slug: mission for mission in Mission.objects.all()}
    since = clock.public_day(at) - YEARS_IN_POST * 365 * clock.ONE_DAY
    made = {}
    for person in PEOPLE:
        user = made[person.username] = record.create(_user(person))
        if person.role:
            team = teams[person.team] if person.team else None
            mission = missions.get(person.mission)
            record.create(Membership(user=user, role=person.role, team=team, mission=mission, from_on=since))
        for kind in person.grants:
            record.create(Grant(user=user, kind=kind, from_on=since))
    return made


def _user(person: Person) -> User:
    user = User(
        username=person.username,
        first_name="Demo",
        last_name=person.last_name,
        language=User.Language.ENGLISH,
        is_staff=True,
        is_superuser=not person.role,
        is_demo=True,
    )
    if person.signs_in:
        user.set_password(PASSWORD)
    else:
        user.set_unusable_password()
    return user


def team_for(commitment: Commitment) -> Team:
    """The team that would follow a commitment, by its sectors; the political one where they say nothing."""
    sectors = {sector.slug for sector in commitment.sectors.all()}
    return next((team for slug, team in TEAM_BY_SECTOR if slug in sectors), POLITICAL)


def assign_owners(record: Recorder, commitments: Iterable[Commitment], teams: dict[Team, SectorTeam]) -> int:
    """Give each Korean commitment that nobody follows to its team, and Chinese ones to Beijing's. Says how many."""
    given = sum(
        record.update(commitment, owner_team=teams[team_for(commitment)])
        for commitment in commitments
        if commitment.owner_team_id is None
    )
    chinese = Commitment.objects.filter(programme__partnership__country__iso2="CN", owner_team=None)
    return given + sum(record.update(commitment, owner_team=teams[WATER]) for commitment in chinese)
