"""Countries, the missions in them, and the sector teams of a mission."""

from functools import cache
from typing import Self
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from embassy import clock, keys
from embassy.languages import Localised
from embassy.models.roles import roles_of
from embassy.types import AnyUser, NaturalKey

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
            keys.SLUG.check("slug", name="country_slug_fits_into_addresses"),
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
    proposed_website = models.URLField(
        _("website, not confirmed"),
        blank=True,
        help_text=_(
            "Found in files by others. It is not shown to the public. Check it, and enter it as the website."
        ),
    )
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    needs_clearance = models.BooleanField(
        _("reports on commitments without a team need clearance"),
        default=True,
        help_text=_("When off, such a report is public as soon as it is submitted."),
    )

    kept_while_used = True
    city = Localised("city")
    objects = MissionQuerySet.as_manager()

    class Meta:
        verbose_name = _("mission")
        verbose_name_plural = _("missions")
        ordering = ["city_en"]
        constraints = [keys.SLUG.check("slug", name="mission_slug_fits_into_addresses")]

    def __str__(self) -> str:
        return str(self.city)

    def natural_key(self) -> NaturalKey:
        return (self.slug,)

    def clean(self) -> None:
        if self.website:
            self.proposed_website = ""  # somebody has decided
        if self.time_zone not in _time_zones():
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
        return ZoneInfo(self.time_zone) if self.time_zone in _time_zones() else clock.COPENHAGEN


@cache
def _time_zones() -> frozenset[str]:
    """All there are; looked up once, since Python looks through the folders of the system each time."""
    return frozenset(available_timezones())


class SectorTeamQuerySet(models.QuerySet["SectorTeam"]):
    def visible_to(self, user: AnyUser) -> Self:
        roles = roles_of(user)
        if roles.is_superuser:
            return self
        return self.filter(Q(pk__in=roles.team_ids) | Q(mission__in=roles.overseen_mission_ids))

    def joined_or_administered_by(self, user: AnyUser) -> Self:
        """Those whose own affairs the user writes: the teams that they are in, and those of the missions they keep."""
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
        default=True,
        help_text=_(
            "When on, a submitted report is published only after a lead or an administrator has cleared it. "
            "When off, it is public as soon as it is submitted."
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
