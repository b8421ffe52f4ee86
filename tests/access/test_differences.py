"""Absence tells nothing: whoever may not see a secret gets the same bytes with and without it: pages, answers, mails.

Canaries see words; this also sees what is missing, counted otherwise, or found in another order. `make test` asks four
roles, for all secrets that are kept from them at once, and sends the forms of one; `make trials` asks every role for
each secret alone, in both languages, and what a crawl reaches, and sends every form.
"""

from functools import cache
from itertools import chain

import pytest
import time_machine
from django.contrib.admin import ModelAdmin
from django.db import models

from embassy import clock
from embassy.admin.base import RecordedAdmin
from embassy.models.missions import SectorTeamQuerySet
from embassy.models.people import UserQuerySet
from programmes.actions import reminders
from programmes.models import (
    activities,
    agreement_readings,
    agreements,
    commitments,
    documents,
    events,
    occurrences,
    organisations,
    partnerships,
    programmes,
    proposals,
    rounds,
    status_reports,
)
from programmes.search import ranking
from programmes.transfer.formats import ical
from tests.access.crawl import Crawl
from tests.access.differences import (
    Comparison,
    in_words,
    is_compared,
    public_addresses,
    staff_addresses,
    taken_back,
)
from tests.access.loosened import everything
from tests.access.mails import PEOPLE, differing_mails, let_everybody_be_told, mails_after
from tests.access.matrix import ROLES
from tests.access.secrets import SECRETS
from tests.access.sendings import bare_sendings, filled_sendings, sending
from tests.conftest import IS_TRIAL

pytestmark = pytest.mark.django_db
SAMPLE = ("anonymous", "elsewhere", "colleague", "other_administrator")
LANGUAGES = ("en", "da") if IS_TRIAL else ("en",)


def hidden_from(role):
    return tuple(one for one in SECRETS if one.is_hidden_from(role))


# Who is asked, with which secrets coming into the world. Of several at once one may hide another.
ASKED = [(role, hidden_from(role)) for role in (ROLES if IS_TRIAL else SAMPLE) if hidden_from(role)]
ALONE = [(role, (secret,)) for role, secrets in ASKED for secret in secrets] if IS_TRIAL else []
WAYS = {
    role if place < len(ASKED) else f"{role}, {secrets[0]}": (role, secrets)
    for place, (role, secrets) in enumerate([*ASKED, *ALONE])
}
# Who sends forms, and in the sample from which pages.
SENT = {
    name: way for name, way in WAYS.items() if way[0] in (ROLES[1:] if IS_TRIAL else ("other_administrator",))
}
SAMPLE_PAGES = ("/en/work/", "/admin/programmes/commitment/")
MAILED = [
    secret
    for secret in SECRETS
    if IS_TRIAL
    or secret.name in {"unpublished commitment", "draft report", "report elsewhere", "meeting and round"}
]
PAGE, EXPORT = "/en/work/KR-2021/1.1.1/", "/en/work/export/KR-2021/xlsx/"


@pytest.fixture(scope="module")
def moment(world):
    """The time at which everything is asked: no page may differ because it is later."""
    return clock.now()


@pytest.fixture(scope="module")
def comparisons(world):
    """What each role gets while there is no secret, asked once."""
    return {role: Comparison(world, role) for role in ROLES}


@pytest.fixture(scope="module")
def forms_of(world):
    """What each role may send, as the pages stand while there is no secret; looked for once."""

    @cache
    def of(role):
        pages = [page for page in staff_addresses(world, role) if IS_TRIAL or page.startswith(SAMPLE_PAGES)]
        sent = [*bare_sendings(world, role), *filled_sendings(world, role, dict.fromkeys(pages))]
        return [one for one in dict.fromkeys(sent) if IS_TRIAL or one.address.startswith(SAMPLE_PAGES)]

    return of


@pytest.fixture(autouse=True)
def time_stands(moment):
    with time_machine.travel(moment, tick=False):
        yield


def addresses_for(role, world):
    if role == "anonymous":
        return public_addresses(world, LANGUAGES)
    # What is public is the same whoever asks.
    return chain(staff_addresses(world, role, LANGUAGES), public_addresses(world) if IS_TRIAL else ())


@pytest.mark.trials
@pytest.mark.parametrize(("role", "secrets"), WAYS.values(), ids=WAYS)
def test_no_page_tells_of_a_secret(role, secrets, world, comparisons, tried):
    addresses = set(addresses_for(role, world))
    _compare(comparisons[role], secrets, addresses)
    tried("requests compared with and without secrets", 2 * len(addresses))


@pytest.mark.trials
@pytest.mark.parametrize(
    ("role", "secrets"), ASKED if IS_TRIAL else ASKED[:1], ids=lambda value: str(value)[:20]
)
def test_no_page_that_links_lead_to_tells_of_a_secret(role, secrets, world, comparisons, tried):
    starts = ("/en/", "/da/", "/api/") if role == "anonymous" else ("/en/work/", "/admin/")
    starts = starts if IS_TRIAL else ("/en/south-korea/", "/da/south-korea/")
    found = Crawl(world.garden, cookies=world.cookies[role]).follow(*starts, within=starts)
    addresses = {address for address in found if is_compared(address)}
    _compare(comparisons[role], secrets, addresses)
    tried("requests compared with and without secrets", 2 * len(addresses))


@pytest.mark.trials
@pytest.mark.parametrize(("role", "secrets"), SENT.values(), ids=SENT)
def test_no_answer_to_a_form_tells_of_a_secret(role, secrets, forms_of, comparisons, tried):
    """Whether it is taken or refused: for a fault of its own, for a right, or for what was changed meanwhile."""
    sent, comparison = forms_of(role), comparisons[role]
    comparison.remember(sent)
    assert comparison.broken() == []
    differing = comparison.differing(secrets, sent)
    assert differing == {}, in_words(differing)
    tried("forms compared with and without secrets", 2 * len(sent))


@pytest.mark.trials
def test_no_mail_tells_of_a_secret(world, moment, tried, settings):
    settings.SITE_URL = "https://example.org"
    with taken_back():
        let_everybody_be_told(world)
        before = mails_after(moment)
        told = {secret: differing_mails(secret, world, moment, before) for secret in MAILED}
    reminded = {role for role, mails in before.items() if mails}
    assert reminded >= {"elsewhere", "colleague", "member", "lead", "administrator", "other_administrator"}
    assert {secret.name: people for secret, people in told.items() if people} == {}
    tried("mails compared with and without secrets", sum(map(len, before.values())) * len(MAILED))


def _compare(comparison, secrets, addresses):
    comparison.remember(addresses)
    assert comparison.answered(200) > 20
    assert comparison.broken() == []
    differing = comparison.differing(secrets, addresses)
    assert differing == {}, in_words(differing)


REPORTS = (status_reports.StatusReportQuerySet, "visible_to")
PUBLIC_REPORTS = (status_reports.StatusReportQuerySet, "public")
DUMP = "/api/dump.zip"
# For each secret a rule that keeps it, and who would notice where if it did not.
KEPT_BY = [
    ("unpublished programme", programmes.ProgrammeQuerySet, "published", "anonymous", "/api/programmes"),
    ("unpublished programme", ranking, "_public", "anonymous", "/en/search/?q=agriculchure"),
    ("names in an unpublished programme", organisations.OrganisationQuerySet, "public", "anonymous",
     "/api/organisations"),
    ("names in an unpublished programme", organisations.OrganisationQuerySet, "visible_at", "elsewhere",
     "/admin/programmes/organisation/"),
    ("names in an unpublished programme", agreements.BasisAgreementQuerySet, "visible_at", "other_administrator",
     "/admin/programmes/basisagreement/"),
    ("sector of an unpublished programme", organisations.SectorQuerySet, "public", "anonymous", "/en/matrix/"),
    ("unpublished commitment", commitments.CommitmentQuerySet, "published", "anonymous", "/api/commitments"),
    ("draft report", *REPORTS, "colleague", PAGE),
    ("submitted report", commitments.CommitmentQuerySet, "reports_readable_by", "colleague", PAGE),
    ("submitted report", commitments, "_reads_reports", "elsewhere", "/admin/programmes/commitment/?deadline=passed"),
    ("returned report", *REPORTS, "elsewhere", PAGE),
    ("embargoed report", *PUBLIC_REPORTS, "anonymous", DUMP),
    ("partner's report", *PUBLIC_REPORTS, "anonymous", DUMP),
    ("report on a withheld status", *PUBLIC_REPORTS, "anonymous", DUMP),
    ("report elsewhere", commitments, "_reads_reports", "lead", "person"),
    ("assessment", commitments.CommitmentQuerySet, "notes_readable_by", "elsewhere", PAGE),
    ("internal note", partnerships.NoteQuerySet, "public", "anonymous", "/en/south-korea/2021-2024/1.1.1/"),
    ("consent", programmes.ProgrammeQuerySet, "overseen_by", "elsewhere", "programme"),
    ("restricted document", documents.DocumentQuerySet, "public", "anonymous", DUMP),
    ("restricted document", ical, "ROWS", "anonymous", "/en/south-korea/calendar.ics"),
    ("unpublished activity", activities.ActivityQuerySet, "public", "anonymous", DUMP),
    ("unpublished event", events.EventQuerySet, "public", "anonymous", "/en/south-korea/"),
    ("meeting and round", occurrences.OccurrenceQuerySet, "public", "anonymous", "/en/south-korea/2021-2024/1.1.2/"),
    ("meeting and round", occurrences.OccurrenceQuerySet, "visible_to", "elsewhere", EXPORT),
    ("meeting and round", rounds.ReportingRoundQuerySet, "visible_to", "elsewhere", "/en/work/rounds/"),
    ("proposal", proposals.ProposalQuerySet, "visible_to", "colleague", PAGE),
    ("handover note", SectorTeamQuerySet, "visible_to", "colleague", "team"),
    ("text in review and import", agreement_readings.AgreementReadingQuerySet, "visible_to", "other_administrator",
     "/en/work/agreements/"),
    ("people at the mission", SectorTeamQuerySet, "visible_to", "elsewhere", EXPORT),
    ("people at the mission", UserQuerySet, "visible_to", "lead", "/admin/embassy/user/"),
    ("people elsewhere", UserQuerySet, "visible_to", "lead", "/admin/embassy/user/"),
]  # fmt: skip
LOOSENED = {
    "_public": set,  # of words: all of them
    "_reads_reports": lambda _roles: models.Q(pk__isnull=False),
    "ROWS": {**ical.ROWS, "event": ("programmes.event", (*ical.ROWS["event"][1], "documents"))},
}


def test_every_secret_is_kept_by_a_rule_below():
    assert {one.name for one in SECRETS} == {name for name, *_rule in KEPT_BY}


@pytest.mark.parametrize(
    ("name", "where", "rule", "role", "address"), KEPT_BY, ids=[f"{row[0]}, {row[2]}" for row in KEPT_BY]
)
def test_a_loosened_rule_makes_a_difference(
    name, where, rule, role, address, world, monkeypatch, sql_written_anew
):
    secret = next(one for one in SECRETS if one.name == name)
    address = {
        "person": f"/en/work/handover/person/{world.person.pk}/",
        "team": f"/en/work/handover/team/{world.team.pk}/",
        "programme": f"/admin/programmes/programme/{world.programme.pk}/change/",
    }.get(address, address)
    monkeypatch.setattr(where, rule, LOOSENED.get(rule, everything))
    comparison = Comparison(world, role)
    assert address in comparison.differing([secret], [address])
    assert comparison.broken() == []


def test_telling_everybody_by_mail_makes_a_difference(world, moment, monkeypatch, settings):
    settings.SITE_URL = "https://example.org"
    everybody = [getattr(world.cast, role) for role in PEOPLE]
    monkeypatch.setattr(reminders, "_listeners", lambda *_args, **_options: everybody)
    secret = next(one for one in SECRETS if one.name == "unpublished commitment")
    with taken_back():
        let_everybody_be_told(world)
        assert "elsewhere" in differing_mails(secret, world, moment, mails_after(moment))


def test_naming_all_that_hangs_on_a_row_makes_a_difference(world, monkeypatch):
    """As Django's admin does to whoever may delete neither."""
    monkeypatch.setattr(RecordedAdmin, "get_deleted_objects", ModelAdmin.get_deleted_objects)
    secret = next(one for one in SECRETS if one.name == "proposal")
    fields = {"action": "delete_selected", "_selected_action": world.silent.pk}
    sent = sending("/admin/programmes/commitment/", fields, "delete_selected")
    assert sent in Comparison(world, "other_administrator").differing([secret], [sent])
