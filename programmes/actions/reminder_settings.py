"""How a mission's staff are reminded, set by its administrators."""

from collections.abc import Mapping
from typing import Any

from embassy.audit import Channel, Done, Recorder, StaleVersion, change_set
from embassy.models import Mission, User
from programmes.change_events import ChangeEvent
from programmes.models import ReminderSettings


def save_reminder_settings(
    mission: Mission,
    *,
    values: Mapping[str, Any],
    expected_version: int,
    by: User,
    channel: str = Channel.PAGE,
    into: Recorder | None = None,
) -> Done[ReminderSettings]:
    """Set a mission's reminders; `expected_version` is 0 where nobody had set any. Raises StaleVersion."""
    with change_set(by=by, channel=channel, event=ChangeEvent.REMINDERS_SET, into=into) as record:
        Mission.objects.select_for_update(of=("self",)).get(pk=mission.pk)
        settings = ReminderSettings.objects.filter(mission=mission).first()
        if settings is None:
            settings = record.create(ReminderSettings(mission=mission, **values))
        elif settings.version != expected_version:
            raise StaleVersion(settings)
        else:
            record.update(settings, **values)
    return Done(settings, record.change_set)
