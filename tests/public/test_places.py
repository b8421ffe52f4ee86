"""A page of a list goes on where the last one ended, whatever has become of the row that it ended with."""

import re
from html import unescape

import pytest

from programmes.models import Commitment, Programme
from programmes.public.pages import lists
from tests import factories

NUMBER = re.compile(r'<a class="row-title" href="/en/([^"]+)/"')
FOLLOWING = re.compile(r'href="([^"]+)">Show the next<')
PAGED = [
    "/en/statistics/commitments/",
    "/en/matrix/commitments/",
    "/en/sector/energy/",
    "/en/track-kind/government/",
]
GONE = "The commitment that the last page ended with is no longer in its place."


@pytest.fixture
def plans(db, monkeypatch):
    """China's three commitments stand before South Korea's eleven; a page has four."""
    monkeypatch.setattr(lists, "ON_A_PAGE", 4)
    china, korea = factories.plan(3, iso2="CN"), factories.plan(11)
    for commitment in Commitment.objects.all():
        factories.mark_with_everything(commitment)
    return china, korea


def rows(page):
    return [address.rpartition("/")[2] for address in NUMBER.findall(page)]


def following(page):
    return unescape(FOLLOWING.search(page)[1])


def unpublish(row):
    Commitment.objects.filter(pk=row.pk).update(is_published=False)


def renumber(row):
    Commitment.objects.filter(pk=row.pk).update(number="9.9.9")


def move(row):
    Commitment.objects.filter(pk=row.pk).update(position=99)


@pytest.mark.parametrize("address", PAGED)
@pytest.mark.parametrize("becomes", [unpublish, renumber, move])
def test_the_next_page_goes_on_at_the_place(read, plans, address, becomes):
    address = following(read(following(read(address))))
    last = plans[1].commitments.get(number="1.1.5")
    becomes(last)
    page = read(address)
    assert rows(page) == ["1.1.6", "1.1.7", "1.1.8", "1.1.9"]
    assert (GONE in page) == (becomes is unpublish)


@pytest.mark.parametrize("becomes", [unpublish, renumber])
def test_an_address_that_names_the_commitment_goes_on_where_it_would_stand(read, plans, becomes):
    becomes(plans[1].commitments.get(number="1.1.10"))
    page = read("/en/statistics/commitments/?page=KR-2021-1.1.10")
    assert rows(page)[-1:] == ["1.1.11"]
    assert not {"1.1.1", "1.1.9"} & set(rows(page))
    assert GONE in page


def test_a_page_goes_on_after_a_programme_that_is_public_no_more(read, plans):
    address = following(read("/en/matrix/commitments/"))
    first_of_korea = "1.1.1"
    assert rows(read("/en/matrix/commitments/"))[-1] == first_of_korea
    vietnam = factories.plan(2, iso2="VN")
    Programme.objects.filter(pk=plans[1].pk).update(is_published=False)
    assert len(rows(read(address))) == len(vietnam.commitments.all())
    assert rows(read("/en/matrix/commitments/?page=KR-2021-1.1.1")) == rows(read(address))


def test_what_is_not_public_moves_no_place(read, refused, plans):
    """The answer is the same whether something of that name is kept back or was never there."""
    address = "/en/statistics/commitments/?page=KR-2021-1.1.99"
    before = read(address)
    factories.commitment(plans[1], number="1.1.99", position=1, is_published=False)
    assert read(address) == before
    hidden = factories.plan(1, starts_on="1999", is_published=False)
    places = [f"/en/statistics/commitments/?page={name}:0:0" for name in (hidden.reference, "KR-1998")]
    one, other = (rows(read(place)) for place in places)
    assert one == other


def test_a_place_that_is_none_is_refused_by_name(refused, plans):
    for value in ("x", "KR-2021", "XX-2021:1:1", "KR-2021:1:x", "%00-1", "KR-2021:9999999999:1"):
        page = refused(f"/en/statistics/commitments/?page={value}")
        assert "Page: " in page
        assert rows(page)[:1] == ["1.1.1"]


def test_a_place_costs_the_same_however_long_the_list(reader, plans, django_assert_max_num_queries):
    address = following(reader.get("/en/matrix/commitments/").content.decode())
    with django_assert_max_num_queries(12):
        assert reader.get(address).status_code == 200
