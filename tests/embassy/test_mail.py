"""Mail is sent when it leaves this machine, from an address that exists and with links that lead somewhere."""

import pytest
from django.core.mail.backends import locmem, smtp

from embassy import checks, mail

BACKENDS = "django.core.mail.backends"


class Ours(smtp.EmailBackend):
    pass


class Pretends(locmem.EmailBackend):
    pass


@pytest.fixture(autouse=True)
def production(settings):
    settings.DEBUG = False
    settings.MAIL_DELIVERED_BY = ["anymail.backends.Third"]
    settings.EMAIL_BACKEND = f"{BACKENDS}.smtp.EmailBackend"
    settings.DEFAULT_FROM_EMAIL = "Partnerships <noreply@um.dk>"
    settings.SITE_URL = "https://programmes.um.dk"
    return settings


@pytest.mark.parametrize(
    "backend",
    [f"{BACKENDS}.{name}.EmailBackend" for name in ("console", "dummy", "locmem", "filebased")]
    + [f"{__name__}.Pretends", "anymail.backends.Third", f"{BACKENDS}.smpt.EmailBackend", "", "smtp"],
)
def test_what_a_backend_keeps_here_is_not_sent(production, backend):
    production.EMAIL_BACKEND = backend
    [reason] = mail.why_mail_stays()
    assert "EMAIL_BACKEND" in reason
    assert [warning.id for warning in checks.mail_can_leave()] == ["embassy.W006"]
    production.DEBUG = True
    assert mail.why_mail_stays() == []


@pytest.mark.parametrize(
    "backend", [f"{BACKENDS}.smtp.EmailBackend", f"{__name__}.Ours", "embassy.mail.FolderBackend"]
)
def test_what_a_mail_server_or_a_named_backend_takes_is(production, backend):
    production.EMAIL_BACKEND = backend
    assert mail.why_mail_stays() == checks.mail_can_leave() == []


def test_an_operator_names_a_backend_of_their_own(production):
    production.EMAIL_BACKEND = f"{__name__}.Pretends"
    production.MAIL_DELIVERED_BY = [f"{__name__}.Pretends"]
    assert mail.why_mail_stays() == []


@pytest.mark.parametrize(
    "sender",
    ["noreply@localhost", "Mail <noreply@LOCALHOST>", "noreply@server", "noreply@mail.localhost", "noreply", "",
     "x@machine.localdomain", "x@um.example", "noreply@[127.0.0.1]", "noreply@127.0.0.1"],
)  # fmt: skip
def test_a_sender_that_exists_on_this_machine_only_is_none(production, sender):
    production.DEFAULT_FROM_EMAIL = sender
    [reason] = mail.why_mail_stays()
    assert "DEFAULT_FROM_EMAIL" in reason


@pytest.mark.parametrize(
    "address",
    ["", "http://localhost:8000", "https://127.0.0.1", "https://[::1]:8000", "http://0.0.0.0", "https://a.localhost"],
)  # fmt: skip
def test_links_to_this_machine_lead_nowhere(production, address):
    production.SITE_URL = address
    [reason] = mail.why_links_lead_nowhere()
    assert "SITE_URL" in reason
    [warning] = checks.links_in_mails_lead_here()
    assert (warning.id, "SITE_URL" in warning.msg) == ("embassy.W005", True)


def test_a_site_with_an_address_is_told_nothing(production):
    production.SITE_URL = "https://programmes.um.dk/partnerships"
    assert mail.why_links_lead_nowhere() == checks.links_in_mails_lead_here() == []


def test_on_a_development_machine_links_may_lead_to_it(production):
    production.DEBUG = True
    production.SITE_URL = "http://localhost:8000"
    assert mail.why_links_lead_nowhere() == []
    production.SITE_URL = ""
    assert len(mail.why_links_lead_nowhere()) == 1
