"""What is current: caches on commitments, made from the dated rows beside them.

The caches are the wording that holds, the public status with the moment of the next embargo, the team's own latest
report, and the folded text that searches look in. `refresh` makes them anew for some commitments after a write;
`rebuild` for all, and must find nothing to change.
"""

from collections import defaultdict

from django.db import transaction

from embassy import clock
from embassy.page_cache import stamp
from programmes.models import Commitment, OrganisationAlias, Responsibility, StatusReport, Wording
from programmes.search.text import fold
from programmes.statuses import PublicStatus

_PROVENANCE_ORDER = [choice.value for choice in (
    Wording.Provenance.SIGNED,
    Wording.Provenance.MINISTRY_SUMMARY,
    Wording.Provenance.OFFICIAL_TRANSLATION,
    Wording.Provenance.COURTESY_TRANSLATION,
)]  # fmt: skip
CACHES = sorted(Commitment.audit_derived)
BATCH = 1000


def _by_commitment(rows):
    found = defaultdict(list)
    for row in rows:
        found[row.commitment_id].append(row)
    return found


def _wording(wordings, *, on):
    held = [
        wording
        for wording in wordings
        if (wording.valid_from is None or wording.valid_from <= on)
        and (wording.valid_until is None or wording.valid_until >= on)
    ]
    return min(
        held, key=lambda wording: (_PROVENANCE_ORDER.index(wording.provenance), wording.pk), default=None
    )


def _order(report):
    return (report.as_of_on, report.effective_at or report.submitted_at, report.pk)


def _set_status(commitment, reports, *, at):
    cleared = [report for report in reports if report.state == StatusReport.State.CLEARED]
    # Whoever waited for the row looked at the clock before that; a clearance made meanwhile shows how late it is.
    at = max([at, *(report.cleared_at for report in cleared)])
    public = max((r for r in cleared if r.effective_at <= at), key=_order, default=None)
    latest = max(reports, key=_order, default=None)
    if commitment.status_visibility == Commitment.Visibility.WITHHELD:
        commitment.public_status, commitment.public_report_id = PublicStatus.WITHHELD, None
        commitment.public_next_at = None
    else:
        commitment.public_status = public.status if public else PublicStatus.NOT_REPORTED
        commitment.public_report_id = public.pk if public else None
        commitment.public_next_at = min(
            (r.effective_at for r in cleared if r.effective_at > at), default=None
        )
    commitment.latest_status = latest.status if latest else ""
    commitment.latest_report_id = latest.pk if latest else None
    commitment.latest_reported_at = max((r.submitted_at for r in reports), default=None)


def _search_text(commitment, wordings, responsibilities, aliases):
    words = [commitment.number, commitment.plain_title_da, commitment.plain_title_en]
    words += [wording.text for wording in wordings]
    for responsibility in responsibilities:
        organisation = responsibility.organisation
        words += [organisation.name_en, organisation.name_da, organisation.acronym, *aliases[organisation.pk]]
    return fold(" \n".join(word for word in words if word))


def _compute(commitments, *, at):
    """Set the caches on the instances; nothing is written."""
    ids = [commitment.pk for commitment in commitments]
    on = clock.public_day(at)
    wordings = _by_commitment(Wording.objects.filter(commitment__in=ids).order_by("pk"))
    reports = _by_commitment(
        StatusReport.objects.filter(commitment__in=ids)
        .danish()
        .submitted_or_cleared()
        .defer("summary", "internal_note", "evidence")
    )
    responsibilities = _by_commitment(
        Responsibility.objects.filter(commitment__in=ids)
        .on(on)
        .select_related("organisation")
        .order_by("pk")
    )
    aliases = defaultdict(list)
    for organisation_id, name in OrganisationAlias.objects.order_by("name").values_list(
        "organisation_id", "name"
    ):
        aliases[organisation_id].append(name)
    for commitment in commitments:
        own = wordings[commitment.pk]
        current = _wording(own, on=on)
        commitment.current_wording_id = current.pk if current else None
        _set_status(commitment, reports[commitment.pk], at=at)
        commitment.search_text = _search_text(commitment, own, responsibilities[commitment.pk], aliases)


def _values(commitment):
    fields = [Commitment._meta.get_field(name) for name in CACHES]
    return [getattr(commitment, field.attname) for field in fields]


def _refresh(queryset, *, at):
    commitments = list(queryset.select_for_update(of=("self",)))
    before = [_values(commitment) for commitment in commitments]
    _compute(commitments, at=at)
    changed = [c for c, held in zip(commitments, before, strict=True) if _values(c) != held]
    Commitment.objects.bulk_update(changed, CACHES, batch_size=100)
    return len(changed)


@transaction.atomic
def refresh(commitments, *, at):
    """Make the caches of these commitments (instances or ids) anew. Returns how many had to change."""
    ids = [getattr(commitment, "pk", commitment) for commitment in commitments]
    return sum(
        _refresh(Commitment.objects.filter(pk__in=ids[start : start + BATCH]), at=at)
        for start in range(0, len(ids), BATCH)
    )


def rebuild(*, at):
    """Make all caches anew, in batches that lock only what they look at. Returns how many were wrong or due."""
    changed, last = 0, 0
    while True:
        ids = list(Commitment.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH])
        if not ids:
            return changed
        with transaction.atomic():
            wrong = refresh(ids, at=at)
            if wrong:
                stamp.move_on()
        changed += wrong
        last = ids[-1]
