"""What a person may act as today."""

from dataclasses import dataclass

from embassy.types import AnyUser


@dataclass(frozen=True)
class Roles:
    """What a person may act as today: the ids of their teams, of those they lead, and of their missions.

    `mission_ids` are the missions where the person works in any way, `administered_mission_ids` those whose
    programmes they administer. A superuser's rights are said by `is_superuser` alone.
    """

    team_ids: frozenset[int] = frozenset()
    led_team_ids: frozenset[int] = frozenset()
    mission_ids: frozenset[int] = frozenset()
    administered_mission_ids: frozenset[int] = frozenset()
    is_superuser: bool = False

    @property
    def leads_or_administers(self) -> bool:
        return bool(self.led_team_ids or self.administered_mission_ids or self.is_superuser)


NOBODY = Roles()


def roles_of(user: AnyUser) -> Roles:
    """The roles of any user, an anonymous or disabled one included (who has none)."""
    return user.roles if user.is_authenticated and user.is_active else NOBODY
