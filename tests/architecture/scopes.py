"""Whose rows a query may read: the vocabulary that tests/architecture/test_scoped_queries.py holds pages to."""

# QuerySet methods after which only rows are left that the reader may have, and what each of them leaves.
SCOPES = {
    "published": "what is public with everything that it belongs to",
    "published_on": "what was public on an earlier day, and is",
    "shown_on": "published commitments that an earlier day knows",
    "counted_on": "what public totals of an earlier day are drawn from",
    "public": "what anyone may read",
    "public_on": "what anyone could read on an earlier day, and may",
    "withdrawn_from_public": "what anyone could read once, of which only the day of withdrawal is shown",
    "shown_as_left_open": "listed commitments with a public status whose programme was closed without a final one",
    "left_open_on": "the same, when an earlier day ended",
    "listed": "published commitments that have not been withdrawn",
    "counted": "what public totals are drawn from",
    "visible_to": "the public rows, and those of a person's own teams and missions",
    "editable_by": "what a person may change",
    "overseen_by": "what a person answers for, or reads as its administrator does",
    "reportable_by": "commitments whose status a person may report",
    "proposable_by": "commitments that a person may propose an edit of",
    "recordable_by": "commitments whose meetings a person may record",
    "notes_readable_by": "commitments whose internal notes a person may read",
    "clearable_by": "reports that a person may clear, return or withdraw",
    "decidable_by": "proposals that a person may decide on",
    "written_by": "what a person was writing when they had to sign in again",
    "colleagues_in": "the people of a team, which has been fetched for the reader",
    "for_token": "the calendar link whose secret the reader has shown",
}

# Lists that are the same for everyone and hold nothing to hide.
REFERENCE_DATA = {
    "Country": "the world's countries, under the ministry's names",
    "Mission": "Denmark's embassies and consulates, which are on public lists",
    "SDG": "the United Nations' seventeen goals",
}

# Lists that every member of staff reads whole. The public reads of them what `public()` leaves: what stands in one may
# have come there with a plan in preparation.
SHARED_LISTS = {
    "Organisation": "who carries things out",
    "OrganisationAlias": "other names on the same list",
    "Sector": "words that cut across partnerships",
}
