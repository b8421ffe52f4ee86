"""Whose rows a query may read: the vocabulary that tests/architecture/test_scoped_queries.py holds pages to."""

# QuerySet methods after which only rows are left that the reader may have, and what each of them leaves.
SCOPES = {
    "published": "what is public with everything that it belongs to",
    "public": "what anyone may read",
    "withdrawn_from_public": "what anyone could read once, of which only the day of withdrawal is shown",
    "listed": "published commitments that have not been withdrawn",
    "counted": "what public totals are drawn from",
    "visible_to": "the public rows, and those of a person's own teams and missions",
    "editable_by": "what a person may change",
    "reportable_by": "commitments whose status a person may report",
    "proposable_by": "commitments that a person may propose an edit of",
    "recordable_by": "commitments whose meetings a person may record",
    "notes_readable_by": "commitments whose internal notes a person may read",
    "clearable_by": "reports that a person may clear, return or withdraw",
    "decidable_by": "proposals that a person may decide on",
    "colleagues_in": "the people of a team, which has been fetched for the reader",
    "for_token": "the calendar link whose secret the reader has shown",
}

# Lists that are the same for everyone and hold nothing to hide.
REFERENCE_DATA = {
    "Country": "the world's countries, under the ministry's names",
    "Mission": "Denmark's embassies and consulates, which are on public lists",
    "Organisation": "a list that all partnerships share; what an organisation does is asked of commitments",
    "OrganisationAlias": "other names on the same list",
    "Sector": "a shared list of nineteen words",
    "SDG": "the United Nations' seventeen goals",
}
