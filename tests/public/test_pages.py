"""What each page says, and in which language."""

import datetime as dt

import pytest
import time_machine

from embassy import clock
from programmes.models import Commitment, Responsibility, Wording
from programmes.public.pages.commitment_rows import CommitmentValues, commitment_rows
from tests import factories

PROGRAMME = "/en/south-korea/2021-2024/"


def test_partnerships_are_alphabetical_in_the_pages_language(read, plan):
    factories.partnership("CN")
    english, danish = read("/en/"), read("/da/")
    assert english.index("China") < english.index("South Korea")
    assert danish.index("Kina") < danish.index("Sydkorea")


def test_danish_sorts_its_own_letters_last(settings):
    from django.utils import translation

    from programmes.words.strings import alphabetical

    names = ["Østrig", "Zambia", "Åland", "Ægypten", "Chile"]
    with translation.override("da"):
        assert sorted(names, key=alphabetical) == ["Chile", "Zambia", "Ægypten", "Østrig", "Åland"]
    with translation.override("en"):
        assert sorted(names, key=alphabetical) == ["Ægypten", "Åland", "Chile", "Østrig", "Zambia"]


def test_the_country_page_says_who_we_are_to_each_other_and_what_matters_now(read, plan):
    plan.partnership.levels.create(
        title_en="Strategic Partnership", title_da="Strategisk partnerskab", agreed_on="2011"
    )
    plan.partnership.levels.create(
        title_en="Comprehensive Green Strategic Partnership",
        title_da="Omfattende grønt strategisk partnerskab",
        agreed_on="2021-05-30",
    )
    plan.checked_on = dt.date(2026, 11, 21)
    plan.save()
    page = read("/en/south-korea/")
    assert "Strategic partners since 2011; comprehensive green strategic partners since 2021." in page
    assert (
        "Ended at the end of 2024. No successor is recorded here (checked 21 November 2026). 3 commitments in 1 area."
        in page
    )
    assert "See the commitments" in page
    assert "omfattende grønne strategiske partnere" in read("/da/south-korea/")


def test_a_country_without_a_programme_still_has_honest_words(read, db):
    factories.partnership("CN")
    assert "No programme is recorded here" in read("/en/china/")
    assert "No programme is recorded here." in read("/en/")


def test_a_programme_in_force_says_until_when(read, plan):
    with time_machine.travel("2023-06-01 12:00:00+00:00"):
        assert "Runs until the end of 2024." in read("/en/south-korea/")


def test_a_plan_known_from_a_summary_has_no_totals(read, plan):
    plan.is_complete = False
    plan.save()
    Wording.objects.update(provenance="ministry_summary")
    page = read(PROGRAMME)
    assert "Named in a ministry summary; we do not have the full text" in page
    assert "have a published status" not in page
    assert "3 commitments" not in page
    shown = read(f"{PROGRAMME}1.1.1/")
    assert "Official wording" not in shown
    assert "Named in a ministry summary; we do not have the full text" in shown


def test_the_official_wording_is_quoted_to_the_letter_in_its_language(read, plan):
    Wording.objects.filter(commitment__number="1.1.1").update(text="  Promote  “SDG7” & <others>;")
    for language in ("en", "da"):
        page = read(f"/{language}/south-korea/2021-2024/1.1.1/")
        assert '<blockquote lang="en"><p>  Promote  “SDG7” &amp; &lt;others&gt;;</p></blockquote>' in page
    assert "Official wording" in read(f"{PROGRAMME}1.1.1/")


def test_a_title_missing_in_one_language_is_shown_in_the_other_and_marked(read, plan):
    Commitment.objects.filter(number="1.1.1").update(plain_title_da="")
    assert '<span lang="en">Annual ministerial meetings 1</span>' in read("/da/south-korea/2021-2024/")
    assert '<span lang="en">Annual ministerial meetings 1</span>' in read("/da/south-korea/2021-2024/1.1.1/")


def test_a_commitment_without_any_title_is_known_by_its_words(read, plan):
    Commitment.objects.filter(number="1.1.1").update(plain_title_da="", plain_title_en="")
    assert "Annual ministerial meetings in the Green Growth Alliance." in read(PROGRAMME)


def test_the_commitment_page_names_those_responsible_as_they_are_named(read, plan):
    fund = factories.organisation("Export Credit Agency", acronym="EKF")
    fund.successor, fund.succeeded_on = factories.organisation("Export and Investment Fund"), "2023"
    fund.save()
    Responsibility.objects.create(
        commitment=plan.commitments.first(),
        organisation=fund,
        side="danish",
        as_named="the Danish export fund",
    )
    page = read(f"{PROGRAMME}1.1.1/")
    assert "Export Credit Agency (EKF)" in page
    assert "the Danish export fund" in page
    assert "Became Export and Investment Fund (2023)." in page
    assert "EKF" in read(PROGRAMME)


def test_a_succession_is_told_by_its_source_where_its_day_is_not_known(read, plan):
    fund = factories.organisation("Export Credit Agency")
    fund.successor = factories.organisation("Export and Investment Fund")
    fund.succession_source_en, fund.succession_source_on = "Act no. 871 of 21 June 2022", "2022-06-21"
    fund.save()
    Responsibility.objects.create(commitment=plan.commitments.first(), organisation=fund, side="danish")
    for address in (f"{PROGRAMME}1.1.1/", fund.get_absolute_url()):
        assert "Became Export and Investment Fund (Act no. 871 of 21 June 2022)." in read(address)
        assert "Became" not in read(f"{address}?on=2022-06-20")
        assert "Became" in read(f"{address}?on=2022-06-21")
    fund.succeeded_on, fund.succession_source_url = "2023", "https://example.org/act"
    fund.save()
    link = '<a href="https://example.org/act">Act no. 871 of 21 June 2022</a>'
    for address in (f"{PROGRAMME}1.1.1/", fund.get_absolute_url()):
        assert f"Became Export and Investment Fund (2023, {link})." in read(address)
        assert "Became" not in read(f"{address}?on=2022-12-31")


def test_a_part_that_is_over_is_not_shown(read, plan):
    agency = factories.organisation("Former Agency")
    part = Responsibility.objects.create(
        commitment=plan.commitments.first(), organisation=agency, side="danish", until_on=clock.today()
    )
    assert "Former Agency" in read(PROGRAMME)
    assert "Former Agency" in read(f"{PROGRAMME}1.1.1/")
    part.until_on = clock.today() - clock.ONE_DAY
    part.save()
    assert "Former Agency" not in read(PROGRAMME)
    assert "Former Agency" not in read(f"{PROGRAMME}1.1.1/")


def test_one_can_walk_from_commitment_to_commitment_and_cite_each(read, plan):
    page = read(f"{PROGRAMME}1.1.2/")
    assert f'href="{PROGRAMME}1.1.1/" rel="prev"' in page
    assert f'href="{PROGRAMME}1.1.3/" rel="next"' in page
    assert "KR-2021-1.1.2" in page
    assert f"http://testserver{PROGRAMME}1.1.2/" in page


def test_the_text_is_readable_paragraph_by_paragraph_and_leads_to_the_commitments(read, plan):
    document = factories.document(title_en="Joint Action Plan", kind="programme_text")
    factories.passage(document, 1, "1. SUSTAINABILITY", style="heading1")
    bullet = factories.passage(document, 2, "Annual meetings ;", style="bullet")
    Wording.objects.filter(commitment__number="1.1.1").update(passage=bullet)
    plan.text = document
    plan.save()
    page = read(f"{PROGRAMME}text/")
    assert '<h2 id="p1">1. SUSTAINABILITY</h2>' in page
    assert "Annual meetings ;" in page
    assert f'href="{PROGRAMME}1.1.1/"' in page
    assert f'href="{PROGRAMME}text/#p2"' in read(f"{PROGRAMME}1.1.1/")


def test_a_text_that_is_not_public_is_not_shown(reader, plan):
    document = factories.document(is_public=False)
    factories.passage(document, 1, "Kept.")
    plan.text = document
    plan.save()
    assert reader.get(f"{PROGRAMME}text/").status_code == 404


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("page", ["about", "accessibility", "privacy", "search"])
def test_the_sites_own_pages_answer_in_both_languages(read, db, language, page):
    assert f'<html lang="{language}">' in read(f"/{language}/{page}/")


def test_organisation_and_sector_and_goal_list_their_commitments(read, plan):
    from programmes.models import SDG, Sector

    first = plan.commitments.first()
    first.sectors.add(Sector.objects.create(slug="water", name_da="Vand", name_en="Water"))
    first.sdgs.add(SDG.objects.create(number=6, name_da="Rent vand", name_en="Clean water"))
    agency = factories.organisation("Water Agency")
    Responsibility.objects.create(commitment=first, organisation=agency, side="danish")
    for address in ("/en/sector/water/", "/en/sdg/6/", "/en/organisation/water-agency/"):
        page = read(address)
        assert "<b>1 commitment</b>" in page
        assert "The commitment has no published status." in page
        assert f"{PROGRAMME}1.1.1/" in page


def test_only_a_title_without_translation_is_said_to_lack_one(plan, read):
    remark, page = "Some titles have no translation yet", "/en/south-korea/2021-2024/"
    row = plan.commitments.first()
    danish_only = factories.organisation("", slug="innovationscenter", name_da="Innovationscenter Seoul")
    Responsibility.objects.create(commitment=row, organisation=danish_only, side="danish")
    assert 'lang="da"' in read(page)
    assert remark not in read(page)
    Commitment.objects.filter(pk=row.pk).update(plain_title_en="")
    assert remark in read(page)


def test_the_first_words_of_an_untitled_commitment_lack_a_translation_in_the_other_language_alone(plan, read):
    row = plan.commitments.first()
    Commitment.objects.filter(pk=row.pk).update(plain_title_da="", plain_title_en="")
    assert "Some titles have no translation yet" not in read("/en/south-korea/2021-2024/")
    page = read("/da/south-korea/2021-2024/")
    assert '<span lang="en">Annual ministerial meetings' in page
    assert "Nogle titler er endnu ikke oversat" in page


def test_what_looks_like_a_mark_in_a_number_is_no_missing_translation(plan):
    """Whether a translation is missing is told by the languages of the texts, not by what the page draws of them."""
    values = dict.fromkeys(CommitmentValues._fields)
    values |= {
        "pk": 0,
        "number": '1 lang="',
        "title_da": "",
        "title_en": "",
        "kind": "deliverable",
        "programme_id": plan.pk,
    }
    (row,) = commitment_rows(
        [CommitmentValues(**values | {"public_status": "not_reported"})],
        at=clock.now(),
        base_urls={plan.pk: "/"},
    )
    assert not row.lacks_translation
    assert ">1 lang=&quot;</a>" in row.html
