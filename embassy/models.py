"""Who is who: users, countries, missions, sector teams, who belongs where and when, and the record of every change."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar, Self
from zoneinfo import ZoneInfo, available_timezones

from django.apps import apps
from django.contrib.auth.models import AbstractUser, UserManager
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from embassy import change_events, clock
from embassy.dated_rows import DatedQuerySet, DatedRow
from embassy.languages import Localised
from embassy.types import AnyUser, NaturalKey


@dataclass(frozen=True)
class Roles:
    """What a person may act as today: the ids of their teams, of those they lead, and of their missions.

    `mission_ids` are the missions where the person works in any way, `administered_mission_ids` those whose
    programmes they administer. A superuser's rights are said by `is_superuser` alone.
    """

    team_ids: frozenset[int] = frozenset()
    led_team_ids: frozenset[int] = frozenset()
    mission_ids: frozenset[int] = frozenset()
    administered_mission_ids: frozenset[int] = frozenset()
    is_superuser: bool = False

    @property
    def leads_or_administers(self) -> bool:
        return bool(self.led_team_ids or self.administered_mission_ids or self.is_superuser)


NOBODY = Roles()


def roles_of(user: AnyUser) -> Roles:
    """The roles of any user, an anonymous or disabled one included (who has none)."""
    return user.roles if user.is_authenticated and user.is_active else NOBODY


class UserQuerySet(models.QuerySet["User"]):
    def visible_to(self, user: AnyUser) -> Self:
        """A lead sees the members of their team, an administrator those of their missions, everyone themselves."""
        roles = roles_of(user)
        if roles.is_superuser:
            return self
        if roles is NOBODY:
            return self.none()
        seen = Membership.objects.not_over(clock.today()).filter(
            Q(team__in=roles.led_team_ids)
            | Q(team__mission__in=roles.administered_mission_ids)
            | Q(mission__in=roles.administered_mission_ids)
        )
        return self.filter(Q(pk=user.pk) | Q(pk__in=seen.values("user")))

    def editable_by(self, user: AnyUser) -> Self:
        """Administrators keep those who work at their mission alone, now or later; superusers keep each other.

        Whoever leaves a mission is kept by the next one from the day that a membership there is entered.
        """
        roles = roles_of(user)
        if roles.is_superuser:
            return self
        here = Q(team__mission__in=roles.administered_mission_ids) | Q(
            mission__in=roles.administered_mission_ids
        )
        memberships = Membership.objects.not_over(clock.today())
        kept, elsewhere = memberships.filter(here), memberships.exclude(here)
        return self.filter(pk__in=kept.values("user"), is_superuser=False).exclude(
            pk__in=elsewhere.values("user")
        )

    def colleagues_in(self, team: "SectorTeam", *, on: dt.date, without: "User | None" = None) -> Self:
        """Those who can take over in a team on a day, `without` the one who hands over."""
        of_team = Membership.objects.on(on).filter(team=team)
        people = self.filter(Q(pk__in=of_team.values("user")), is_active=True)
        if without:
            people = people.exclude(pk=without.pk)
        return people.order_by("first_name", "last_name", "username")


class StaffManager(UserManager["User"]):
    """Django's own manager of users, with our questions."""

    def get_queryset(self) -> UserQuerySet:
        return UserQuerySet(self.model, using=self._db)

    def visible_to(self, user: AnyUser) -> UserQuerySet:
        return self.get_queryset().visible_to(user)

    def editable_by(self, user: AnyUser) -> UserQuerySet:
        return self.get_queryset().editable_by(user)

    def colleagues_in(
        self, team: "SectorTeam", *, on: dt.date, without: "User | None" = None
    ) -> UserQuerySet:
        return self.get_queryset().colleagues_in(team, on=on, without=without)


class User(AbstractUser):
    """A person who signs in: a member of staff of a mission or of the ministry."""

    class Language(models.TextChoices):
        DANISH = "da", _("Danish")
        ENGLISH = "en", _("English")

    language = models.CharField(_("language"), max_length=2, choices=Language, default=Language.DANISH)
    is_demo = models.BooleanField(
        _("is a demonstration user"),
        default=False,
        help_text=_("Demonstration users can sign in only on a development server."),
    )

    objects: ClassVar[StaffManager] = StaffManager()

    audit_secret = frozenset({"password"})
    audit_derived = frozenset({"last_login"})

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    @cached_property
    def roles(self) -> Roles:
        """What this person may act as today, read once for each fetched user (so once for each request)."""
        if self.is_superuser:
            return Roles(is_superuser=True)
        teams: set[int] = set()
        led: set[int] = set()
        missions: set[int] = set()
        administered: set[int] = set()
        for membership in Membership.objects.filter(user=self).on(clock.today()).select_related("team"):
            # Which of the two a role has, `membership_is_of_a_team_or_administers_a_mission` says.
            if membership.mission_id is not None:
                missions.add(membership.mission_id)
                administered.add(membership.mission_id)
            elif membership.team is not None:
                teams.add(membership.team.pk)
                missions.add(membership.team.mission_id)
                if membership.role == Membership.Role.LEAD:
                    led.add(membership.team.pk)
        return Roles(frozenset(teams), frozenset(led), frozenset(missions), frozenset(administered))


# Words that stand where a country's name would in addresses, and so can be no country's.
RESERVED_SLUGS = [
    "about",
    "accessibility",
    "account",
    "matrix",
    "organisation",
    "privacy",
    "search",
    "sdg",
    "sector",
    "statistics",
    "track-kind",
    "work",
]


class Country(models.Model):
    """A partner country, or Denmark, under the names that the ministry uses."""

    iso2 = models.CharField(_("ISO code, two letters"), max_length=2, unique=True)
    iso3 = models.CharField(_("ISO code, three letters"), max_length=3, unique=True)
    slug = models.SlugField(
        _("name in addresses"), unique=True, help_text=_("The English name, in both languages.")
    )
    name_da = models.CharField(_("name (Danish)"), max_length=80)
    name_en = models.CharField(_("name (English)"), max_length=80)
    official_name_da = models.CharField(_("official name (Danish)"), max_length=120, blank=True)
    official_name_en = models.CharField(_("official name (English)"), max_length=120, blank=True)
    is_partner = models.BooleanField(_("is a partner country"), default=True)

    name = Localised("name")
    official_name = Localised("official_name")

    class Meta:
        verbose_name = _("country")
        verbose_name_plural = _("countries")
        ordering = ["name_en"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(slug__in=RESERVED_SLUGS),
                name="country_slug_is_not_a_reserved_address",
                violation_error_message=_("This name in addresses is used by another page. Choose another."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> NaturalKey:
        return (self.iso2,)


class MissionQuerySet(models.QuerySet["Mission"]):
    def editable_by(self, user: AnyUser) -> Self:
        roles = roles_of(user)
        return self if roles.is_superuser else self.filter(pk__in=roles.administered_mission_ids)


class Mission(models.Model):
    """A Danish embassy or consulate in a country."""

    class Kind(models.TextChoices):
        EMBASSY = "embassy", _("embassy")
        CONSULATE = "consulate", _("consulate")

    country = models.ForeignKey(Country, models.PROTECT, related_name="missions", verbose_name=_("country"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.EMBASSY)
    slug = models.SlugField(_("short name"), unique=True)
    city_da = models.CharField(_("city (Danish)"), max_length=80)
    city_en = models.CharField(_("city (English)"), max_length=80)
    time_zone = models.CharField(_("time zone"), max_length=40, help_text=_("As in “Asia/Seoul”."))
    website = models.URLField(_("website"), blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)

    city = Localised("city")
    objects = MissionQuerySet.as_manager()

    class Meta:
        verbose_name = _("mission")
        verbose_name_plural = _("missions")
        ordering = ["city_en"]

    def __str__(self) -> str:
        return str(self.city)

    def natural_key(self) -> NaturalKey:
        return (self.slug,)

    def clean(self) -> None:
        if self.time_zone not in available_timezones():
            raise ValidationError(
                {
                    "time_zone": _(
                        "There is no such time zone. Write it as in “Asia/Seoul” or “Europe/Copenhagen”."
                    )
                }
            )

    @property
    def zone(self) -> ZoneInfo:
        """Its time zone; Copenhagen's where what is stored is none, so that its pages still open."""
        return ZoneInfo(self.time_zone) if self.time_zone in available_timezones() else clock.COPENHAGEN


class SectorTeamQuerySet(models.QuerySet["SectorTeam"]):
    def visible_to(self, user: AnyUser) -> Self:
        roles = roles_of(user)
        if roles.is_superuser:
            return self
        return self.filter(Q(pk__in=roles.team_ids) | Q(mission__in=roles.administered_mission_ids))

    def editable_by(self, user: AnyUser) -> Self:
        roles = roles_of(user)
        return self if roles.is_superuser else self.filter(mission__in=roles.administered_mission_ids)


class SectorTeam(models.Model):
    """A team at a mission that follows up commitments: energy, water and environment, health …"""

    mission = models.ForeignKey(Mission, models.PROTECT, related_name="teams", verbose_name=_("mission"))
    slug = models.SlugField(_("short name"))
    name_da = models.CharField(_("name (Danish)"), max_length=80)
    name_en = models.CharField(_("name (English)"), max_length=80)
    email = models.EmailField(_("e-mail"), blank=True)
    needs_clearance = models.BooleanField(
        _("reports need clearance"),
        default=False,
        help_text=_(
            "When on, a submitted report is published only after a lead or an administrator has cleared it."
        ),
    )
    needs_four_eyes = models.BooleanField(
        _("four eyes"),
        default=False,
        help_text=_("When on, nobody clears a report that they submitted themselves."),
    )
    is_demo = models.BooleanField(_("is demonstration data"), default=False)

    name = Localised("name")
    objects = SectorTeamQuerySet.as_manager()

    class Meta:
        verbose_name = _("sector team")
        verbose_name_plural = _("sector teams")
        ordering = ["mission", "name_en"]
        constraints = [
            models.UniqueConstraint(
                fields=["mission", "slug"],
                name="team_short_name_is_unique_at_its_mission",
                violation_error_message=_("This mission already has a team with this short name."),
            ),
            models.CheckConstraint(
                condition=Q(needs_four_eyes=False) | Q(needs_clearance=True),
                name="team_with_four_eyes_needs_clearance",
                violation_error_message=_("Four eyes go with clearance: switch that on too."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mission} · {self.name}"

    def natural_key(self) -> NaturalKey:
        return (*self.mission.natural_key(), self.slug)


class MembershipQuerySet(DatedQuerySet["Membership"]):
    def visible_to(self, user: AnyUser) -> Self:
        roles = roles_of(user)
        if roles.is_superuser:
            return self
        return self.filter(
            Q(user=user.pk)
            | Q(team__in=roles.led_team_ids)
            | Q(team__mission__in=roles.administered_mission_ids)
            | Q(mission__in=roles.administered_mission_ids)
        )

    def editable_by(self, user: AnyUser) -> Self:
        roles = roles_of(user)
        if roles.is_superuser:
            return self
        return self.filter(
            Q(team__mission__in=roles.administered_mission_ids)
            | Q(mission__in=roles.administered_mission_ids)
        )


class Membership(DatedRow):
    """A person's place for a time: member or lead of a sector team, or administrator of a mission's programmes."""

    class Role(models.TextChoices):
        MEMBER = "member", _("member")
        LEAD = "lead", _("lead")
        ADMINISTRATOR = "administrator", _("programme administrator")

    user = models.ForeignKey(User, models.PROTECT, related_name="memberships", verbose_name=_("user"))
    role = models.CharField(_("role"), max_length=20, choices=Role, default=Role.MEMBER)
    team = models.ForeignKey(
        SectorTeam, models.PROTECT, related_name="memberships", null=True, blank=True, verbose_name=_("sector team"),
        help_text=_("For members and leads."),
    )  # fmt: skip
    mission = models.ForeignKey(
        Mission, models.PROTECT, related_name="memberships", null=True, blank=True, verbose_name=_("mission"),
        help_text=_("For programme administrators."),
    )  # fmt: skip
    from_on = models.DateField(_("from"))
    until_on = models.DateField(
        _("until"), null=True, blank=True, help_text=_("The last day. Leave empty until it ends.")
    )

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["user", "-from_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(role="administrator", team=None, mission__isnull=False)
                | Q(role__in=["member", "lead"], team__isnull=False, mission=None),
                name="membership_is_of_a_team_or_administers_a_mission",
                violation_error_message=_(
                    "Members and leads have a team; programme administrators have a mission."
                ),
            ),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=models.F("from_on")),
                name="membership_ends_after_it_begins",
                violation_error_message=_("A membership cannot end before it begins."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.get_role_display()}, {self.team or self.mission}"


class ChangeSet(models.Model):
    """One write, whatever its size: who made it, when, through which channel, why, and what it undoes.

    Rows are only ever added; triggers in the database refuse to change or delete them (see `embassy.triggers`).
    """

    class Channel(models.TextChoices):
        PAGE = "page", _("page")
        ADMIN = "admin", _("admin")
        IMPORT = "import", _("import")
        COMMAND = "command", _("command")
        CONTENT = "content", _("content")
        DEMO = "demo", _("demonstration")

    at = models.DateTimeField(_("at"), default=clock.now)
    by = models.ForeignKey(
        User, models.PROTECT, related_name="change_sets", null=True, blank=True, verbose_name=_("by"),
        help_text=_("Empty when a command ran without a person."),
    )  # fmt: skip
    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    event = models.CharField(_("what was done"), max_length=40)
    parameters = models.JSONField(
        _("what it was done to"), encoder=DjangoJSONEncoder, default=dict, blank=True,
        help_text=_("References, titles and counts that its sentence names."),
    )  # fmt: skip
    reason = models.CharField(_("reason"), max_length=300, blank=True, help_text=_("As the person wrote it."))
    undo_of = models.ForeignKey(
        "self", models.PROTECT, related_name="undone_by", null=True, blank=True, verbose_name=_("undoes")
    )

    class Meta:
        verbose_name = _("change set")
        verbose_name_plural = _("change sets")
        ordering = ["-id"]

    def __str__(self) -> str:
        return " ".join(filter(None, [f"#{self.pk}", self.get_channel_display(), self.words, self.reason]))

    @property
    def words(self) -> str:
        """What was done, in the reader's language; nothing where it was never classified."""
        return change_events.words(self.event, self.parameters)


class RecordRewriting(models.Model):
    """One lifting of the guard over the record: which operation, why, when, by whom, and how many rows it changed.

    Written by `embassy.triggers.rewriting_the_record` and by nothing else; guarded as the record itself is.
    """

    at = models.DateTimeField(_("at"), default=clock.now)
    by = models.ForeignKey(
        User, models.PROTECT, related_name="record_rewritings", null=True, blank=True, verbose_name=_("by"),
        help_text=_("Empty when a migration or a command did it."),
    )  # fmt: skip
    operation = models.CharField(_("operation"), max_length=60)
    why = models.TextField(_("why"))
    changed = models.PositiveIntegerField(_("rows changed"))
    removed = models.PositiveIntegerField(_("rows removed"))

    class Meta:
        verbose_name = _("rewriting of the record")
        verbose_name_plural = _("rewritings of the record")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"#{self.pk} {self.operation}"


class AuditEntry(models.Model):
    """What one change set did to one row: the changed columns before and after.

    `object_key` is the row's readable key (a commitment's reference, a country's ISO code), so that a row can be
    recognised after it is gone. Columns that are only caches are left out; secrets show as changed, not as what.
    """

    class Action(models.TextChoices):
        CREATE = "create", _("created")
        UPDATE = "update", _("changed")
        DELETE = "delete", _("deleted")

    change_set = models.ForeignKey(
        ChangeSet, models.PROTECT, related_name="entries", verbose_name=_("change set")
    )
    action = models.CharField(_("action"), max_length=10, choices=Action)
    model = models.CharField(_("kind of row"), max_length=60)
    object_id = models.CharField(_("row"), max_length=40)
    object_key = models.CharField(_("key"), max_length=200, blank=True)
    before = models.JSONField(_("before"), encoder=DjangoJSONEncoder, default=dict)
    after = models.JSONField(_("after"), encoder=DjangoJSONEncoder, default=dict)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        ordering = ["id"]
        indexes = [
            models.Index(fields=["model", "object_id"], name="audit_by_row"),
            models.Index(fields=["model", "object_key"], name="audit_by_key"),
        ]

    def __str__(self) -> str:
        return f"{self.kind_of_row} {self.object_key or self.object_id} {self.get_action_display()}"

    @property
    def kind_of_row(self) -> str:
        """What its table is called by people; the table's own name where there is none any longer."""
        try:
            return capfirst(apps.get_model(self.model)._meta.verbose_name)
        except LookupError:
            return self.model
