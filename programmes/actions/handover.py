"""What a team writes down for the colleague who comes next."""

from embassy.audit import Channel, StaleVersion, change_set
from embassy.models import SectorTeam
from programmes.models import HandoverNote


def save_handover_note(team, *, text, expected_version, by, channel=Channel.PAGE, into=None):
    """Write a team's note; `expected_version` is that of the one the writer began from, 0 where there was none.

    Raises StaleVersion with the note as it now stands.
    """
    with change_set(by=by, channel=channel, reason="Wrote the handover note", into=into) as record:
        SectorTeam.objects.select_for_update(of=("self",)).get(pk=team.pk)
        held = HandoverNote.objects.filter(team=team).first()
        if held is None:
            return record.create(HandoverNote(team=team, text=text)) if text else None
        if held.version != expected_version:
            raise StaleVersion(held)
        record.update(held, text=text)
    return held
