"""What may be asked: every parameter bounded, so that nothing a reader sends reaches the database unexamined.

The filters are those of every list (programmes/public/parameters.py), with the same names and values.
"""

from typing import TYPE_CHECKING, Annotated, Any, Literal

from django.utils.translation import gettext_noop
from ninja import Schema
from pydantic import Field, StringConstraints, create_model

from programmes.public.api.schemas import CheckedAs
from programmes.public.parameters import EVERY, FILTERS, Codes, Parameter, Parameters, Words

# NUL is the one character that no database takes. A reference is a line of text: no control characters at all.
Slug = Annotated[str, StringConstraints(pattern=r"^[-a-zA-Z0-9_]{1,80}$")]
# References are one without regard to case: in small letters they lead to the same.
Reference = Annotated[
    str, StringConstraints(pattern=r"^[^\x00-\x1f]*$", min_length=1, max_length=60, to_upper=True)
]
Text = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$", max_length=200)]
Place = Annotated[str, StringConstraints(pattern=r"^[^\x00]{1,60}:[0-9]{1,9}:[0-9]{1,15}$")]

BEGINS = gettext_noop("Where the page begins: follow “next” of the page before.")


def value_type(parameter: Parameter) -> Any:
    """The type of one value of a parameter, as it is described and checked."""
    if isinstance(parameter.values, Codes):
        return Annotated[str, CheckedAs(Literal[tuple(map(str, parameter.values.codes))])]
    if isinstance(parameter.values, Words):
        return Text
    return Reference


def filter_field(parameter: Parameter) -> Any:
    """A field for the values of a filter, any of which counts where it may be repeated."""
    one = value_type(parameter)
    if parameter.is_repeatable:
        return list[one], Field([], description=parameter.about)  # type: ignore[valid-type]
    return one, Field("", description=parameter.about)


def with_filters(name: str, base: type[Schema], filters: Parameters) -> type[Schema]:
    fields = {parameter.name: filter_field(parameter) for parameter in filters}
    made: type[Schema] = create_model(name, __base__=base, **fields)
    return made


class Limited(Schema):
    limit: int = Field(50, ge=1, le=200, description=gettext_noop("How many on a page."))


class Paging(Limited):
    after: Slug | None = Field(None, description=BEGINS)


class _ByReference(Limited):
    after: Reference | None = Field(None, description=BEGINS)


class _ByPlace(Limited):
    after: Place | None = Field(None, description=BEGINS)


OF_PROGRAMMES = Parameters((FILTERS["country"],))

if TYPE_CHECKING:
    ProgrammeQuery = _ByReference
    CommitmentQuery = _ByPlace
else:
    ProgrammeQuery = with_filters("ProgrammeQuery", _ByReference, OF_PROGRAMMES)
    CommitmentQuery = with_filters("CommitmentQuery", _ByPlace, EVERY)
