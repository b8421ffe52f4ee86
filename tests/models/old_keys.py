"""Writes rows whose keys have no shape, as they could once be stored, and migrates them: run by `test_old_keys`.

In a process of its own, on the database at DATABASE_URL. Prints what became of them as JSON.
"""

import datetime as dt
import json
import sys

from tests.models.old_database import migrate

BEFORE = [("embassy", "0008_change_events"), ("programmes", "0016_mails_are_dropped")]
REFERENCES = ["KR-2021", "kr-2021", "kr-2030", "KR 2031", "KR/2032", "ＫＲ-２０３３", "x", ""]
NUMBERS = ["1.1.1", "01.01.01", "１.１.７", "abc", "1/2", "1.1.a", "9999"]
PERIODS = ["2022", "２０２２", "２０２３", "foo", "2022-H3", "2023-h1"]
ADDRESSES = ["anna@straße.example", "ANNA@strasse.example", "", "", "per@um.example", "Anna@STRASSE.example"]
AT = dt.datetime(2026, 1, 2, 12, tzinfo=dt.UTC)
NEVER = dt.datetime(9999, 12, 31, 23, 59, tzinfo=dt.UTC)


def write_old_rows(apps):
    def create(name, app="programmes", **values):
        return apps.get_model(app, name).objects.create(**values)

    country = create("Country", "embassy", iso2="KR", iso3="KOR", slug="Sydkorea æ", name_en="South Korea")
    person = create("User", "embassy", username="lead")
    for place, address in enumerate(ADDRESSES):
        create("User", "embassy", username=f"person{place}", email=address, is_active=place != 0)
    partnership = create("Partnership", country=country)
    programme, *_others = [
        create(
            "Programme", partnership=partnership, reference=reference, slug=f"a/{place}", kind="action_plan"
        )
        for place, reference in enumerate(REFERENCES)
    ]
    area = create("PriorityArea", programme=programme, number=0, title="Water")
    create("PriorityArea", programme=programme, number=1, title="Energy")
    track = create("Track", area=area, position=1000, title="Wells", kind="other")
    first, *_others = [
        create(
            "Commitment",
            programme=programme,
            area=area,
            track=track,
            number=number,
            position=1,
            kind="continuing",
        )
        for number in NUMBERS
    ]
    for period in PERIODS:
        create("Occurrence", commitment=first, period=period, state="missed", note=f"Note on {period}")
    create("Organisation", slug="", name_en="Nameless", kind="agency")
    create(
        "StatusReport", commitment=first, state="cleared", status="under_way", as_of_on=AT.date(), drafted_at=AT,
        drafted_by=person, submitted_at=AT, submitted_by=person, cleared_at=AT, cleared_by=person, effective_at=NEVER,
    )  # fmt: skip


def main():
    import django

    django.setup()
    from django.db import connection

    from embassy.models import AuditEntry, Country, User
    from programmes.models import (
        Commitment,
        Occurrence,
        Organisation,
        PriorityArea,
        Programme,
        StatusReport,
        Track,
    )

    def column(model, name):
        return [str(value) for value in model.objects.order_by("pk").values_list(name, flat=True)]

    write_old_rows(migrate(connection, BEFORE))
    migrate(connection)
    answer = {
        "references": column(Programme, "reference"),
        "slugs": column(Programme, "slug"),
        "numbers": column(Commitment, "number"),
        "periods": column(Occurrence, "period"),
        "places": [*column(PriorityArea, "number"), *column(Track, "position")],
        "country": column(Country, "slug"),
        "organisation": column(Organisation, "slug"),
        "effective": column(StatusReport, "effective_at"),
        "addresses": column(User, "address_key"),
        "record": [
            [entry.change_set.event, entry.model, entry.object_key, entry.before, entry.after]
            for entry in AuditEntry.objects.select_related("change_set")
        ],
    }
    json.dump(answer, sys.stdout, default=str)


if __name__ == "__main__":
    main()
