"""The sentences that say what a change set did, for codes with parameters; a code without is said by its label."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from embassy.change_events import Parameters, Sentence
from programmes.change_events import ChangeEvent
from programmes.rules.recurrence import period_words


def _of_a_meeting(sentence: str | Promise) -> Sentence:
    """With the period as people say it."""

    def words(parameters: Parameters) -> str:
        return str(sentence % {**parameters, "period": period_words(parameters["period"])})

    return words


E = ChangeEvent
SENTENCES: dict[str, Sentence] = {
    E.REPORT_SUBMITTED: _("Reported on %(reference)s"),
    E.REPORTS_SUBMITTED: ngettext_lazy(
        "Reported on %(count)d commitment", "Reported on %(count)d commitments", "count"
    ),
    E.NO_CHANGE_REPORTED: ngettext_lazy(
        "Reported no change on %(count)d commitment", "Reported no change on %(count)d commitments", "count"
    ),
    E.REPORT_DRAFTED: _("Drafted a report on %(reference)s"),
    E.REPORT_CLEARED: _("Cleared a report on %(reference)s"),
    E.REPORT_RETURNED: _("Returned a report on %(reference)s"),
    E.REPORT_WITHDRAWN: _("Withdrew a report on %(reference)s"),
    E.COMMITMENT_EDITED: _("Edited %(reference)s"),
    E.EDIT_PROPOSED: _("Proposed an edit of %(reference)s"),
    E.EDIT_ACCEPTED: _("Accepted an edit of %(reference)s"),
    E.EDIT_DECLINED: _("Declined an edit of %(reference)s"),
    E.OWNER_REASSIGNED: ngettext_lazy(
        "Reassigned %(count)d commitment", "Reassigned %(count)d commitments", "count"
    ),
    E.COMMITMENTS_HANDED_OVER: _("Handed over from %(name)s"),
    E.SECTORS_SET: ngettext_lazy(
        "Set the sectors of %(count)d commitment", "Set the sectors of %(count)d commitments", "count"
    ),
    E.VISIBILITY_SET: ngettext_lazy(
        "Set whether the status of %(count)d commitment is public",
        "Set whether the statuses of %(count)d commitments are public",
        "count",
    ),
    E.VISIBILITY_CONFIRMED: _("Confirmed which statuses of %(reference)s are public"),
    E.PUBLICATION_STOPPED: _("Stopped all publication for the country %(country)s"),
    E.PUBLICATION_RESUMED: _("Resumed publication for the country %(country)s"),
    E.DEADLINE_SET: _("Set the deadline of %(reference)s"),
    E.RECURRENCE_ANSWERED: _("Answered what “bi-annual” means in %(reference)s"),
    E.ACTIVITY_RECORDED: _("Recorded an activity: %(title)s"),
    E.ACTIVITY_EDITED: _("Edited an activity: %(title)s"),
    E.MEETING_RECORDED: _of_a_meeting(_("Recorded the %(period)s meeting of %(reference)s as held")),
    E.MEETING_POSTPONED: _of_a_meeting(_("Recorded the %(period)s meeting of %(reference)s as postponed")),
    E.MEETING_NOT_HELD: _of_a_meeting(_("Recorded the %(period)s meeting of %(reference)s as not held")),
    E.ROUND_OPENED: _("Opened the round “%(title)s”"),
    E.ROUND_CLOSED: _("Closed the round “%(title)s”"),
    E.ROUND_REOPENED: _("Opened the round “%(title)s” again"),
    E.PROGRAMME_CLOSED: _("Closed the programme %(reference)s"),
    E.PROGRAMME_REOPENED: _("Opened the programme %(reference)s again"),
    E.IMPORT_APPLIED: _("Imported %(name)s"),
    E.IMPORT_UNDONE: _("Undid the import of %(name)s"),
    E.AGREEMENT_TEXT_SENT: _("Sent the agreement text %(name)s"),
    E.AGREEMENT_ITEM_DECIDED: _("Reviewed the agreement text %(name)s"),
    E.AGREEMENT_TEXT_DISCARDED: _("Discarded the agreement text %(name)s"),
    E.DRAFT_PROGRAMME_MADE: _("Made a draft programme from %(name)s"),
    E.DRAFT_PROGRAMME_TAKEN_BACK: _("Took back the draft programme made from %(name)s"),
    E.DRAFT_PROGRAMME_PUBLISHED: _("Published %(reference)s"),
    E.PROGRAMME_EXISTENCE_PUBLISHED: _("Published only that %(reference)s exists"),
    E.PUBLISHING_PREPARED: _("Prepared the publishing of %(reference)s"),
    E.TITLES_PROPOSED: _("Proposed plain titles for %(reference)s from the wording"),
    E.PROPOSED_TITLES_DROPPED: _("Dropped the proposed titles of %(reference)s"),
    E.TITLES_SET: _("Set plain titles, teams and owners of %(reference)s"),
    E.ROWS_MERGED: _("Merged “%(name)s” into “%(title)s”"),
    E.CHANGE_UNDONE: _("Undid change %(number)s"),
}
