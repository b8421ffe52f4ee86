"""Filters of the list of commitments by how they are followed."""

import datetime as dt
from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from embassy import clock
from embassy.models import roles_of
from embassy.types import StrOrPromise
from programmes.models import Commitment
from programmes.rules.due import STALE_AFTER

SOON = dt.timedelta(days=90)


class ReportedFilter(admin.SimpleListFilter):
    """When it was last reported; only of commitments whose reports the person sees, drafts included."""

    title = _("last report")
    parameter_name = "reported"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, StrOrPromise]]:
        return [
            ("never", _("Never reported")),
            ("stale", _("Older than half a year")),
            ("lately", _("Within half a year")),
        ]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> models.QuerySet[Commitment]:
        wanted, before = self.value(), clock.now() - STALE_AFTER
        if wanted is None:
            return queryset
        own = Commitment.objects.reports_readable_by(request.user)
        queryset = queryset.filter(pk__in=own.values("pk"), withdrawn_on=None)
        return {
            "never": queryset.filter(latest_reported_at=None),
            "stale": queryset.filter(latest_reported_at__lt=before),
            "lately": queryset.filter(latest_reported_at__gte=before),
        }.get(wanted, queryset)


class DeadlineFilter(admin.SimpleListFilter):
    title = _("deadline")
    parameter_name = "deadline"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, StrOrPromise]]:
        return [
            ("passed", _("Passed, and still open")),
            ("soon", _("In the next 90 days")),
            ("none", _("None")),
        ]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> models.QuerySet[Commitment]:
        if self.value() == "passed":
            passed = Commitment.objects.overdue_for(request.user, at=clock.now())
            return queryset.filter(pk__in=passed.values("pk"))
        if self.value() == "soon":
            today = clock.day_of(clock.now(), roles_of(request.user).zone)
            return queryset.filter(due_on__range=(today, today + SOON))
        return queryset.filter(due_on=None) if self.value() == "none" else queryset
