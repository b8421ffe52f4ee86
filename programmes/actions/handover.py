"""What a team writes down for the colleague who comes next."""

from embassy.audit import Channel, Done, Recorder, StaleVersion, change_set
from embassy.models import SectorTeam, User
from programmes.change_events import ChangeEvent
from programmes.models import HandoverNote


def save_handover_note(
    team: SectorTeam,
    *,
    text: str,
    expected_version: int,
    by: User,
    channel: str = Channel.PAGE,
    into: Recorder | None = None,
) -> Done[HandoverNote | None]:
    """Write a team's note; `expected_version` is that of the one the writer began from, 0 where there was none.

    Raises StaleVersion with the note as it now stands.
    """
    with change_set(by=by, channel=channel, event=ChangeEvent.HANDOVER_NOTE_WRITTEN, into=into) as record:
        SectorTeam.objects.select_for_update(of=("self",)).get(pk=team.pk)
        note = HandoverNote.objects.filter(team=team).first()
        if note is None:
            note = record.create(HandoverNote(team=team, text=text)) if text else None
        elif note.version != expected_version:
            raise StaleVersion(note)
        else:
            record.update(note, text=text)
    return Done(note, record.change_set)
