"""What may be asked: every parameter bounded, so that nothing a reader sends reaches the database unexamined."""

from typing import Annotated, Any

from django.utils.translation import gettext_noop
from ninja import Schema
from pydantic import Field, StringConstraints

from programmes.models import Track
from programmes.public.api.schemas import codes
from programmes.statuses import Kind, PublicStatus

# NUL is the one character that no database takes. A reference is a line of text: no control characters at all.
Slug = Annotated[str, StringConstraints(pattern=r"^[-a-zA-Z0-9_]{1,80}$")]
Reference = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f]*$", min_length=1, max_length=60)]
Words = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$", max_length=200)]
Place = Annotated[str, StringConstraints(pattern=r"^[^\x00]{1,60}:[0-9]{1,9}:[0-9]{1,15}$")]


def filter_field(description: str) -> Any:
    return Field(None, description=description)


class Limited(Schema):
    limit: int = Field(50, ge=1, le=200, description=gettext_noop("How many on a page."))


class Paging(Limited):
    after: Slug | None = filter_field(
        gettext_noop("Where the page begins: follow “next” of the page before.")
    )


class ProgrammeQuery(Limited):
    after: Reference | None = filter_field(
        gettext_noop("Where the page begins: follow “next” of the page before.")
    )
    country: Slug | None = filter_field(gettext_noop("The country's name in addresses, such as south-korea."))


class CommitmentQuery(Limited):
    after: Place | None = filter_field(
        gettext_noop("Where the page begins: follow “next” of the page before.")
    )
    country: Slug | None = filter_field(gettext_noop("The country's name in addresses, such as south-korea."))
    programme: Reference | None = filter_field(gettext_noop("The programme's reference, such as KR-2021."))
    area: int | None = Field(None, ge=1, le=999, description=gettext_noop("The number of a priority area."))
    track_kind: Annotated[str, codes(Track.Kind)] | None = filter_field(
        gettext_noop("The kind of cooperation track.")
    )
    sector: Slug | None = filter_field(gettext_noop("A sector's short name, such as energy."))
    sdg: int | None = Field(
        None, ge=1, le=17, description=gettext_noop("The number of a Sustainable Development Goal.")
    )
    organisation: Slug | None = filter_field(gettext_noop("An organisation's short name."))
    status: Annotated[str, codes(PublicStatus)] | None = filter_field(gettext_noop("The public status."))
    kind: Annotated[str, codes(Kind)] | None = filter_field(gettext_noop("The kind of commitment."))
    q: Words = Field("", description=gettext_noop("Words that must all occur."))
