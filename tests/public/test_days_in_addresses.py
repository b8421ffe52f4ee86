"""How a day is refused, and the front page of a day. Every address is asked in tests/access/test_days.py."""

import pytest

pytestmark = pytest.mark.django_db
DAY = "2026-06-09"


def test_what_is_refused_says_so_in_the_readers_words_and_leads_to_today(reader, plan):
    page = reader.get(f"/en/south-korea/timeline/?on={DAY}&country=x").content.decode()
    assert "This is only shown as it is today." in page
    assert 'href="/en/south-korea/timeline/?country=x"' in page
    assert 'name="on"' not in page
    feed = reader.get(f"/en/changes.atom?on={DAY}")
    assert feed["Content-Type"] == "text/plain; charset=utf-8"
    problem = reader.get(f"/api/programmes/KR-2021?on={DAY}").json()["detail"][0]
    assert problem["loc"] == ["query", "on"]


@pytest.mark.parametrize(
    "path", ["sitemap.xml", "robots.txt", "was", ".well-known/security.txt", "api/programmes"]
)
@pytest.mark.parametrize("asked", [f"on={DAY}", "x=1&x=2"])
def test_an_address_without_a_language_refuses_in_english_whatever_the_browser_asks_for(reader, path, asked):
    answers = [
        reader.get(f"/{path}?{asked}", headers=headers)
        for headers in ({}, {"Accept-Language": "da"}, {"Accept-Language": "en"})
    ]
    if answers[0].status_code == 302:  # pages lead to themselves without what they do not know
        assert asked != f"on={DAY}"
        return
    assert {answer.status_code for answer in answers} == {422}
    words = {answer.content.decode() for answer in answers}
    assert len(words) == 1
    assert "This is only shown as it is today" in words.pop() or asked != f"on={DAY}"


def test_a_file_in_a_language_refuses_in_it(reader, plan):
    assert (
        "Dette vises kun, som det er i dag"
        in reader.get(f"/da/changes.atom?on={DAY}", headers={"Accept-Language": "en"}).text
    )


def test_two_days_are_none(reader, plan):
    response = reader.get("/en/south-korea/?on=2026-06-09&on=2026-06-10")
    assert response.status_code == 422
    assert "2026-06-09" in response.content.decode()
    assert reader.get("/en/south-korea/?on=&on=2020-06-10").status_code == 200


def test_the_front_page_shows_a_day(read, plan):
    plan.partnership.levels.create(
        title_da="Strategisk partnerskab", title_en="Strategic partnership", agreed_on="2011"
    )
    plan.partnership.levels.create(title_da="Grønt", title_en="Green partnership", agreed_on="2021-05-13")
    before, after = read("/en/?on=2021-05-12"), read("/en/?on=2021-05-13")
    assert "Strategic partnership since 2011" in before
    assert "Green partnership since 2021" in after
    assert 'href="/en/south-korea/?on=2021-05-12"' in before
    assert 'href="/en/south-korea/2021-2024/?on=2021-05-12"' in before
    assert "changes.atom" not in before
