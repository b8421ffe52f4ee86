"""REDIS_URL: attempts to sign in are counted in Redis, and while it is gone the page says so."""

import shutil
import subprocess
import time

import pytest
from django.core.cache import cache
from django.test import Client
from redis import Redis
from redis._parsers.base import BaseParser
from redis.exceptions import ConnectionError as RedisGone

from embassy.outage import OUTAGES
from tests import factories
from tests.accounts.conftest import LOGIN, attempt, is_signed_in
from tests.ports import free_port

RIGHT = factories.PASSWORD


@pytest.fixture
def redis(settings, tmp_path):
    """A Redis of the test's own, which it may stop."""
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("no redis-server on this machine (Debian: apt install redis-server)")
    port = free_port()
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(tmp_path)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603  (the program that was found, on a port of its own)
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": f"redis://127.0.0.1:{port}/0",
        }
    }
    for _try in range(100):
        try:
            cache.get("is it there")
            break
        except RedisGone:
            time.sleep(0.05)
    yield process
    process.kill()
    process.wait()


@pytest.fixture
def gone(redis):
    redis.kill()
    redis.wait()


def test_attempts_are_counted_there(mette, redis):
    assert [attempt().status_code for _try in range(6)] == [422] * 5 + [429]
    assert attempt(password=RIGHT).status_code == 429
    assert attempt(password=RIGHT, address="198.51.100.7").status_code == 302


def test_while_it_is_gone_nobody_gets_past_the_count_and_the_page_says_why(mette, gone):
    browser = Client(raise_request_exception=False)
    response = attempt(password=RIGHT, client=browser)
    assert response.status_code == 503
    assert response["Retry-After"] == "30"
    assert "does not answer" in response.content.decode()
    assert not is_signed_in(browser)


def test_while_it_takes_no_writes_the_page_says_so_too(mette, redis, settings):
    """As one does whose disk or memory is full: it is there, and answers with an error."""
    with Redis.from_url(settings.CACHES["default"]["LOCATION"]) as console:
        console.config_set("maxmemory-policy", "noeviction")
        console.config_set("maxmemory", "1")
    browser = Client(raise_request_exception=False)
    response = attempt(password=RIGHT, client=browser)
    assert (response.status_code, response["Retry-After"]) == (503, "30")
    assert not is_signed_in(browser)


@pytest.mark.parametrize("said", ["MISCONF full", "OOM full", "READONLY a replica", "NOPERM not yours"])
def test_every_refusal_of_a_redis_is_an_outage(said):
    assert isinstance(BaseParser.parse_error(said), OUTAGES)


def test_while_it_is_gone_the_form_and_public_pages_are_there(mette, gone):
    assert Client().get(LOGIN).status_code == 200
    assert Client().get("/en/").status_code == 200
