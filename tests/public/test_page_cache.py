"""Pages kept ready before Django answer as Django does, to the byte, and only for what is everyone's."""

import gzip
from itertools import product

import brotli
import pytest
from django.test import override_settings

from embassy.page_cache.entries import Entries
from embassy.page_cache.responses import CACHE_CONTROL, cacheable_digest, cached_response
from tests import factories
from tests.public.wsgi_client import ask, django_alone, page_cache, queries

pytestmark = pytest.mark.django_db(transaction=True)
PROGRAMME = "/en/south-korea/2021-2024/"
PAGES = [
    "/da/",
    "/en/south-korea/",
    PROGRAMME,
    f"{PROGRAMME}1.1.1/",
    f"{PROGRAMME}?status=not_reported",
    "/en/about/",
]
NOT_KEPT = [
    ("/en/atlantis/", 404), ("/en/work/", 302), ("/en/account/login/", 200), ("/", 302), ("/en/south-korea", 301),
    ("/robots.txt", 200), ("/en/?unknown=1", 302), ("/en/search/?q=" + "a" * 600, 422),
    ("/en/search/?q=" + "%20" * 300, 200),
]  # fmt: skip
DECODE = {"br": brotli.decompress, "gzip": gzip.decompress, "": lambda content: content}


@pytest.fixture(autouse=True)
def this_host():
    with override_settings(ALLOWED_HOSTS=["localhost"]):
        yield


@pytest.fixture
def plan(db):
    factories.partnership("KR")
    return factories.plan(3)


@pytest.fixture
def alone(plan):
    return django_alone()


@pytest.fixture
def kept(plan):
    return page_cache()


def test_an_answer_is_djangos_to_the_byte_and_the_header(kept, alone):
    for address, accepted in product(PAGES, ("br, gzip", "gzip", "identity", "gzip;q=0, br;q=0")):
        true = ask(alone, address, accept_encoding=accepted)
        assert DECODE[true.headers.get("content-encoding", "")](true.content).startswith(b"<!DOCTYPE html>")
        for _ in range(2):  # made, and then kept
            assert ask(kept, address, accept_encoding=accepted) == true
        assert queries(kept, address, accept_encoding=accepted) == 0


def test_a_reader_who_has_the_page_is_told_so_as_django_tells_it(kept, alone):
    for address in PAGES:
        etag = ask(alone, address, accept_encoding="br").headers["etag"]
        true = ask(alone, address, accept_encoding="br", if_none_match=etag)
        # Django says 0, which is not how long the page is; and it leaves out what robots have been told already.
        headers = {name: value for name, value in true.headers.items() if name != "content-length"}
        for _ in range(2):
            told = ask(kept, address, accept_encoding="br", if_none_match=etag)
            assert told.status == true.status == 304
            assert (told.headers.pop("x-robots-tag"), told.headers) == ("noindex, nofollow", headers)
            assert told.content == b""
        assert queries(kept, address, accept_encoding="br", if_none_match=etag) == 0


def test_a_page_is_made_once_for_all_encodings_and_both_methods(kept, alone):
    assert queries(kept, PROGRAMME, accept_encoding="br") > 0
    for accepted in ("gzip", "", "br"):
        for method in ("GET", "HEAD"):
            assert queries(kept, PROGRAMME, method=method, accept_encoding=accepted) == 0


def test_any_way_of_naming_the_bytes_that_a_reader_has_is_understood(kept, alone):
    etag = ask(kept, PROGRAMME).headers["etag"]
    for known in (f'"other", {etag}', f"W/{etag}", "*", f'{etag} , "other"'):
        assert ask(alone, PROGRAMME, if_none_match=known).status == 304
        assert ask(kept, PROGRAMME, if_none_match=known).status == 304
    for known in ('"other"', "", "nonsense", '"a", "b"'):
        assert ask(kept, PROGRAMME, if_none_match=known).status == 200


def test_the_name_of_one_encoding_does_not_stand_for_another(kept):
    packed = ask(kept, PROGRAMME, accept_encoding="br").headers["etag"]
    assert ask(kept, PROGRAMME, if_none_match=packed).status == 200


def test_a_condition_that_is_seldom_asked_is_djangos_to_answer(kept):
    ask(kept, PROGRAMME)
    assert ask(kept, PROGRAMME, if_match='"other"').status == 412


def test_head_tells_the_length_and_sends_nothing(kept):
    whole = ask(kept, PROGRAMME, accept_encoding="br")
    head = ask(kept, PROGRAMME, method="HEAD", accept_encoding="br")
    assert (head.status, head.headers, head.content) == (200, whole.headers, b"")
    assert int(head.headers["content-length"]) == len(whole.content)


def test_a_part_that_is_asked_for_is_answered_with_the_whole(kept, alone):
    whole = ask(alone, PROGRAMME)
    for _ in range(2):
        assert ask(kept, PROGRAMME, range="bytes=0-9") == whole


def test_each_language_has_its_own_page(kept):
    danish, english = (ask(kept, f"/{code}/south-korea/2021-2024/") for code in ("da", "en"))
    assert 'lang="da"' in danish.text
    assert 'lang="en"' in english.text
    assert ask(kept, "/da/south-korea/2021-2024/", accept_language="en") == danish


def test_what_is_no_question_goes_to_django(kept, alone):
    ask(kept, PROGRAMME)
    for method in ("POST", "PUT", "DELETE", "OPTIONS"):
        true = ask(alone, PROGRAMME, method=method)
        assert ask(kept, PROGRAMME, method=method) == true
        assert (true.status == 200) == (method == "OPTIONS")  # without a token, a form is refused


def test_a_signed_in_person_gets_the_same_bytes_from_django(kept, alone, client):
    true = ask(kept, PROGRAMME)
    client.force_login(factories.superuser(), backend="embassy.auth.StaffBackend")
    cookie = f"theme=dark; __Host-session={client.cookies['__Host-session'].value}"
    assert queries(kept, PROGRAMME, cookie=cookie) > 0
    theirs = ask(kept, PROGRAMME, cookie=cookie)
    assert (theirs.content, theirs.headers["etag"]) == (true.content, true.headers["etag"])


def test_any_other_cookie_changes_nothing(kept):
    ask(kept, PROGRAMME)
    assert queries(kept, PROGRAMME, cookie="django_language=da; theme=dark") == 0


def test_what_is_no_page_of_everyones_is_not_kept(kept, alone):
    for address, status in NOT_KEPT:
        for _ in range(2):
            told = ask(kept, address)
            assert told.status == status, address
        if status != 200:
            assert told.headers.get("location") == ask(alone, address).headers.get("location")
    assert len(kept._generation.pages) + len(kept._generation.queries) == 0


def test_http_and_https_never_share_a_page(plan):
    with override_settings(SECURE_PROXY_SSL_HEADER=("HTTP_X_FORWARDED_PROTO", "https")):
        kept = page_cache()
        for _ in range(2):
            for scheme in ("http", "https"):
                page = ask(kept, PROGRAMME, x_forwarded_proto=scheme).text
                assert f'<link rel="canonical" href="{scheme}://localhost{PROGRAMME}">' in page
        assert len(kept._generation.pages) == 2


KEPT = [("Cache-Control", CACHE_CONTROL), ("ETag", '"abc"'), ("Content-Length", "5")]


@pytest.mark.parametrize(
    ("status", "more"),
    [
        ("200 OK", ("Vary", "Cookie")),
        ("200 OK", ("Vary", "Accept-Encoding, Accept-Language")),
        ("200 OK", ("Set-Cookie", "a=b")),
        ("200 OK", ("Content-Encoding", "gzip")),
        ("200 OK", ("Cache-Control", "private, no-cache")),
        ("200 OK", ("ETag", 'W/"abc"')),
        ("404 Not Found", ("X-Nothing", "")),
    ],
)
def test_what_varies_or_is_somebodys_is_not_kept(status, more):
    assert cacheable_digest("200 OK", [*KEPT, ("Vary", "Accept-Encoding")]) == "abc"
    assert cacheable_digest(status, [*KEPT, more]) is None
    assert cacheable_digest("200 OK", KEPT[:2]) is None, "streamed"


def test_an_unknown_host_is_refused_however_often_the_page_was_read(kept):
    ask(kept, PROGRAMME)
    assert ask(kept, PROGRAMME, host="elsewhere.example").status == 400


def test_queries_and_made_up_ports_cannot_crowd_out_the_plain_pages():
    factories.plan(1)
    kept = page_cache(size=400_000)
    ask(kept, PROGRAMME)
    for number in range(60):
        ask(kept, f"/en/search/?q=word{number}")
        ask(kept, "/en/", host=f"localhost:{9000 + number}")
    assert len(kept._generation.queries) < 60
    assert kept._generation.queries.size <= 100_000
    assert queries(kept, PROGRAMME) == 0


def test_entries_read_last_stay_and_never_take_more_than_their_size():
    entries = Entries(100_000)
    for number in range(50):
        entries.put(number, cached_response("digest", b"x" * 400 * number, [("ETag", '"digest"')], ""))
        entries.get(0)
        assert entries.size <= 100_000
    assert entries.get(0)
    assert not entries.get(1)
    assert not entries.get(49)  # alone it would have taken more than an eighth
    assert entries.size == sum(entry.size for entry in entries._entries.values())


def test_it_answers_while_the_stamp_cannot_be_read_but_keeps_nothing(kept, settings, tmp_path):
    ask(kept, PROGRAMME)
    settings.PAGE_STAMP = str(tmp_path / "nothing")
    for _ in range(2):
        assert queries(kept, PROGRAMME) > 0
