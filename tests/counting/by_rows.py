"""The same numbers counted from the rows, one commitment after another: what the kept ones are held to."""

from collections import Counter

from embassy import clock
from programmes.models import Commitment, Programme, StatusReport
from programmes.public.pages import counts
from programmes.public.pages.selections import months_before


class Rows:
    """Everything that is counted, read once."""

    def __init__(self):
        self.commitments = list(
            Commitment.objects.select_related("programme__partnership", "track").prefetch_related(
                "responsibilities", "sectors", "sdgs", "area__sdgs"
            )
        )
        self.reports = {}
        for report in StatusReport.objects.filter(state="cleared", side="danish"):
            self.reports.setdefault(report.commitment_id, []).append(report)

    def status_and_report(self, commitment, at):
        """The public status at a moment and the report that says so, by the rules."""
        if commitment.status_visibility != "public":
            return "withheld", None
        public = [report for report in self.reports.get(commitment.pk, ()) if report.effective_at <= at]
        last = max(public, key=lambda report: (report.as_of_on, report.effective_at, report.pk), default=None)
        return (last.status, last) if last else ("not_reported", None)

    def listed(self, *, is_complete=None):
        """Those on public lists; with `is_complete`, those that totals are drawn from."""
        return [
            row
            for row in self.commitments
            if row.is_published and row.withdrawn_on is None
            and row.programme.is_published and row.programme.partnership.is_published
            and is_complete in (None, row.programme.is_complete)
        ]  # fmt: skip


def counted(rows, at):
    """What the statistics count: {table: {key: how many}}."""
    place, sides, report = Counter(), Counter(), Counter()
    day = clock.public_day(at)
    for one in rows.listed(is_complete=True):
        status, last = rows.status_and_report(one, at)
        parts = [part for part in one.responsibilities.all() if part.role == "responsible"]
        named = {part.side for part in parts if part.holds_on(day)}
        place[one.programme_id, one.area_id, one.kind, status] += 1
        sides["danish" in named, "partner" in named, status] += 1
        if last:
            report[last.as_of_on, bool(last.evidence or last.evidence_url)] += 1
    return {"place": place, "sides": sides, "report": by_known_day(report, day)}


def by_known_day(report, day):
    """By the day in the months that a page asks for, else by the month."""
    months = {f"{edge:%Y-%m}" for edge in edges(day)}
    known = Counter()
    for (as_of_on, has_evidence), count in report.items():
        known[as_of_on if f"{as_of_on:%Y-%m}" in months else as_of_on.replace(day=1), has_evidence] += count
    return known


def edges(day):
    return [months_before(day, months) for months in (3, 6, 12)]


def agreed(rows):
    """What the matrix counts: {table: {key: how many}}."""
    goals = counts.ByGoal(Counter(), Counter())
    sectors, kinds = Counter(), Counter()
    for one in rows.listed():
        marked = {goal.pk for goal in one.sdgs.all()}
        promoted = {goal.pk for goal in one.area.sdgs.all()} if one.area else set()
        goals.marked.update((goal, one.programme_id) for goal in marked)
        goals.through_area.update((goal, one.programme_id) for goal in promoted - marked)
        sectors.update((sector.pk, one.programme_id) for sector in one.sectors.all())
        if one.track:
            kinds[one.track.kind, one.programme_id] += 1
    return {"goals": goals, "sectors": sectors, "kinds": kinds}


def kept(at):
    """The same as `counted`, as pages know it."""
    return {
        "place": counts.counts_by_place(at=at),
        "sides": counts.counts_by_sides(at=at),
        "report": counts.counts_by_report(edges(clock.public_day(at)), at=at),
    }


def kept_agreed():
    """The same as `agreed`, as pages know it."""
    return {
        "goals": counts.listed_by_goal(),
        "sectors": counts.listed_by_sector(),
        "kinds": counts.listed_by_track_kind(),
    }


def statuses_by_programme(rows, at):
    """{programme: {status: how many}} of what is listed wherever its programme is."""
    found = {}
    for one in rows.commitments:
        if one.is_published and one.withdrawn_on is None:
            status, _report = rows.status_and_report(one, at)
            found.setdefault(one.programme_id, Counter())[status] += 1
    return found


def agree(at, *later):
    """Hold the kept counts to the rows, at a moment and later ones."""
    rows = Rows()
    assert kept_agreed() == agreed(rows)
    for moment in (at, *(at + wait for wait in later)):
        assert kept(moment) == counted(rows, moment), moment
        assert counts.counts_of(Programme.objects.all(), at=moment) == statuses_by_programme(rows, moment)
