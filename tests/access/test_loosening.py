"""That these suites can fail: whenever one rule is loosened, the matrix or the search for canaries says so."""

import pytest

from embassy.models import missions, people
from programmes.models import (
    activities,
    commitments,
    documents,
    events,
    partnerships,
    programmes,
    proposals,
    status_reports,
)
from tests.access.crawl import Crawl, Leaked
from tests.access.guesses import public_guesses
from tests.access.loosened import everything
from tests.access.matrix_client import wrong_answers
from tests.access.table import ROWS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sql_written_anew")]
ASKING = ("elsewhere", "colleague", "member", "lead", "administrator", "other_administrator")


def test_as_the_rules_are_nothing_is_found(world):
    assert canaries_in_korea(world) == []


def canaries_in_korea(world, *, stops_at_a_leak=False):
    crawl = Crawl(world.garden, stops_at_a_leak=stops_at_a_leak)
    crawl.follow("/en/", within=("/en/south-korea/",))
    for address in public_guesses(world):
        crawl.fetch(address)
    for canary in world.garden.of_kinds("unpublished")[:5]:
        crawl.fetch(f"/en/search/?q={canary.text}")
    return crawl.leaks


@pytest.mark.parametrize(
    ("rows", "rule"),
    [
        (commitments.CommitmentQuerySet, "published"),
        (programmes.ProgrammeQuerySet, "published"),
        (partnerships.PartnershipQuerySet, "published"),
        (partnerships.NoteQuerySet, "public"),
        (documents.DocumentQuerySet, "public"),
        (events.EventQuerySet, "public"),
        (activities.ActivityQuerySet, "public"),
        (status_reports.StatusReportQuerySet, "public"),
    ],
    ids=lambda value: value if isinstance(value, str) else value.__name__,
)
def test_a_loosened_rule_lets_canaries_out(world, monkeypatch, rows, rule):
    monkeypatch.setattr(rows, rule, everything)
    with pytest.raises(Leaked):
        canaries_in_korea(world, stops_at_a_leak=True)


@pytest.mark.parametrize(
    ("rows", "rule", "about"),
    [
        (commitments.CommitmentQuerySet, "published", "public:commitment that is not published"),
        (programmes.ProgrammeQuerySet, "published", "public:programme that is not published"),
        (commitments.CommitmentQuerySet, "visible_to", "workspace:commitment unpublished"),
        (commitments.CommitmentQuerySet, "reportable_by", "workspace:commitment-report the published one"),
        (commitments.CommitmentQuerySet, "editable_by", "workspace:commitment-edit the published one"),
        (commitments.CommitmentQuerySet, "proposable_by", "workspace:commitment-edit the published one"),
        (proposals.ProposalQuerySet, "visible_to", "workspace:proposal"),
        (proposals.ProposalQuerySet, "decidable_by", "workspace:proposal"),
        (programmes.ProgrammeQuerySet, "visible_to", "workspace:programme unpublished"),
        (programmes.ProgrammeQuerySet, "editable_by", "workspace:programme-visibility the published one"),
        (status_reports.StatusReportQuerySet, "visible_to", "workspace:report-clear submitted"),
        (status_reports.StatusReportQuerySet, "clearable_by", "workspace:report-withdraw public"),
        (documents.DocumentQuerySet, "visible_to", "admin:programmes_document_change"),
        (documents.DocumentQuerySet, "editable_by", "admin:programmes_document_change"),
        (partnerships.NoteQuerySet, "visible_to", "admin:programmes_note_change"),
        (events.EventQuerySet, "visible_to", "admin:programmes_event_change"),
        (people.UserQuerySet, "visible_to", "admin:embassy_user_change"),
        (people.UserQuerySet, "editable_by", "admin:embassy_user_change"),
        (missions.SectorTeamQuerySet, "visible_to", "admin:embassy_sectorteam_change"),
    ],
    ids=lambda value: value if isinstance(value, str) else value.__name__,
)
def test_a_loosened_rule_gives_answers_that_the_table_does_not_have(world, monkeypatch, rows, rule, about):
    asked = [row for row in ROWS if str(row) == about]
    assert asked, f"No row of the matrix is called “{about}”."
    monkeypatch.setattr(rows, rule, everything)
    wrong = [
        answer for row in asked for answer in wrong_answers(row, world, roles=ASKING, methods=("GET", "POST"))
    ]
    assert wrong != []
