"""Every form in which staff type, filled in as it stands on its page: nothing typed is lost, and nothing goes unsaid.

The forms are found by opening every address of the access matrix as somebody who may write there.
"""

from html import unescape
from types import SimpleNamespace

import lxml.html
import pytest
from django.db import OperationalError, transaction
from django.db.backends.utils import CursorWrapper
from django.test import Client
from django.urls import resolve
from django.utils import translation
from django.utils.translation import gettext

from embassy.models import UnsentForm
from tests.access.matrix_client import address_of
from tests.access.table import ROWS
from tests.html_forms import forms_in, summary_fault

pytestmark = pytest.mark.django_db
WRITERS = ("superuser", "administrator", "lead", "member")
LOOKING = "q"  # words by which a form finds what is to be ticked in it
# The admin's screens have one way to be drawn, so that a few stand for all.
SCREENS = {"admin:programmes_commitment_change", "admin:programmes_programme_add", "admin:embassy_user_add"}
NO_TEXT = "no \0 text"  # which no field of text takes


def browser_of(world, role, **options):
    client = Client(raise_request_exception=False, **options)
    client.cookies = world.cookies[role].copy()
    return client


def pages(world):
    """(address, role) for each staff page and each page of the admin that somebody may open."""
    found = {}
    for row in ROWS:
        codes = row.expected("GET")
        role = next((role for role in WRITERS if codes[role] == 200), None)
        if role and (row.name.startswith("workspace:") or row.name in SCREENS):
            found.setdefault(address_of(row, world), role)
    return found.items()


@pytest.fixture(scope="module")
def forms(world):
    """Each form with something to type, filled in; one for each address that it is sent to and what it asks for."""
    found = {}
    for page, role in pages(world):
        response = browser_of(world, role).get(page)
        for form in (
            forms_in(response.text) if not response.streaming and b"<form" in response.content else ()
        ):
            action = form.action or page
            kind = (resolve(action.partition("?")[0]).view_name, tuple(sorted(form.typed)))
            if form.typed and kind not in found:
                found[kind] = filled(role, page, action, form)
    assert len(found) > 20
    return found


def filled(role, page, action, form):
    texts = {name: f"Typed here æ{number}." for number, name in enumerate(form.typed) if is_kept(name)}
    return SimpleNamespace(role=role, page=page, action=action, fields=form.fields | texts, texts=texts)


def is_kept(name):
    return name != LOOKING and "password" not in name and "__prefix__" not in name


def post(client, form, **fields):
    """The answer to the form; whatever it wrote is taken back."""
    with transaction.atomic():
        response = client.post(
            form.action, form.fields | fields, headers={"referer": f"http://testserver{form.page}"}
        )
        transaction.set_rollback(True)
    return response


def shown_texts(response):
    """What stands in the page's boxes, to be read or sent."""
    document = lxml.html.document_fromstring(response.text)
    areas = [area.text or "" for area in document.iter("textarea")]
    return {text.removeprefix("\n") for text in areas} | {
        box.get("value", "") for box in document.iter("input")
    }


def lost(forms, answer):
    """The forms of which a text is not on the page that comes in answer, and that page's status."""
    found = {}
    for kind, form in forms.items():
        response = answer(form)
        missing = {name for name, text in form.texts.items() if text not in shown_texts(response)}
        if missing:
            found[kind[0]] = response.status_code, missing
    return found


def test_after_signing_in_again_every_form_stands_filled(world, forms):
    def signed_out_and_in(form):
        with transaction.atomic():
            client = Client()
            away = client.post(form.action, form.fields, headers={"referer": f"http://testserver{form.page}"})
            assert away.status_code == 302, form.action
            response = browser_of(world, form.role).get(UnsentForm.objects.first().way_back)
            assert response.status_code == 200, form.action
            with translation.override(response["Content-Language"]):  # the admin's address has none: Danish
                assert gettext("This has not been sent") in unescape(response.text)
            transaction.set_rollback(True)
        return response

    assert lost(forms, signed_out_and_in) == {}


def test_with_an_old_token_every_form_is_shown_whole_and_can_be_sent_again(world, forms):
    def with_an_old_token(form):
        response = post(
            browser_of(world, form.role, enforce_csrf_checks=True), form, csrfmiddlewaretoken="old"
        )
        assert response.status_code == 403
        return response

    assert lost(forms, with_an_old_token) == {}


def test_whoever_may_not_any_more_is_shown_what_they_wrote(world, forms):
    def without_the_right(form):
        response = post(browser_of(world, "unattached"), form)
        assert response.status_code in {403, 404}, (form.action, response.status_code)
        return response

    assert lost(forms, without_the_right) == {}


def test_without_a_database_every_form_is_shown_with_a_way_to_send_it_again(world, forms, monkeypatch):
    def unavailable(*_args, **_kwargs):
        raise OperationalError("database is locked")

    def without_a_database(form):
        client = browser_of(world, form.role)
        with monkeypatch.context() as patch:
            patch.setattr(CursorWrapper, "execute", unavailable)
            response = client.post(form.action, form.fields)
        assert response.status_code == 503
        assert response["Retry-After"]
        return response

    assert lost(forms, without_a_database) == {}


def test_passwords_are_neither_kept_nor_shown(world, forms):
    form = forms[next(kind for kind in forms if kind[0] == "admin:embassy_user_add")]
    secrets = {"password1": "open sesame one", "password2": "open sesame two"}
    response = post(
        browser_of(world, form.role, enforce_csrf_checks=True), form, csrfmiddlewaretoken="old", **secrets
    )
    assert "open sesame" not in response.text
    assert "Send again" not in response.text
    with transaction.atomic():
        Client().post(form.action, form.fields | secrets)
        assert "open sesame" not in str(UnsentForm.objects.first().fields)
        transaction.set_rollback(True)


def test_every_refused_form_begins_with_its_summary_which_has_the_focus(world, forms):
    wrong = {}
    for (name, _typed), form in forms.items():
        response = post(browser_of(world, form.role), form, **dict.fromkeys(form.texts, NO_TEXT))
        if fault := summary_fault(response):
            wrong[name] = fault
    assert wrong == {}
