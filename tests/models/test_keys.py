"""A key that goes into an address has its shape wherever it is stored: the database and the model take the same."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import NoReverseMatch, reverse

from embassy.keys import SLUG
from embassy.models import Country, Mission
from programmes.keys import NUMBER, PERIOD, REFERENCE
from programmes.models import Commitment, Occurrence, Organisation, PriorityArea, Programme, Sector, Track
from tests import factories

RIGHT = {
    REFERENCE: ["KR-2021", "KR-2021-2", "ZA-GSP", "KR-DEMO"],
    NUMBER: ["1.1.3", "1.3", "3", "999.999.999"],
    PERIOD: ["2021", "2021-H1", "2021-H2", "2021-Q4", "2021-04", "2021-2022"],
    SLUG: ["south-korea", "2021-2024", "A_1"],
}
WRONG = {
    REFERENCE: ["", "kr-2030", "KR 2031", "KR/2031", "KR-2031-æ", "KR-２０３１", "KR-", "KOR-2021", "KR-2021\n", "KR"],
    NUMBER: [
        "", "abc", "1/2", "1.1.a", "１.１.７", "١.١", "01.01.01", "1.01", "0", "1.0", "1.1.3.4", "1.1.", "-1", "1,1",
        "9999", "1.1.3\u200b", "1.1.3\n", " 1",
    ],
    PERIOD: ["", "foo", "2022-H3", "２０２２", "2022-13", "2022-00", "2022-Q5", "2022-1", "22", "2022\n", "2022-h1"],
    SLUG: ["", "a b", "a/b", "æ", "１", "a\n", "a.b"],
}  # fmt: skip
ANSWERED = {REFERENCE: ("workspace:programme", []), PERIOD: ("workspace:meeting", ["KR-2021", "1.1.1"]),
            NUMBER: ("public:commitment", ["south-korea", "2021-2024"]), SLUG: ("public:sector", [])}  # fmt: skip
COLUMNS = [
    (Programme, "reference", REFERENCE), (Programme, "slug", SLUG), (Commitment, "number", NUMBER),
    (Occurrence, "period", PERIOD), (Organisation, "slug", SLUG), (Sector, "slug", SLUG), (Country, "slug", SLUG),
    (Mission, "slug", SLUG),
]  # fmt: skip


@pytest.fixture
def rows(db):
    plan = factories.plan(1)
    Occurrence.objects.create(commitment=plan.commitments.get(), period="2022", state="missed")
    factories.organisation()
    Sector.objects.create(slug="energy", name_da="Energi", name_en="Energy")


def is_stored(row, column, value):
    """Whether the database takes a value that nothing else has looked at."""
    try:
        with transaction.atomic():
            type(row).objects.filter(pk=row.pk).update(**{column: value})
    except IntegrityError:
        return False
    return True


@pytest.mark.parametrize(
    ("model", "column", "shape"), COLUMNS, ids=lambda value: getattr(value, "__name__", None)
)
def test_the_database_takes_what_has_the_shape_and_nothing_else(rows, model, column, shape):
    row = model.objects.first()
    assert [key for key in RIGHT[shape] if not is_stored(row, column, key)] == []
    assert [key for key in WRONG[shape] if is_stored(row, column, key)] == []


@pytest.mark.parametrize(
    ("model", "column", "shape"), COLUMNS, ids=lambda value: getattr(value, "__name__", None)
)
def test_the_model_takes_the_same(rows, model, column, shape):
    field = model._meta.get_field(column)
    assert [field.clean(key, None) for key in RIGHT[shape]] == RIGHT[shape]
    for key in WRONG[shape]:
        with pytest.raises(ValidationError):
            field.clean(key, None)


@pytest.mark.parametrize("shape", RIGHT, ids=["reference", "number", "period", "slug"])
def test_an_address_holds_the_same(shape):
    name, before = ANSWERED[shape]
    assert all(reverse(name, args=[*before, key]) for key in RIGHT[shape])
    for key in WRONG[shape]:
        if shape is REFERENCE and shape.fits(key.upper()):
            continue  # small letters lead to the same
        with pytest.raises(NoReverseMatch):
            reverse(name, args=[*before, key])


def test_of_two_years_the_second_follows_the_first():
    assert [PERIOD.fits(period) for period in ("2021-2022", "2021-2023", "2021-2021", "2022-2021")] == [
        True, False, False, False,
    ]  # fmt: skip


@pytest.mark.parametrize(("model", "column"), [(PriorityArea, "number"), (Track, "position")])
def test_areas_and_tracks_count_from_one_and_have_three_digits(rows, model, column):
    row = model.objects.get()
    assert [place for place in (0, 1, 999, 1000) if is_stored(row, column, place)] == [1, 999]
    for place in (0, 1000):
        with pytest.raises(ValidationError):
            model._meta.get_field(column).clean(place, None)


@pytest.mark.django_db
def test_a_reference_in_small_letters_leads_to_the_same_programme(client):
    plan = factories.plan(1)
    client.force_login(factories.administrator(plan.missions.get()))
    assert client.get("/en/work/kr-2021/").status_code == 200
    assert client.get("/api/programmes/kr-2021").json()["reference"] == "KR-2021"
