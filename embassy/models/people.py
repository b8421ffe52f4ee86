"""Users, their memberships of teams and missions, and the rights that they are given, from day to day."""

import datetime as dt
from collections.abc import Iterable
from functools import cached_property
from typing import Any, ClassVar, Self
from zoneinfo import ZoneInfo

from django.contrib.auth.models import AbstractUser, UserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from embassy import clock
from embassy.dated_rows import DatedQuerySet, DatedRow
from embassy.days import DayField, MomentField
from embassy.mail_addresses import LONGEST, MARK, AddressKeyField, folded
from embassy.models.missions import Mission, SectorTeam
from embassy.models.roles import NOBODY, Roles, roles_of
from embassy.types import AnyUser

ADDRESS_IS_TAKEN = _("Somebody else has this e-mail address. Each person needs one of their own.")


class UserQuerySet(models.QuerySet["User"]):
    def with_address(self, address: str) -> Self:
        """Those who have this e-mail address, however its letters are written; more than one from earlier days."""
        key = folded(address)
        if not key:
            return self.none()
        return self.filter(Q(address_key=key) | Q(address_key__startswith=f"{key}{MARK}"))

    def visible_to(self, user: AnyUser) -> Self:
        """A lead sees the members of their team, an administrator those of their missions, everyone themselves."""
        roles = roles_of(user)
        if roles.is_superuser:
            return self
        if roles is NOBODY:
            return self.none()
        seen = Membership.objects.not_over(clock.today()).filter(
            Q(team__in=roles.led_team_ids)
            | Q(team__mission__in=roles.overseen_mission_ids)
            | Q(mission__in=roles.overseen_mission_ids)
        )
        return self.filter(Q(pk=user.pk) | Q(pk__in=seen.values("user")))

    def editable_by(self, user: AnyUser) -> Self:
        """Administrators keep those who work at their mission alone, now or later; superusers keep each other.

        Whoever leaves a mission is kept by the next one from the day that a membership there is entered. Headquarters,
        and whoever has a grant, are kept by superusers: to set a password is to act with the rights of its owner.
        """
        roles = roles_of(user)
        if roles.is_superuser:
            return self
        here = Q(team__mission__in=roles.administered_mission_ids) | Q(
            mission__in=roles.administered_mission_ids
        )
        memberships = Membership.objects.not_over(clock.today())
        kept, elsewhere = memberships.filter(here), memberships.exclude(here)
        granted = Grant.objects.not_over(clock.today()).exclude(user=user.pk)
        return self.filter(pk__in=kept.values("user"), is_superuser=False).exclude(
            Q(pk__in=elsewhere.values("user")) | Q(pk__in=granted.values("user"))
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

    def with_address(self, address: str) -> UserQuerySet:
        return self.get_queryset().with_address(address)

    def _create_user_object(self, *args: Any, **values: Any) -> "User":
        """For commands, which ask for no validation of their own. Raises ValidationError."""
        user: User = super()._create_user_object(*args, **values)  # type: ignore[misc]  # the stubs do not know it
        user.demand_an_address_of_their_own()
        return user


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

    address_key = AddressKeyField(max_length=LONGEST + 20, editable=False, default="", blank=True)
    second_factor_reset_at = MomentField(
        _("second factor reset"), null=True, blank=True, editable=False,
        help_text=_("When an administrator last took away a lost authenticator app."),
    )  # fmt: skip

    objects: ClassVar[StaffManager] = StaffManager()

    audit_secret = frozenset({"password"})
    audit_derived = frozenset({"last_login", "address_key"})

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            models.UniqueConstraint(
                fields=["address_key"],
                condition=~Q(address_key=""),
                name="one_account_for_an_address",
                violation_error_message=ADDRESS_IS_TAKEN,
            ),
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    def clean(self) -> None:
        super().clean()
        self.demand_an_address_of_their_own()

    def demand_an_address_of_their_own(self) -> None:
        """Raises ValidationError where another account has this one's e-mail address."""
        if User.objects.with_address(self.email).exclude(pk=self.pk).exists():
            raise ValidationError({"email": ADDRESS_IS_TAKEN})

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **options: Any) -> None:
        if update_fields is not None and "email" in update_fields:
            update_fields = {*update_fields, "address_key"}
        super().save(*args, update_fields=update_fields, **options)

    @cached_property
    def roles(self) -> Roles:
        """What this person may act as today, read once for each fetched user (so once for each request)."""
        if self.is_superuser:
            return Roles(is_superuser=True)
        zone: ZoneInfo | None = None
        teams: set[int] = set()
        led: set[int] = set()
        missions: set[int] = set()
        administered: set[int] = set()
        is_headquarters = False
        today = clock.today()
        memberships = Membership.objects.filter(user=self).on(today)
        for membership in memberships.select_related("team__mission", "mission"):
            mission = membership.mission or (membership.team and membership.team.mission)
            zone = zone or (mission.zone if mission else None)
            # Which of the two a role has, `membership_has_the_place_of_its_role` says.
            if membership.role == Membership.Role.HEADQUARTERS:
                is_headquarters = True
            elif membership.mission_id is not None:
                missions.add(membership.mission_id)
                administered.add(membership.mission_id)
            elif membership.team is not None:
                teams.add(membership.team.pk)
                missions.add(membership.team.mission_id)
                if membership.role == Membership.Role.LEAD:
                    led.add(membership.team.pk)
        everywhere = set(Mission.objects.values_list("pk", flat=True)) if is_headquarters else set()
        grants = Grant.objects.filter(user=self).on(today).values_list("kind", flat=True)
        return Roles(
            team_ids=frozenset(teams),
            led_team_ids=frozenset(led),
            mission_ids=frozenset(missions | everywhere),
            administered_mission_ids=frozenset(administered),
            overseen_mission_ids=frozenset(administered | everywhere),
            grants=frozenset(grants),
            is_headquarters=is_headquarters,
            zone=zone or clock.COPENHAGEN,
        )

    @property
    def zone(self) -> ZoneInfo:
        """The time zone in which this person works: today is today there, whatever day it is in Copenhagen."""
        return self.roles.zone

    @property
    def today(self) -> dt.date:
        """The calendar day where this person works."""
        return self.day(clock.now())

    def day(self, at: dt.datetime) -> dt.date:
        """The calendar day on which a moment falls where this person works."""
        return clock.day_of(at, self.zone)


class MembershipQuerySet(DatedQuerySet["Membership"]):
    def visible_to(self, user: AnyUser) -> Self:
        roles = roles_of(user)
        if roles.is_superuser:
            return self
        return self.filter(
            Q(user=user.pk)
            | Q(team__in=roles.led_team_ids)
            | Q(team__mission__in=roles.overseen_mission_ids)
            | Q(mission__in=roles.overseen_mission_ids)
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
    """A person's place for a time: in a sector team, as administrator of a mission's programmes, or at headquarters."""

    class Role(models.TextChoices):
        MEMBER = "member", _("member")
        LEAD = "lead", _("lead")
        ADMINISTRATOR = "administrator", _("programme administrator")
        HEADQUARTERS = "headquarters", _("headquarters")

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
    from_on = DayField(_("from"))
    until_on = DayField(
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
                | Q(role__in=["member", "lead"], team__isnull=False, mission=None)
                | Q(role="headquarters", team=None, mission=None),
                name="membership_has_the_place_of_its_role",
                violation_error_message=_(
                    "Members and leads have a team, programme administrators a mission, headquarters neither."
                ),
            ),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=models.F("from_on")),
                name="membership_ends_after_it_begins",
                violation_error_message=_("A membership cannot end before it begins."),
            ),
        ]

    def __str__(self) -> str:
        place = self.team or self.mission
        role = f"{self.user} – {self.get_role_display()}"
        return f"{role}, {place}" if place else role


class GrantQuerySet(DatedQuerySet["Grant"]):
    def visible_to(self, user: AnyUser) -> Self:
        """Those of the people whom the user sees."""
        return self.filter(user__in=User.objects.visible_to(user).values("pk"))

    def editable_by(self, user: AnyUser) -> Self:
        """Superusers give rights and end them."""
        return self if roles_of(user).is_superuser else self.none()


class Grant(DatedRow):
    """A right that somebody is given for a time, beside what their memberships let them do."""

    class Kind(models.TextChoices):
        KEEP_SHARED_LISTS = "keep_shared_lists", _("keeps the shared lists")
        SETTLE_OBSTACLES = "settle_obstacles", _("settles obstacles")
        PUBLISH_PAPERS = "publish_papers", _("publishes papers")

    user = models.ForeignKey(User, models.PROTECT, related_name="grants", verbose_name=_("user"))
    kind = models.CharField(
        _("right"), max_length=20, choices=Kind,
        help_text=_("The shared lists are sectors, goals, organisations and basis agreements."),
    )  # fmt: skip
    from_on = models.DateField(_("from"))
    until_on = models.DateField(
        _("until"), null=True, blank=True, help_text=_("The last day. Leave empty until it ends.")
    )

    objects = GrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("grant")
        verbose_name_plural = _("grants")
        ordering = ["user", "kind", "-from_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=models.F("from_on")),
                name="grant_ends_after_it_begins",
                violation_error_message=_("A grant cannot end before it begins."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.get_kind_display()}"
