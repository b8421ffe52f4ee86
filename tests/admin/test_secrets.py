"""Nothing on a page for reading names what the reader may not see."""

import pytest
from django.utils import translation

from programmes.models import Commitment, StatusReport
from programmes.statuses import Assessment
from tests import factories
from tests.admin.admin_rows import client_of, screens, set_stage, url

pytestmark = pytest.mark.django_db
CANARY = "Kanariefugl"


def every_page(client, rows):
    """The text of every list, and of every row of Seoul's, that this person gets to see."""
    addresses = ["/admin/", *(url(model, "changelist") for model in screens().values())]
    addresses += [
        url(type(row), view, row) for row in rows.values() for view in ("change", "history", "delete")
    ]
    pages = {address: client.get(address) for address in addresses}
    return {address: page.text for address, page in pages.items() if page.status_code == 200}


@pytest.fixture
def stage():
    """Secrets beside what is published in Seoul: notes, drafts, restricted documents, names of staff."""
    cast, rows = set_stage()
    shown = rows["shown"]
    secret = factories.document(
        is_public=False, title_en=f"{CANARY} document", key=f"{CANARY.lower()}-document"
    )
    plan = shown["programme"]
    plan.text = secret
    plan.save()
    for row in (shown["event"], shown["activity"], shown["note"]):
        row.documents.add(secret)
    level = plan.partnership.levels.create(title_en="Strategic", title_da="Strategisk", agreed_on="2011")
    level.documents.add(secret)
    hidden = rows["hidden"]["programme"]
    type(hidden).objects.filter(pk=hidden.pk).update(title_en=f"{CANARY} plan", title_da=f"{CANARY}-plan")
    type(plan).objects.filter(pk=plan.pk).update(predecessor=hidden)
    shown["event"].programme_links.create(programme=hidden, relation="signed")
    shown["activity"].commitments.add(rows["hidden"]["commitment"])
    Commitment.objects.filter(pk=rows["hidden"]["commitment"].pk).update(plain_title_en=f"{CANARY} title")
    report = shown["statusreport"]
    StatusReport.objects.filter(pk=report.pk).update(internal_note=f"{CANARY} note", assessment="off_track")
    type(report.drafted_by).objects.filter(pk=report.drafted_by_id).update(first_name=f"{CANARY} person")
    rows["hidden"]["note"].text_en = f"{CANARY} doubt"
    rows["hidden"]["note"].save()
    factories.report(shown["commitment"], state="draft", summary=f"{CANARY} draft", by=cast.member)
    return cast, shown


@pytest.mark.parametrize("who", ["elsewhere", "unattached", "other_administrator"])
def test_whoever_works_elsewhere_reads_no_secret(stage, who):
    cast, rows = stage
    pages = every_page(client_of(getattr(cast, who)), rows)
    assert len(pages) > 20
    with translation.override("da"):  # as the cast reads
        secrets = (CANARY, CANARY.lower(), f">{Assessment.OFF_TRACK.label}<")
    leaks = [address for address, text in pages.items() if any(secret in text for secret in secrets)]
    assert not leaks


def test_whoever_administers_reads_them_so_they_are_there(stage):
    cast, rows = stage
    pages = every_page(client_of(cast.administrator), rows)
    assert sum(CANARY in text for text in pages.values()) >= 6


def test_a_colleague_at_the_mission_reads_notes_but_no_restricted_document(stage):
    cast, rows = stage
    pages = every_page(client_of(cast.colleague), rows)
    text = pages[url(StatusReport, "change", rows["statusreport"])]
    assert f"{CANARY} note" in text
    assert not [address for address, text in pages.items() if f"{CANARY} document" in text]
