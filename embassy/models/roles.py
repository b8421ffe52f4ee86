"""What a person may act as today."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from embassy import clock
from embassy.types import AnyUser


@dataclass(frozen=True)
class Roles:
    """What a person may act as today: the ids of their teams, of those they lead, and of their missions.

    `mission_ids` are the missions where the person works in any way, `administered_mission_ids` those whose
    programmes they administer, `overseen_mission_ids` those of which they read what an administrator reads: their own
    and, for headquarters, all. What is written asks for the first or second, never for the third. `grants` are kinds
    of `Grant`, `zone` is the time zone of the mission they came to last. A superuser's rights are said by
    `is_superuser` alone.
    """

    team_ids: frozenset[int] = frozenset()
    led_team_ids: frozenset[int] = frozenset()
    mission_ids: frozenset[int] = frozenset()
    administered_mission_ids: frozenset[int] = frozenset()
    overseen_mission_ids: frozenset[int] = frozenset()
    grants: frozenset[str] = frozenset()
    is_headquarters: bool = False
    is_superuser: bool = False
    zone: ZoneInfo = clock.COPENHAGEN

    @property
    def leads_or_oversees(self) -> bool:
        return bool(self.led_team_ids or self.overseen_mission_ids or self.is_superuser)

    @property
    def oversees(self) -> bool:
        return bool(self.overseen_mission_ids or self.is_superuser)

    @property
    def administers(self) -> bool:
        return bool(self.administered_mission_ids or self.is_superuser)

    @property
    def keeps_shared_lists(self) -> bool:
        return self.holds("keep_shared_lists")

    def holds(self, grant: str) -> bool:
        """Whether the person has been given this right, by a kind of `Grant`."""
        return self.is_superuser or grant in self.grants


NOBODY = Roles()


def roles_of(user: AnyUser) -> Roles:
    """The roles of any user, an anonymous or disabled one included (who has none)."""
    return user.roles if user.is_authenticated and user.is_active else NOBODY
