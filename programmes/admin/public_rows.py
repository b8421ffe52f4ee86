"""Forms and screens of rows that a team may show to the public: where reports need clearance, its leads say so."""

from typing import Any, cast

from django.db import models
from django.http import HttpRequest

from embassy.admin.base import RecordedAdmin
from embassy.admin.choices import ScopedForm
from embassy.admin.rights import Row
from embassy.models import Roles
from embassy.types import AnyUser
from programmes.models import Commitment
from programmes.rules.permissions import may_publish_activity
from programmes.words.publicity import LEAD_DECIDES


class PublicRowForm(ScopedForm):
    """`person` is who fills it in."""

    person: AnyUser

    def leave_to_leads(self, commitments: models.QuerySet[Commitment]) -> None:
        """Refuse to make public what carries these commitments out, where the person may not."""
        if self.cleaned_data.get("is_public") and not may_publish_activity(self.person, commitments):
            self.add_error("is_public", LEAD_DECIDES)


class PublicRowScreen(RecordedAdmin[Row]):
    """Kept by the team, too."""

    def may_add(self, roles: Roles) -> bool:
        return super().may_add(roles) or bool(roles.team_ids)

    def get_form(
        self, request: HttpRequest, obj: Row | None = None, change: bool = False, **kwargs: Any
    ) -> type[ScopedForm]:
        form = cast("type[PublicRowForm]", super().get_form(request, obj, change=change, **kwargs))
        form.person = request.user
        return form
