"""The admin takes no key that could stand in no address, no endless programme and no zone that there is not."""

import pytest

from tests.admin.admin_rows import change, client_of, set_stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def hidden(db):
    """The client of a superuser, and rows that are not published, whose keys may still change."""
    cast, rows = set_stage()
    type(cast.superuser).objects.filter(pk=cast.superuser.pk).update(language="en")
    return client_of(cast.superuser), rows["hidden"]


def errors(response):
    """{field: sentences} of the form that comes back."""
    assert response.status_code == 422
    return {name: " ".join(words) for name, words in response.context["adminform"].form.errors.items()}


@pytest.mark.parametrize(
    ("model", "field", "value", "remedy"),
    [
        *(
            ("commitment", "number", number, "Numbers look like 1.1.3, 1.3 or 3")
            for number in ("abc", "1/2", "１.１.７", "01.01.01", "9999")
        ),
        *(
            ("programme", "reference", reference, "KR-2021, KR-2021-2, ZA-GSP")
            for reference in ("KR 2031", "KR/2031", "KR-2031-æ", "kr-2021")
        ),
        ("programme", "slug", "a/b", "slug"),
        ("programme", "ends_on", "9999", "The year 9999 is out of bounds"),
        ("programme", "ends_on", "2099", "A programme runs for 50 years at most"),
        ("commitment", "due_on", "9999-12-31", "The year 9999 is out of bounds"),
        ("priorityarea", "number", "1000", "999"),
        ("track", "position", "0", "1"),
        ("event", "starts_on", "2999", "The year 2999 is out of bounds"),
    ],
)
def test_what_no_page_could_show_is_refused_with_the_remedy(hidden, model, field, value, remedy):
    client, rows = hidden
    values = {field: value, "_reason": "The ministers agreed."}
    assert remedy in errors(change(client, rows[model], **values))[field]


def test_a_zone_that_there_is_not_is_refused(hidden):
    client, rows = hidden
    sent = change(client, rows["programme"].missions.get(), time_zone="Asia/Soul")
    assert "There is no such time zone." in errors(sent)["time_zone"]


def test_keys_of_the_right_shape_are_taken(hidden):
    client, rows = hidden
    assert change(client, rows["programme"], reference="KR-GSP-2", ends_on="2081").status_code == 302
    assert change(client, rows["commitment"], number="12.3", due_on="").status_code == 302
    assert client.get("/en/work/KR-GSP-2/12.3/").status_code == 200
