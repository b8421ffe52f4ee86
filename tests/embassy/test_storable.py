"""NUL and half a surrogate pair: refused in JSON, left out of addresses, so that no store is asked to hold them."""

import pytest

from embassy.models import ChangeSet
from embassy.storable import read_json, storable
from tests import factories
from tests.admin.admin_rows import change


@pytest.mark.parametrize(
    "text", ['"\\ud800"', '["a", {"b": "\\udfff x"}]', '{"\\ud83c": 1}', '"\\u0000"', "[" * 99_999]
)
def test_json_that_cannot_be_stored_is_refused(text):
    with pytest.raises(ValueError, match=r"\w"):
        read_json(text)


def test_a_name_that_stands_twice_is_refused():
    with pytest.raises(ValueError, match="stands twice"):
        read_json('{"a": 1, "a": 2}')


def test_a_whole_pair_is_a_character():
    assert read_json('{"\\ud83d\\ude00": ["\\ud83d\\ude00"]}') == {"😀": ["😀"]}
    assert storable("a\x00b\ud800c😀") == "abc😀"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [
        "/en/work/dashboard/list/?programme=%00",
        "/en/work/activities/new/?commitment=KR%00-1",
        "/en/work/activities/?q=%00&team=%00",
        "/en/work/rounds/new/?programme=%00",
        "/en/work/calendar/?month=%00&team=%00",
        "/en/work/agreements/new/?programme=%00",
        "/en/work/KR-2021/table/?area=%00",
        "/admin/programmes/programme/?q=%00",
    ],
)
def test_a_staff_page_opens_whatever_its_address_asks(client, address):
    client.force_login(factories.administrator(factories.plan(1).missions.get()))
    assert client.get(address, follow=True).status_code == 200


@pytest.mark.django_db
def test_a_reason_in_the_admin_is_kept_without_it(client):
    mission = factories.plan(1).missions.get()
    client.force_login(factories.superuser())
    assert change(client, mission, phone="+82 2 795 4187", _reason="They\x00 moved.").status_code == 302
    assert ChangeSet.objects.latest("pk").reason == "They moved."
