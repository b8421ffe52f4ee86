"""Screens that write through one change set, refuse what is stale or out of reach, and tell their own history."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, NoReturn, cast

from django import forms
from django.contrib.admin.helpers import AdminForm
from django.contrib.admin.utils import get_fields_from_path, lookup_spawns_duplicates, unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import IntegrityError, models
from django.db.models import ProtectedError, prefetch_related_objects
from django.db.models.fields.related import RelatedField
from django.forms.formsets import BaseFormSet
from django.forms.models import BaseInlineFormSet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from embassy.admin.choices import ScopedChoices, ScopedForm
from embassy.admin.history import changes_of, entries_about
from embassy.admin.links import forget_prefetched, visible_links, write_links
from embassy.admin.lookups import OfferedLookups
from embassy.admin.naming import names_of_rows
from embassy.admin.requests import recorded
from embassy.admin.rights import Names, Row, has_been_published
from embassy.audit import Channel, Recorder, StaleVersion, change_set
from embassy.change_events import RecordEvent
from embassy.deletions import deletion_of, rows_without_right
from embassy.folding import pattern_of, words_to_find
from embassy.forms import typed

CHANGE_SETS_ON_A_PAGE = 50


class Refusal(Exception):
    """What was sent cannot be saved: the form is shown again with `reasons`, and answers `status`."""

    def __init__(self, status: int, *reasons: str) -> None:
        super().__init__(*reasons)
        self.status, self.reasons = status, reasons


class RecordedAdmin(ScopedChoices[Row], OfferedLookups):
    """A screen of the admin: every write, whatever its size, is one change set through the channel `admin`.

    `settled_fields` can no longer be edited once `published_row` of the row has been published, `fixed_fields` once
    the row exists. `open_references` may be named to everyone who sees the row.
    """

    writes_on_record = True  # the site takes no other screens
    settled_fields: tuple[str, ...] = ()
    fixed_fields: tuple[str, ...] = ()
    open_references: frozenset[str] = frozenset()
    list_per_page = 50
    show_full_result_count = False

    def get_urls(self) -> list[URLPattern]:
        """The stock addresses but one, which has no name and led from an old form of the others."""
        return [url for url in super().get_urls() if url.name]

    # --- Reading -------------------------------------------------------------------------------------------------
    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Row:
        """The row, or 404: what one may not see is not there, here as everywhere."""
        obj = super().get_object(request, object_id, from_field)
        if obj is None:
            raise Http404
        prefetch_related_objects([obj], *visible_links(self, request, self.model))
        return obj

    def get_search_results(
        self, request: HttpRequest, queryset: models.QuerySet[Any], search_term: str
    ) -> tuple[models.QuerySet[Any], bool]:
        """Rows that have every word in one of the columns, however it is written."""
        columns = self.get_search_fields(request)
        words = words_to_find(search_term) if columns else []
        for word in words:
            queryset = queryset.filter(self._has_word(columns, word))
        is_many = any(lookup_spawns_duplicates(self.opts, column) for column in columns)
        return queryset, bool(words) and is_many

    def _has_word(self, columns: Sequence[str], word: str) -> models.Q:
        has = models.Q(pk=None)
        for column in columns:
            if not column.startswith("="):
                has |= models.Q(**{f"{column}__regex": pattern_of(word)})
                continue
            with suppress(ValidationError):  # a word is no number of a row
                field = get_fields_from_path(self.model, column[1:])[-1]
                has |= models.Q(**{column[1:]: field.to_python(word)})
        return has

    def published_row(self, obj: Row) -> models.Model | None:
        """The row whose publication settles this one; None where nothing is published."""
        return obj if hasattr(obj, "is_published") else None

    def is_settled(self, obj: Row | None) -> bool:
        """Found out once for a row: a form that is being checked has already put its values on it."""
        if obj is None or obj._state.adding:
            return False
        if "_is_settled" not in vars(obj):
            vars(obj)["_is_settled"] = self.find_settled(obj)
        return vars(obj)["_is_settled"]

    def find_settled(self, obj: Row) -> bool:
        row = self.published_row(obj)
        return row is not None and has_been_published(row)

    def is_deletable(self, obj: Row) -> bool:
        """What has been published stays: its address and its number answer for good."""
        return not (self.settled_fields and self.is_settled(obj))

    def get_readonly_fields(self, request: HttpRequest, obj: Row | None = None) -> Names:
        fields = tuple(super().get_readonly_fields(request, obj))
        if obj:
            fields += tuple(self.fixed_fields)
            fields += tuple(self.settled_fields) if self.is_settled(obj) else ()
        return fields

    def get_prepopulated_fields(
        self, request: HttpRequest, obj: Row | None = None
    ) -> dict[str, Sequence[str]]:
        return {} if obj else super().get_prepopulated_fields(request, obj)

    def get_view_on_site_url(self, obj: Row | None = None) -> str | None:
        """The public page, where there is one for everyone."""
        if obj is None or not hasattr(obj, "get_absolute_url"):
            return None
        rows = self.model._default_manager.all()
        is_public = not hasattr(rows, "published") or rows.published().filter(pk=obj.pk).exists()
        return obj.get_absolute_url() if is_public else None

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if not self.has_view_or_change_permission(request):
            raise Http404
        if request.method != "POST":
            return super().changelist_view(request, extra_context)
        if not self.get_actions(request):
            raise PermissionDenied
        with (
            suppress(ProtectedError),
            self.recording(request, RecordEvent.ROWS_DELETED),
        ):
            return super().changelist_view(request, extra_context)
        return super().changelist_view(
            request, extra_context
        )  # says what has come to refer to them meanwhile

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Row | None = None,
    ) -> HttpResponse:
        self._redact(request, context["adminform"])
        if obj is not None and hasattr(obj, "version") and self.has_change_permission(request, obj):
            is_first_try = request.method != "POST" or recorded(request).refusal_status == 409
            context["row_version"] = obj.version if is_first_try else request.POST.get("version", "")
            context["seen_entries"] = (
                entries_about(obj, self.inline_models()).count()
                if is_first_try
                else request.POST.get("_seen", "")
            )
        context["may_read_history"] = obj is not None and change and self.may_read_history(request, obj)
        context["reason"] = typed(request.POST, "_reason")
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _redact(self, request: HttpRequest, form: AdminForm) -> None:
        """Leave out of a page for reading the names of rows that the reader may not see."""
        row = form.form.instance
        for name in form.readonly_fields:
            field = next(
                (f for f in self.opts.fields if f.name == name and isinstance(f, RelatedField)), None
            )
            if not field or name in self.open_references or getattr(row, field.attname) is None:
                continue
            rows = self.rows_to_choose(request, field, "visible_to")
            if not rows.filter(pk=getattr(row, field.attname)).exists():
                setattr(row, name, None)  # only on this page: nothing is saved after it is drawn

    # --- Writing -------------------------------------------------------------------------------------------------
    @contextmanager
    def recording(self, request: HttpRequest, event: RecordEvent) -> Iterator[Recorder]:
        """Open the change set of this request, with the reason that the person gives."""
        reason = typed(request.POST, "_reason")
        parameters = {"model": self.opts.label_lower}
        with change_set(
            by=recorded(request).user,
            channel=Channel.ADMIN,
            event=event,
            parameters=parameters,
            reason=reason,
        ) as record:
            recorded(request).record = record
            yield record

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        outcome = recorded(request)
        outcome.refusal_reasons, outcome.refusal_status = (), 422
        if object_id is None and not self.has_add_permission(request):
            self._refuse_to_add(request)
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, extra_context)
        event = RecordEvent.ROW_CHANGED if object_id else RecordEvent.ROW_ADDED
        try:
            with self.recording(request, event):
                response = super().changeform_view(request, object_id, form_url, extra_context)
        except Refusal as refusal:
            # Everything was rolled back. The form is made once more and finds these reasons in its way.
            outcome.refusal_reasons, outcome.refusal_status = refusal.reasons, refusal.status
            response = super().changeform_view(request, object_id, form_url, extra_context)
        if isinstance(response, TemplateResponse) and (response.context_data or {}).get("errors"):
            response.status_code = outcome.refusal_status
        return response

    def _refuse_to_add(self, request: HttpRequest) -> NoReturn:
        if self.has_view_permission(request):
            raise PermissionDenied
        raise Http404

    def get_form(
        self, request: HttpRequest, obj: Row | None = None, change: bool = False, **kwargs: Any
    ) -> type[ScopedForm]:
        form = cast("type[ScopedForm]", super().get_form(request, obj, change=change, **kwargs))
        form.refusal = getattr(request, "refusal_reasons", ())
        return form

    def save_model(self, request: HttpRequest, obj: Row, form: forms.ModelForm, change: bool) -> None:
        record = recorded(request).record
        expected = self._version_sent(request) if change and hasattr(obj, "version") else None
        try:
            record.save(obj, expected_version=expected)
        except StaleVersion as stale:
            raise Refusal(409, *self._what_changed(request, stale.current)) from stale
        except IntegrityError as error:
            raise Refusal(409, _("Someone else has just saved this record.")) from error

    def _version_sent(self, request: HttpRequest) -> int:
        try:
            return int(request.POST["version"])
        except (KeyError, ValueError) as error:
            raise Refusal(
                422, _("This form is out of date. Copy what you wrote, and open the page again.")
            ) from error

    def _what_changed(self, request: HttpRequest, obj: models.Model) -> Iterator[str]:
        """What others saved since the form was made, in words, for the one who comes second."""
        seen = request.POST.get("_seen", "")
        entries = entries_about(obj, self.inline_models())
        keys = entries.order_by("pk").values_list("pk", flat=True)
        entries = entries.filter(pk__in=list(keys)[int(seen) :]) if seen.isdecimal() else entries.none()
        yield _(
            "This was changed while you were editing. Your text is kept below; save again to replace their version."
        )
        for change in changes_of(entries, screen=self, request=request):
            for line in change.lines:
                yield f"{change.by}: {line}"

    def save_related(
        self, request: HttpRequest, form: forms.ModelForm, formsets: list[BaseInlineFormSet], change: bool
    ) -> None:
        obj, record = form.instance, recorded(request).record
        write_links(record, obj, form)
        for formset in formsets:
            self.save_formset(request, form, formset, change)
        if (
            change
            and hasattr(obj, "version")
            and not record.is_empty
            and obj.version == self._version_sent(request)
        ):
            record.touch(obj)
        self.after_write(request, obj)
        self._must_hold(self.rows(request.user, "editable_by"), obj)

    def save_formset(
        self, request: HttpRequest, form: forms.ModelForm, formset: BaseInlineFormSet, change: bool
    ) -> None:
        record = recorded(request).record
        rows = formset.save(commit=False)
        try:
            for gone in formset.deleted_objects:
                forget_prefetched(gone)
                self._require_deletable(request, gone)
                record.delete(gone)
            for row in rows:
                record.save(row)
        except (ProtectedError, IntegrityError, StaleVersion) as error:
            raise Refusal(409, _("Someone else has just changed one of the rows below.")) from error
        form_of = {id(row_form.instance): row_form for row_form in formset.forms}
        all_rows = cast("type[models.Model]", formset.model)._default_manager.all()
        for row in rows:
            write_links(record, row, form_of[id(row)])
            if hasattr(all_rows, "editable_by"):
                self._must_hold(all_rows.editable_by(request.user), row)

    def _must_hold(self, rows: models.QuerySet[Any], obj: models.Model) -> None:
        """Nobody puts a row where they could not edit it afterwards."""
        if not rows.filter(pk=obj.pk).exists():
            raise Refusal(422, _("You can only save records that you administer."))

    def after_write(self, request: HttpRequest, obj: Row) -> None:
        """What follows from a write, in the same change set; screens whose rows feed caches refresh them here."""

    def get_deleted_objects(
        self, objs: Iterable[Any], request: HttpRequest
    ) -> tuple[list[Any], dict[str, int], set[str], list[str]]:
        """What would go, with the rights that are missing for anything that changes with it, and what forbids it.

        Whoever may not delete the rows themselves is told that alone: what hangs on them may be for others.
        """
        objs = list(objs)
        named, counts, missing, _protected = super().get_deleted_objects(objs, request)
        if not all(self.has_delete_permission(request, obj) for obj in objs):
            return named, counts, {str(self.opts.verbose_name)}, []
        deletions = [deletion_of(obj) for obj in objs]
        for deletion in deletions if not any(one.protected for one in deletions) else ():
            missing |= {str(row._meta.verbose_name) for row in rows_without_right(request.user, deletion)}
        protected = {row: None for deletion in deletions for row in deletion.protected}
        return named, counts, missing, names_of_rows(self, request, protected)

    def delete_model(self, request: HttpRequest, obj: Row) -> None:
        forget_prefetched(obj)
        self._require_deletable(request, obj)
        record = recorded(request).record
        record.delete(obj)

    def _require_deletable(self, request: HttpRequest, obj: models.Model) -> None:
        """Ask the right once more in the transaction that deletes: a list may have come to hold the row meanwhile."""
        if rows_without_right(request.user, deletion_of(obj)):
            raise PermissionDenied

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> None:
        for obj in queryset:
            self.delete_model(request, obj)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if request.method != "POST":
            return super().delete_view(request, object_id, extra_context)
        response = None
        with suppress(ProtectedError), self.recording(request, RecordEvent.ROW_DELETED):
            response = super().delete_view(request, object_id, extra_context)
        if response is None:  # something has come to refer to it meanwhile
            response = super().delete_view(request, object_id, extra_context)
        if isinstance(response, TemplateResponse) and (response.context_data or {}).get("protected"):
            response.status_code = 409  # nothing is deleted: the page says what refers to it
        return response

    # Our change sets are the record; Django's own log beside them would be a second one, so no LogEntry is made.
    def log_addition(self, request: HttpRequest, obj: Row, message: Any) -> None:  # type: ignore[override]  # no LogEntry
        return None

    def log_change(self, request: HttpRequest, obj: Row, message: Any) -> None:  # type: ignore[override]  # no LogEntry
        return None

    def log_deletions(  # type: ignore[override]  # no LogEntry
        self, request: HttpRequest, queryset: models.QuerySet[Any]
    ) -> None:
        return None

    def construct_change_message(
        self,
        request: HttpRequest,
        form: forms.Form,
        formsets: Iterable[BaseFormSet],
        add: bool = False,
    ) -> list[dict[str, dict[str, list[str]]]]:
        return []

    # --- History -------------------------------------------------------------------------------------------------
    def inline_models(self) -> list[type[models.Model]]:
        return [inline.model for inline in self.inlines]

    @method_decorator(require_http_methods(["GET", "HEAD", "OPTIONS"]))
    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """What was changed, by whom and why, newest first."""
        obj = self.get_object(request, unquote(object_id))
        if not self.may_read_history(request, obj):
            raise PermissionDenied
        entries = entries_about(obj, self.inline_models())
        numbers = entries.order_by("-change_set").values_list("change_set", flat=True).distinct()
        page = Paginator(numbers, CHANGE_SETS_ON_A_PAGE).get_page(request.GET.get("p"))
        context = {
            **self.admin_site.each_context(request),
            "title": _("History of %(row)s") % {"row": obj},
            "subtitle": None,
            "changes": changes_of(entries.filter(change_set__in=list(page)), screen=self, request=request),
            "page": page,
            "object": obj,
            "opts": self.opts,
            **(extra_context or {}),
        }
        recorded(request).current_app = self.admin_site.name
        return TemplateResponse(request, "admin/object_history.html", context)
