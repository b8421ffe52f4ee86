"""How a mission's staff are reminded, set by its administrators."""

from embassy.audit import Channel, StaleVersion, change_set
from embassy.models import Mission
from programmes.models import ReminderSettings


def save_reminder_settings(mission, *, values, expected_version, by, channel=Channel.PAGE, into=None):
    """Set a mission's reminders; `expected_version` is 0 where nobody had set any. Raises StaleVersion."""
    with change_set(by=by, channel=channel, reason="Set the reminders", into=into) as record:
        Mission.objects.select_for_update(of=("self",)).get(pk=mission.pk)
        held = ReminderSettings.objects.filter(mission=mission).first()
        if held is None:
            return record.create(ReminderSettings(mission=mission, **values))
        if held.version != expected_version:
            raise StaleVersion(held)
        record.update(held, **values)
    return held
