"""Commitments with their wordings and responsibilities, and the edits that members have proposed."""

from typing import Any, cast

from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.db import models
from django.db.models import QuerySet, Value
from django.db.models.fields.related import RelatedField
from django.db.models.functions import Cast, Concat, LPad
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from embassy import clock
from embassy.admin.base import RecordedAdmin
from embassy.admin.choices import ScopedForm, VisibleFilter
from embassy.admin.inlines import StackedRows, TabularRows
from embassy.admin.rights import Names, has_been_published
from embassy.forms import typed
from embassy.models import roles_of
from programmes.actions import current
from programmes.admin.filters import DeadlineFilter, ReportedFilter
from programmes.admin.steps import SeveralCommitments
from programmes.models import Commitment, Proposal, Responsibility, SearchEntry, Wording
from programmes.models.commitments import CommitmentQuerySet
from programmes.search.matching import matching
from programmes.statuses import PublicStatus, phrase

# What the editors add; the rest is the agreement's, or an administrator's to say.
EDITORS_OWN = frozenset({"plain_title_da", "plain_title_en", "sectors", "sdgs", "owner"})
WITH_A_REASON = ("due_on", "status_visibility")


class WordingForm(ScopedForm):
    belongs = {"translation_of": "commitment"}


class Wordings(StackedRows[Wording]):
    """The words themselves: never edited, only entered before the commitment is published."""

    model = Wording
    form = WordingForm
    named_by = ("translation_of",)
    fields = ["language", "provenance", "translation_of", "text", "valid_from", "valid_until"]
    readonly_fields = ["valid_from", "valid_until"]

    def choices_of(self, request: HttpRequest, field: RelatedField) -> QuerySet:
        """A wording translates one of the same commitment."""
        if field.name != "translation_of":
            return super().choices_of(request, field)
        match = request.resolver_match
        above = match.kwargs.get("object_id") if match else None
        return Wording.objects.filter(commitment=above) if above else Wording.objects.none()

    def _may_enter(self, request: HttpRequest, above: Commitment | None) -> bool:
        if self._screen_above().is_settled(above):
            return False
        return request.user.is_superuser or above is None or above.programme_id in self._administered(request)

    def _administered(self, request: HttpRequest) -> set[int]:
        return set(Commitment.programmes_administered_by(request.user).values_list("programme", flat=True))

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_add_permission(request, obj) and self._may_enter(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and self._may_enter(request, obj)


class Responsibilities(TabularRows[Responsibility]):
    model = Responsibility
    named_by = ("organisation",)
    fields = ["organisation", "side", "role", "as_named", "from_on", "until_on"]


class CommitmentForm(ScopedForm):
    belongs = {"area": "programme", "track": "area"}

    def clean(self) -> dict[str, Any]:
        """A deadline moves, and a status is withheld or made public, only with a reason."""
        cleaned = super().clean()
        is_new = self.instance._state.adding
        for name in () if is_new or typed(self.data, "_reason") else WITH_A_REASON:
            if name in self.changed_data:
                self.add_error(name, _("This changes only with a reason: write it at the end of the form."))
        return cleaned


@admin.register(Commitment)
class CommitmentScreen(SeveralCommitments, RecordedAdmin[Commitment]):
    """A lead edits what the editors add, within the team; administrators the rest; a member reads."""

    form = CommitmentForm
    inlines = [Wordings, Responsibilities]
    held_by = ("programme", "owner_team")
    open_references = frozenset({"owner", "owner_team"})
    settled_fields = ("programme", "area", "track", "number", "position")
    readonly_fields = ["withdrawn_on", "status"]
    boxes = ("sectors", "sdgs")
    list_display = [
        "reference",
        "plain_title",
        "kind",
        "status",
        "owner_team",
        "status_visibility",
        "is_published",
    ]
    list_filter = [
        ("programme", VisibleFilter),
        "kind",
        ("sectors", VisibleFilter),
        ReportedFilter,
        DeadlineFilter,
        ("owner_team", VisibleFilter),
        ("owner", VisibleFilter),
        "status_visibility",
        "is_published",
    ]
    list_select_related = ["programme__partnership__country", "owner_team__mission"]
    search_fields = ["number"]  # there is a search; where it looks is said below
    search_help_text = _("Number, titles, wording and organisations, with or without accents.")
    fieldsets = [
        (
            pgettext_lazy("heading", "Place in the programme"),
            {
                "fields": ["programme", "area", "track", "number", "position"],
                "description": _("Numbers are ours, not the agreement's. Once published, they never change."),
            },
        ),
        (
            pgettext_lazy("heading", "Added by the editors"),
            {"fields": ["plain_title_en", "plain_title_da", "sectors", "sdgs"]},
        ),
        (
            pgettext_lazy("heading", "Kind"),
            {
                "fields": ["kind", "recurrence", "recurrence_other", "due_on"],
                "description": _(
                    "The kind decides what a status means; the recurrence, which meetings are expected. "
                    "A deadline moves only with a reason."
                ),
            },
        ),
        (
            pgettext_lazy("heading", "Who follows it"),
            {
                "fields": ["owner_team", "owner"],
                "description": _(
                    "To give several to somebody else, tick them in the list and choose what to do there."
                ),
            },
        ),
        (
            pgettext_lazy("heading", "What the public sees"),
            {
                "fields": ["is_published", "status_visibility", "status", "withdrawn_on"],
                "description": _(
                    "Statuses come from reports, which are made on the staff pages. "
                    "A commitment is withdrawn by an amendment."
                ),
            },
        ),
    ]

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        rows = cast(CommitmentQuerySet, super().get_queryset(request))
        return rows.with_status_at(clock.now())

    def get_search_results(
        self, request: HttpRequest, queryset: models.QuerySet[Any], search_term: str
    ) -> tuple[models.QuerySet[Commitment], bool]:
        return matching(cast(CommitmentQuerySet, queryset), SearchEntry.Kind.COMMITMENT, search_term), False

    def get_readonly_fields(self, request: HttpRequest, obj: Commitment | None = None) -> Names:
        fields = super().get_readonly_fields(request, obj)
        if obj is None or self._administers(request, obj):
            return fields
        every = {str(name) for name in flatten_fieldsets(self.fieldsets)}
        return (*fields, *sorted(every - EDITORS_OWN - set(fields)))

    def has_delete_permission(self, request: HttpRequest, obj: Commitment | None = None) -> bool:
        """A lead edits what the editors add; taking a commitment out of a programme is for its administrators."""
        allowed = super().has_delete_permission(request, obj)
        return allowed and (obj is None or self._administers(request, obj))

    def find_settled(self, obj: Commitment) -> bool:
        """A commitment is public with its programme, not before."""
        return super().find_settled(obj) and has_been_published(obj.programme)

    @staticmethod
    def _administers(request: HttpRequest, obj: Commitment) -> bool:
        administered = Commitment.programmes_administered_by(request.user)
        return roles_of(request.user).is_superuser or administered.filter(programme=obj.programme_id).exists()

    def after_write(self, request: HttpRequest, obj: Commitment) -> None:
        current.refresh([obj], at=clock.now())

    @admin.display(
        description=_("reference"),
        ordering=Concat("programme__reference", LPad(Cast("position", models.CharField()), 10, Value("0"))),
    )
    def reference(self, commitment: Commitment) -> str:
        return commitment.reference

    @admin.display(description=_("plain title"))
    def plain_title(self, commitment: Commitment) -> str:
        return commitment.plain_title

    @admin.display(description=_("public status"))
    def status(self, commitment: Commitment) -> str | None:
        if commitment._state.adding:
            return None
        return phrase(commitment.kind, PublicStatus(commitment.status_now))


@admin.register(Proposal)
class ProposalScreen(RecordedAdmin[Proposal]):
    """Edits that members have proposed, for reading; they are decided on the staff pages."""

    is_read_only = True
    list_display = ["commitment", "proposed_by", "proposed_at", "is_accepted", "decided_at"]
    list_filter = ["is_accepted", ("commitment__programme", VisibleFilter)]
    list_select_related = ["commitment__programme", "proposed_by"]
    date_hierarchy = "proposed_at"
    open_references = frozenset({"proposed_by", "decided_by"})
    fields = [
        "commitment",
        "values",
        "reason",
        "proposed_by",
        "proposed_at",
        "is_accepted",
        "decided_by",
        "decided_at",
    ]

    def may_read_history(self, request: HttpRequest, obj: Proposal) -> bool:
        return Proposal.objects.decidable_by(request.user).filter(pk=obj.pk).exists()
