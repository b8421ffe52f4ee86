"""What other programs read: partnerships, programmes, commitments and organisations as plain values, both languages.

Each function takes the rows that a page of an answer holds and asks a fixed number of queries for all of them.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from django.db.models import QuerySet

from embassy import clock
from embassy.partial_dates import PartialDate
from programmes.models import (
    Commitment,
    Organisation,
    Partnership,
    PartnershipLevel,
    PriorityArea,
    Programme,
    Responsibility,
    StatusReport,
    Wording,
)
from programmes.models.commitments import CommitmentQuerySet
from programmes.models.partnerships import PartnershipQuerySet
from programmes.models.programmes import ProgrammeQuerySet
from programmes.rules.responsible import Part, parts_by_commitment, parts_on
from programmes.words.commitment_fields import NAMES, told_by_api

Values: TypeAlias = dict[str, Any]  # of a row as it is read, or of an answer as JSON has it
Texts: TypeAlias = dict[str, str | None]  # one text by language

COMMITMENT_FIELDS = (
    "pk", *NAMES, "area__number", "track__title", "track__kind", "programme__reference", "programme__slug",
    "programme__partnership__country__slug", "wording_text", "wording_language",
    "wording_provenance", "status_now", "report_now",
)  # fmt: skip
REPORT_FIELDS = ("pk", "commitment", "side", "status", "as_of_on", "effective_at", "summary", "summary_language",
                 "evidence", "evidence_language", "evidence_url", "is_final", "is_demo")  # fmt: skip


def both(row: Mapping[str, Any], name: str) -> Texts:
    """A text in both languages, None where one is missing."""
    return {"da": row[f"{name}_da"] or None, "en": row[f"{name}_en"] or None}


def pages(site: str, path: str) -> dict[str, str]:
    """The address of a page in both languages."""
    return {"da": f"{site}/da/{path}", "en": f"{site}/en/{path}"}


# --- Partnerships -------------------------------------------------------------------------------------------------


def published_partnerships() -> PartnershipQuerySet:
    return Partnership.objects.published().order_by("country__slug")


def partnerships_as_data(partnerships: PartnershipQuerySet, *, site: str) -> list[Values]:
    """In three queries, whatever their number."""
    fields = ("pk", "country__slug", "country__iso2", "country__name_da", "country__name_en")
    rows = list(partnerships.values(*fields))
    keys = [row["pk"] for row in rows]
    levels: dict[int, list[Values]] = defaultdict(list)
    programmes: dict[int, list[str]] = defaultdict(list)
    for level in PartnershipLevel.objects.filter(partnership__in=keys).order_by("agreed_on", "pk").values():
        levels[level["partnership_id"]].append(
            {"title": both(level, "title"), "agreed_on": str(level["agreed_on"])}
        )
    references = Programme.objects.published().filter(partnership__in=keys).order_by("reference")
    for key, reference in references.values_list("partnership", "reference"):
        programmes[key].append(reference)
    return [
        {
            "country": row["country__slug"],
            "iso2": row["country__iso2"],
            "name": both(row, "country__name"),
            "levels": levels[row["pk"]],
            "programmes": programmes[row["pk"]],
            "pages": pages(site, f"{row['country__slug']}/"),
        }
        for row in rows
    ]


# --- Programmes ---------------------------------------------------------------------------------------------------


def published_programmes() -> ProgrammeQuerySet:
    return Programme.objects.published().order_by("reference")


def programmes_as_data(programmes: ProgrammeQuerySet, *, site: str, at: dt.datetime) -> list[Values]:
    """In three queries, whatever their number."""
    day = clock.public_day(at)
    rows = list(
        programmes.with_successor_flag().select_related("partnership__country", "predecessor", "text")
    )
    areas: dict[int, list[Values]] = defaultdict(list)
    of_these = PriorityArea.objects.filter(programme__in=[row.pk for row in rows]).prefetch_related("sdgs")
    for area in of_these.order_by("number"):
        title = {"da": area.title_da or None, "en": area.title_en or None}
        sdgs = sorted(sdg.number for sdg in area.sdgs.all())
        areas[area.programme_id].append(
            {"number": area.number, "title_signed": area.title, "title": title, "sdgs": sdgs}
        )
    return [_programme(row, [] if row.is_named_only else areas[row.pk], site, day) for row in rows]


def _programme(row: Programme, areas: list[Values], site: str, day: dt.date) -> Values:
    country, text = row.partnership.country.slug, row.text
    predecessor = row.predecessor if row.predecessor and row.predecessor.is_published else None
    return {
        "reference": row.reference,
        "country": country,
        "kind": row.kind,
        "title": {"da": row.title_da or None, "en": row.title_en or None},
        "title_signed": row.title_signed or None,
        "language": row.language,
        "concluded_on": _iso(row.signed_on),
        "conclusion": row.conclusion if row.signed_on else None,
        "starts_on": _iso(row.starts_on),
        "ends_on": _iso(row.ends_on),
        "end_is_certain": row.end_is_certain,
        "life": row.life_on(day),
        "predecessor": predecessor.reference if predecessor else None,
        "is_complete": row.is_complete,
        "text_url": text.url or None if text and text.is_public and not row.is_named_only else None,
        **_said_of(row),
        "areas": areas,
        "pages": pages(site, f"{country}/{row.slug}/"),
    }


def _said_of(row: Programme) -> Values:
    """Where a party has published it and what it is in law; nothing of one of which only the existence is public."""
    stated = Programme.LegalCharacter.NOT_STATED if row.is_named_only else row.legal_character
    is_stated = stated != Programme.LegalCharacter.NOT_STATED
    return {
        "party_publication": None if row.is_named_only else row.party_publication or None,
        "legal_character": stated,
        "legal_character_source": row.legal_character_source if is_stated else None,
    }


def _iso(date: dt.date | PartialDate | None) -> str | None:
    return date.isoformat() if date else None


# --- Commitments --------------------------------------------------------------------------------------------------


def published_commitments() -> CommitmentQuerySet:
    return Commitment.objects.published().order_by("programme__reference", "position", "pk")


def commitments_as_data(commitments: CommitmentQuerySet, *, site: str, at: dt.datetime) -> list[Values]:
    """In five queries, whatever their number. `cursor` says where a page ends; it is no part of the answer."""
    rows = list(
        commitments.with_status_at(at).with_wording_on(clock.public_day(at)).values(*COMMITMENT_FIELDS)
    )
    keys = [row["pk"] for row in rows]
    parts = parts_by_commitment(parts_on(clock.public_day(at), keys).order_by("organisation__slug", "role"))
    sectors: dict[int, list[str]] = defaultdict(list)
    sdgs: dict[int, list[int]] = defaultdict(list)
    marks = Commitment.sectors.through.objects.filter(commitment__in=keys).order_by("sector__slug")
    for key, slug in marks.values_list("commitment", "sector__slug"):
        sectors[key].append(slug)
    goals = Commitment.sdgs.through.objects.filter(commitment__in=keys).order_by("sdg")
    for key, number in goals.values_list("commitment", "sdg"):
        sdgs[key].append(number)
    latest = StatusReport.objects.public(at=at).filter(
        pk__in=[row["report_now"] for row in rows if row["report_now"]]
    )
    reports = {report["pk"]: _report(report) for report in latest.order_by().values(*REPORT_FIELDS)}
    return [
        _commitment(row, reports.get(row["report_now"]), parts.get(row["pk"], ()), site)
        | {"sectors": sectors[row["pk"]], "sdgs": sdgs[row["pk"]]}
        for row in rows
    ]


def _commitment(row: Values, report: Values | None, parts: Iterable[Part], site: str) -> Values:
    programme, country = row["programme__reference"], row["programme__partnership__country__slug"]
    path = f"{country}/{row['programme__slug']}/{row['number']}/"
    return {
        **{field.api: field.coded(row[field.name]) for field in told_by_api() if field.api},
        "cursor": f"{programme}:{row['position']}:{row['pk']}",
        "reference": f"{programme}-{row['number']}",
        "programme": programme,
        "country": country,
        "area": row["area__number"],
        "track": {"title_signed": row["track__title"], "kind": row["track__kind"]}
        if row["track__title"]
        else None,
        "title": both(row, "plain_title"),
        "wording": _wording(row, "wording_") if row["wording_text"] is not None else None,
        "responsible": [_part(part) for part in parts],
        "status": None if row["withdrawn_on"] else row["status_now"],
        "report": None if row["withdrawn_on"] else report,
        "pages": pages(site, path),
    }


def _wording(row: Mapping[str, Any], prefix: str = "") -> Values:
    return {name: row[f"{prefix}{name}"] for name in ("text", "language", "provenance")}


def _part(part: Part) -> dict[str, str | None]:
    return {
        "organisation": part.slug,
        "role": part.role,
        "side": part.side or None,
        "as_named": part.as_named or None,
    }


def _report(row: Values) -> Values:
    language = row["summary_language"]
    return {
        "side": row["side"],
        "status": row["status"],
        "as_of_on": _iso(row["as_of_on"]),
        "published_at": row["effective_at"].isoformat(),
        "summary": {"language": language, "text": row["summary"]} if row["summary"] else None,
        "evidence": {"language": row["evidence_language"] or language, "text": row["evidence"]}
        if row["evidence"]
        else None,
        "evidence_url": row["evidence_url"] or None,
        "is_final": row["is_final"],
        "is_demonstration": row["is_demo"],
    }


def commitment_in_depth(commitments: CommitmentQuerySet, *, site: str, at: dt.datetime) -> Values:
    """The one commitment of a set with all its wordings and reports; of withdrawn reports the days alone."""
    (answer,) = commitments_as_data(commitments, site=site, at=at)
    key = commitments.get().pk
    day = clock.public_day(at)
    wordings = Wording.objects.public().begun_by(day).filter(commitment=key).order_by("valid_from", "pk")
    reports = StatusReport.objects.public(at=at).filter(commitment=key).latest_first()
    withdrawn = StatusReport.objects.withdrawn_from_public().filter(commitment=key).order_by("withdrawn_at")
    return answer | {
        "wordings": [
            _wording(row) | {"valid_from": _iso(row["valid_from"]), "valid_until": _iso(row["valid_until"])}
            for row in wordings.values("text", "language", "provenance", "valid_from", "valid_until")
        ],
        "reports": [_report(row) for row in reports.values(*REPORT_FIELDS)],
        "reports_withdrawn_on": [
            _iso(clock.public_day(moment))
            for moment in withdrawn.values_list("withdrawn_at", flat=True)
            if moment
        ],
    }


# --- Organisations ------------------------------------------------------------------------------------------------


def commitments_of(slug: str, *, on: dt.date) -> QuerySet[Responsibility, Any]:
    """The ids of commitments in which an organisation has a part on a day, as a subquery."""
    return parts_on(on).filter(organisation__slug=slug).values("commitment")


def organisations_as_data(organisations: QuerySet[Organisation], *, site: str) -> list[Values]:
    """In two queries, whatever their number."""
    rows = organisations.select_related("country", "successor").prefetch_related("aliases")
    return [
        {
            "slug": row.slug,
            "name": {"da": row.name_da or None, "en": row.name_en or None},
            "acronym": row.acronym or None,
            "kind": row.kind,
            "country": row.country.iso2 if row.country else None,
            "aliases": [alias.name for alias in row.aliases.all()],
            "successor": row.successor.slug if row.successor else None,
            "succeeded_on": _iso(row.succeeded_on),
            "succession_source": _succession_source(row),
            "pages": pages(site, f"organisation/{row.slug}/"),
        }
        for row in rows
    ]


def _succession_source(row: Organisation) -> Values | None:
    """What a succession is known from; None where nothing is recorded."""
    names = {"da": row.succession_source_da or None, "en": row.succession_source_en or None}
    source = {"name": names, "url": row.succession_source_url or None, "on": _iso(row.succession_source_on)}
    return source if any([*names.values(), source["url"], source["on"]]) else None
