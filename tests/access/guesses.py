"""Addresses that nobody is led to, and that somebody may guess."""

import datetime as dt

from django.utils import translation

from embassy import clock

FILTERS = ("area", "track_kind", "sector", "sdg", "organisation", "status", "kind", "q", "on", "page")


def one_a_place(world):
    """A canary for each column that holds any."""
    return {canary.place: canary for canary in world.garden.canaries}.values()


def public_guesses(world):
    """Addresses of what is not published, and every filter with a value that only an insider knows."""
    with translation.override("en"):
        programme = world.programme.get_absolute_url()
        known = [row.get_absolute_url() for row in (world.partnership, world.shown, world.second)]
        hidden = [
            row.get_absolute_url()
            for row in (world.hidden, world.withheld, world.draft_commitment, world.draft)
        ]
    values = ("", "1", "energy", "withheld", "not_reported", "under_way", world.draft.slug, world.hidden.pk)
    return [
        *hidden,
        *(address.replace("/en/", "/da/") for address in hidden),
        f"{hidden[-1]}text/",
        f"/en/{world.abroad.slug}/",
        *(f"{programme}?{name}={value}" for name in FILTERS for value in values),
        *(f"{address}?on={day}" for address in (programme, *known, *hidden) for day in _days()),
        *(
            f"/en/{page}/commitments/?{name}={value}"
            for page in ("statistics", "matrix")
            for name in ("programme", "country", "sector", "area", "page")
            for value in values
        ),
    ]


def interface_guesses(world):
    """What the programming interface has, under every kind of key, and its filters with an insider's values."""
    commitments = (world.shown, world.second, world.withheld, world.hidden, world.draft_commitment)
    names = [*("status", "kind", "sector", "organisation", "q", "country"), "programme"]
    values = ("withheld", "energy", world.draft.reference, world.abroad.slug, "under_way")
    return [
        *(f"/api/commitments/{commitment.reference}" for commitment in commitments),
        *(f"/api/programmes/{programme.reference}" for programme in (world.programme, world.draft)),
        *(f"/api/partnerships/{slug}" for slug in ("south-korea", world.abroad.slug)),
        f"/api/organisations/{world.organisation.slug}",
        *(f"/api/commitments?{name}={value}" for name in names for value in values),
        *(f"/api/commitments?q={canary.text}" for canary in one_a_place(world)),
    ]


def _days():
    """Days that pages may be read for: lately, and before there was any report."""
    return [clock.today() - dt.timedelta(days=ago) for ago in (1, 3, 30, 4000)]
