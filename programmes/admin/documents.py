"""Documents, and the paragraphs of their texts."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from embassy.admin.base import RecordedAdmin
from embassy.admin.choices import VisibleFilter
from embassy.admin.rights import Question
from embassy.types import AnyUser
from programmes.models import Document, Passage


@admin.register(Document)
class DocumentScreen(RecordedAdmin[Document]):
    held_by = ("partnership", "team")
    fixed_fields = ("key",)
    list_display = ["key", "title_en", "partnership", "kind", "language", "published_on", "is_public"]
    list_filter = ["is_public", "kind", "language", ("partnership", VisibleFilter)]
    list_select_related = ["partnership__country"]
    search_fields = ["key", "title_en", "title_da", "publisher_en", "publisher_da", "url"]
    fieldsets = [
        (
            pgettext_lazy("heading", "What it is"),
            {"fields": ["key", "partnership", "kind", "title_en", "title_da", "language", "authenticity"]},
        ),
        (
            pgettext_lazy("heading", "Where it comes from"),
            {"fields": ["url", "publisher_en", "publisher_da", "published_on", "read_on"]},
        ),
        (
            pgettext_lazy("heading", "Who may read it"),
            {
                "fields": ["is_public", "team"],
                "description": _("Only its team and administrators can read a document that is not public."),
            },
        ),
    ]


@admin.register(Passage)
class PassageScreen(RecordedAdmin[Passage]):
    """Paragraphs to the letter. They can be corrected until a programme that they are the text of is published."""

    parent = "document"
    list_display = ["document", "paragraph", "page", "style", "beginning"]
    list_display_links = ["beginning"]
    list_filter = ["style", ("document", VisibleFilter)]
    list_select_related = ["document"]
    search_fields = ["text", "document__key"]
    fields = ["document", "page", "paragraph", "style", "text"]

    def rows(self, user: AnyUser, question: Question) -> models.QuerySet[Any]:
        rows = super().rows(user, question)
        if question == "editable_by":
            settled = Document.objects.filter(programmes__is_published=True)
            rows = rows.exclude(document__in=settled.values("pk"))
        return rows

    @admin.display(description=_("text"), ordering="text")
    def beginning(self, passage: Passage) -> str:
        return passage.text[:100]
