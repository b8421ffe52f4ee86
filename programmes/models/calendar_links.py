"""Secret addresses under which calendar programs read a person's dates."""

import hashlib
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from embassy.days import MomentField
from embassy.models import User, roles_of
from embassy.types import AnyUser


class CalendarLinkQuerySet(models.QuerySet["CalendarLink"]):
    def visible_to(self, user: AnyUser) -> Self:
        """One's own; a superuser sees who has one."""
        roles = roles_of(user)
        return self if roles.is_superuser else self.filter(user=user.pk)

    def editable_by(self, _user: AnyUser) -> Self:
        """Nobody edits one: it is made and revoked by the person whose it is."""
        return self.none()

    def live(self) -> Self:
        return self.filter(revoked_at=None)

    def for_token(self, token: str) -> Self:
        """The live link with this secret, of a user who may still sign in."""
        return self.filter(
            token_digest=CalendarLink.digest(token), revoked_at=None, user__is_active=True
        ).select_related("user")


class CalendarLink(models.Model):
    """A secret address under which a person's calendar program reads their dates. Only the secret's digest is kept."""

    user = models.ForeignKey(User, models.PROTECT, related_name="calendar_links", verbose_name=_("user"))
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    made_at = MomentField(_("made at"))
    revoked_at = MomentField(_("revoked at"), null=True, blank=True)

    audit_secret = frozenset({"token_digest"})
    objects = CalendarLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("calendar link")
        verbose_name_plural = _("calendar links")
        ordering = ["-made_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(revoked_at=None), name="calendar_link_is_one_for_a_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.made_at:%Y-%m-%d}"

    @staticmethod
    def digest(token: str) -> str:
        return hashlib.sha256(token.encode()).hexdigest()
