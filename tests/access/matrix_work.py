"""The matrix goes on for staff: activities, calendar, handover, reminders, tables, imports, exports, agreements."""

from tests.access.matrix import DRAFT, HIDDEN, ONE, REFERENCE, Row, reason, staff


def key(name):
    return lambda world: getattr(world, name).pk


SECOND = (REFERENCE, "1.1.2")  # which recurs every year
#                                              anon unat else coll memb lead admi othe supe
WORK = [
    staff("workspace:commitment-history", REFERENCE, "1.1.1",
                                           get="302 200", about=ONE),
    staff("workspace:commitment-history", *HIDDEN,
                                           get="302 404 404 200 200 200 200 404 200", about="unpublished"),
    staff("workspace:commitment-visibility", REFERENCE, "1.1.1",
                                           get="302 403 403 403 403 200 200 403 200",
                                          post="302 403 403 403 403 422 422 403 422", about=ONE),
    staff("workspace:commitment-deadline", REFERENCE, "1.1.1",
                                           get="302 403 403 403 403 200 200 403 200",
                                          post="302 403 403 403 403 422 422 403 422", about=ONE),
    staff("workspace:meeting", *SECOND, "2022",
                                           get="302 403 403 403 200 200 200 403 200",
                                          post="302 403 403 403 422 422 422 403 422", about=ONE),
    staff("workspace:recurrence", *SECOND, get="302 405",
                                          post="302 403 403 403 409 409 409 403 409", about="unambiguous"),
    staff("workspace:table", REFERENCE,    get="302 403 403 403 200 200 200 403 200",
                                          post="302 403 403 403 422 422 422 403 422", about=ONE),
    staff("workspace:activities",          get="302 200"),
    staff("workspace:activity", key("activity"),
                                           get="302 404 404 200 200 200 200 404 200", about="not public"),
    staff("workspace:activity", key("shown_activity"), get="302 200", about="public"),
    staff("workspace:activity-new",        get="302 403 200 403 200 200 200 200 200",
                                          post="302 403 422 403 422 422 422 422 422"),
    staff("workspace:activity-edit", key("activity"),
                                           get="302 404 404 403 200 200 200 404 200",
                                          post="302 404 404 403 422 422 422 404 422", about="not public"),
    staff("workspace:month",               get="302 200"),
    staff("workspace:calendar-link",       get="302 200", post="302 200"),
    Row("workspace:calendar-feed", ("guessed",), GET="404", POST="405", REST="405", about="with a wrong secret"),
    Row("workspace:calendar-feed", (lambda world: world.calendar_token,), GET="200", about="with the right one"),
    staff("workspace:handover",            get="302 200"),
    staff("workspace:handover-team", key("team"),
                                           get="302 404 404 404 200 200 200 404 200"),
    staff("workspace:handover-notes", key("team"),
                                           get="302 404 404 404 200 200 200 404 200",
                                          post="302 404 404 404 422 422 422 404 422"),
    staff("workspace:handover-team-reassign", key("team"),
                                           get="302 404 404 404 403 200 200 404 200",
                                          post="302 404 404 404 403 422 422 404 422", data=reason),
    staff("workspace:handover-person", key("person"),
                                           get="302 404 404 404 200 200 200 404 200"),
    staff("workspace:handover-person-reassign", key("person"),
                                           get="302 404 404 404 403 200 200 404 200",
                                          post="302 404 404 404 403 422 422 404 422", data=reason),
    staff("workspace:reminders",           get="302 200"),
    staff("workspace:reminder-settings", "seoul",
                                           get="302 404 404 403 403 403 200 404 200",
                                          post="302 404 404 403 403 403 422 404 422"),
    staff("workspace:export",              get="302 200"),
    staff("workspace:export-programme", REFERENCE, "csv", get="302 200", about=ONE),
    staff("workspace:export-programme", DRAFT[0], "csv",
                                           get="302 404 404 200 200 200 200 404 200", about="unpublished"),
    staff("workspace:export-list", "organisations", "csv", get="302 200"),
    staff("workspace:export-template", "csv",
                                           get="302 403 403 403 403 403 200 200 200"),
    staff("workspace:import-list",         get="302 403 403 403 403 403 200 200 200"),
    staff("workspace:import-new",          get="302 403 403 403 403 403 200 200 200",
                                          post="302 403 403 403 403 403 422 422 422"),
    staff("workspace:import-detail", key("taken_in"),
                                           get="302 403 403 403 403 403 200 404 200"),
    staff("workspace:import-file", key("taken_in"),
                                           get="302 403 403 403 403 403 200 404 200"),
    *(
        staff(f"workspace:import-{verb}", key("taken_in"), get="302 405",
                                          post=f"302 403 403 403 403 403 {done} 404 {done}")
        for verb, done in (("apply", 409), ("again", 302), ("discard", 302), ("undo", 409))
    ),
    staff("workspace:agreement-list",      get="302 403 403 403 403 403 200 200 200"),
    staff("workspace:agreement-new",       get="302 403 403 403 403 403 200 200 200",
                                          post="302 403 403 403 403 403 422 422 422"),
    staff("workspace:agreement-detail", key("reading"),
                                           get="302 403 403 403 403 403 200 404 200"),
    staff("workspace:agreement-file", key("reading"),
                                           get="302 403 403 403 403 403 200 404 200"),
    *(
        staff(f"workspace:agreement-{page}", key("reading"), *name,
                                           get="302 403 403 403 403 403 200 404 200",
                                          post="302 403 403 403 403 403 422 404 422")
        for page, name in (("item", ["c1"]), ("bodies", []), ("make", []))
    ),
    staff("workspace:agreement-item", key("reading"), "c99",
                                           get="302 403 403 403 403 403 404 404 404",
                                          post="302 403 403 403 403 403 409 404 409", about="that is gone"),
    staff("workspace:agreement-compare", key("reading"),
                                           get="302 403 403 403 403 403 404 404 404", about="with nothing"),
    staff("workspace:agreement-compare", key("later_reading"),
                                           get="302 403 403 403 403 403 200 404 200", about="with the published one"),
    staff("workspace:agreement-publish", key("reading"),
                                           get="302 403 403 403 403 403 409 404 409",
                                          post="302 403 403 403 403 403 409 404 409", about="with no draft"),
    staff("workspace:agreement-publish", key("made_reading"),
                                           get="302 403 403 403 403 403 200 404 200",
                                          post="302 403 403 403 403 403 302 404 302", about="a draft"),
    *(
        staff(f"workspace:agreement-{verb}", key("reading"), get="302 405",
                                          post=f"302 403 403 403 403 403 {done} 404 {done}")
        for verb, done in (("discard", 302), ("undo", 409), ("take-back", 422))
    ),
]  # fmt: skip
