"""A programme's commitments with their internal status: for its administrators."""

from tests import factories
from tests.workspace.conftest import address, answers, as_


def test_only_administrators_of_the_mission_read_it(people, plan):
    found = answers(people, lambda client: client.get(address("workspace:programme", "KR-2025")))
    assert found == {
        "anonymous": 302,
        "unattached": 403,
        "elsewhere": 403,
        "colleague": 403,
        "member": 403,
        "lead": 403,
        "administrator": 200,
        "other_administrator": 403,
        "superuser": 200,
    }


def test_an_unpublished_programme_is_not_there_for_the_rest(people):
    factories.plan(1, starts_on="2025", ends_on="2027", is_published=False)
    found = answers(people, lambda client: client.get(address("workspace:programme", "KR-2025")))
    assert found["elsewhere"] == found["other_administrator"] == found["unattached"] == 404
    assert found["administrator"] == 200


def test_it_counts_what_was_never_reported(people, plan):
    factories.report(plan.commitments.first(), by=people.member)
    text = as_(people.administrator).get(address("workspace:programme", "KR-2025")).content.decode()
    assert "2 of 3 commitments were never reported." in text


def test_one_that_is_missing_is_404(people):
    assert as_(people.superuser).get(address("workspace:programme", "KR-1999")).status_code == 404


def test_a_long_plan_is_read_page_by_page_each_commitment_once(people, plan, monkeypatch):
    monkeypatch.setattr("programmes.workspace.pages.programme.ON_A_PAGE", 4)
    for number in range(4, 11):
        factories.commitment(plan, number=f"1.1.{number}", position=number)
    factories.report(plan.commitments.first(), by=people.member)
    reader, url, met = as_(people.administrator), address("workspace:programme", "KR-2025"), []
    for page in (1, 2, 3):
        text = reader.get(f"{url}?page={page}").content.decode()
        assert "9 of 10 commitments were never reported." in text
        assert f"Page {page} of 3" in text
        met += [part.split("<")[0] for part in text.split('class="row-number">')[1:]]
    assert met == [f"1.1.{number}" for number in range(1, 11)]
    assert "Page 3 of 3" in reader.get(f"{url}?page=99").content.decode()
