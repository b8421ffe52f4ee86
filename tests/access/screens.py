"""The admin's part of the matrix, by rule: for each screen who finds any row, sees this row, edits it, adds another."""

from dataclasses import dataclass

from tests.access.matrix import ROLES, Row

STAFF = ROLES[1:]
HERE = (
    "colleague",
    "member",
    "lead",
    "administrator",
    "headquarters",
    "superuser",
)  # at the mission in the row's country
TEAM = ("member", "lead", "administrator", "superuser")  # who writes what the team writes
OVERSEERS = (*TEAM, "headquarters")  # and who reads it
KEEPERS = ("administrator", "superuser")  # of the row's mission
KEEPERS_OF_LISTS = ("headquarters", "superuser")  # by their grant
ADMINISTRATORS = ("administrator", "other_administrator", "superuser")
SUPERUSER = ("superuser",)
NOBODY = ()


@dataclass(frozen=True)
class Screen:
    """A model in the admin, and one row of it: its name in the world."""

    model: str
    row: str
    finds: tuple = STAFF
    sees: tuple = STAFF
    edits: tuple = KEEPERS
    adds: tuple = ADMINISTRATORS
    deletes: tuple = NOBODY  # this very row
    ticks: tuple = ADMINISTRATORS  # has something to do with several rows at once
    reads_history: tuple | None = None  # those who edit, unless said otherwise
    is_used: bool = False  # so that nobody deletes it

    def rows(self):
        """The screen's five addresses."""
        app, name = self.model.split(".")
        prefix, at = f"admin:{app}_{name}", (lambda world: getattr(world, self.row).pk,)
        editors = self.edits if self.reads_history is None else self.reads_history
        adders = {"seen": self.finds, "allowed": self.adds}
        yield _row(f"{prefix}_changelist", (), get=_codes(seen=self.finds, allowed=self.finds),
                   post=_codes(seen=self.finds, allowed=self.ticks))  # fmt: skip
        yield _row(f"{prefix}_add", (), get=_codes(**adders), post=_codes(**adders, done=422))
        yield _row(f"{prefix}_change", at, get=_codes(seen=self.sees, allowed=self.sees),
                   post=_codes(seen=self.sees, allowed=self.edits, done=422))  # fmt: skip
        deleters = {"seen": self.sees, "allowed": self.deletes}
        refused = 409 if self.is_used else 200
        yield _row(f"{prefix}_delete", at, get=_codes(**deleters), post=_codes(**deleters, done=refused))
        yield _row(
            f"{prefix}_history",
            at,
            get=_codes(seen=self.sees, allowed=editors),
            post="302 405",
        )


@dataclass(frozen=True)
class Shared(Screen):
    """A list that all missions share: with the page that merges two of its rows."""

    edits: tuple = KEEPERS_OF_LISTS
    adds: tuple = KEEPERS_OF_LISTS
    deletes: tuple = KEEPERS_OF_LISTS
    ticks: tuple = KEEPERS_OF_LISTS
    is_used: bool = True

    def rows(self):
        yield from super().rows()
        app, name = self.model.split(".")
        at = (lambda world: getattr(world, self.row).pk,)
        keepers = {"seen": self.sees, "allowed": self.edits}
        yield _row(f"admin:{app}_{name}_merge", at, get=_codes(**keepers), post=_codes(**keepers, done=422))


def _row(name, at, *, get, post=None):
    return Row(name, at, GET=get, POST=post or get, REST="302 405", OPTIONS=get)


def _codes(*, seen, allowed, done=200):
    """Who does not see it gets 404, who sees it and may not 403, the others get on with it."""
    codes = {role: done if role in allowed else 403 if role in seen else 404 for role in STAFF}
    return " ".join(["302", *(str(codes[role]) for role in STAFF)])


EDITABLE_BY_LEADS = ("lead", *KEEPERS)
TEAMS = ("elsewhere", "colleague", "member", "lead")
SCREENS = [
    Screen("embassy.country", "country", edits=SUPERUSER, adds=SUPERUSER, deletes=SUPERUSER, ticks=SUPERUSER,
           is_used=True),
    Screen("embassy.mission", "mission", adds=SUPERUSER, deletes=SUPERUSER, ticks=SUPERUSER,
           is_used=True),
    Screen("embassy.changeset", "change_set",
           finds=SUPERUSER, sees=SUPERUSER, edits=NOBODY, adds=NOBODY, ticks=NOBODY),
    Screen("embassy.auditentry", "audit_entry",
           finds=SUPERUSER, sees=SUPERUSER, edits=NOBODY, adds=NOBODY, ticks=NOBODY),
    Screen("embassy.recordrewriting", "rewriting",
           finds=SUPERUSER, sees=SUPERUSER, edits=NOBODY, adds=NOBODY, ticks=NOBODY),
    # Superusers give it; whoever sees the person, here one at headquarters, sees what they have been given.
    Screen("embassy.grant", "grant", finds=("headquarters", "superuser"), sees=("headquarters", "superuser"),
           edits=SUPERUSER, adds=SUPERUSER,
           deletes=SUPERUSER, ticks=SUPERUSER),
    # Everyone finds themselves; the row here is the member of the owning team.
    Screen("embassy.user", "person", sees=OVERSEERS, ticks=NOBODY),
    Screen("embassy.sectorteam", "team", finds=(*TEAMS, *ADMINISTRATORS, "headquarters"), sees=OVERSEERS,
           deletes=KEEPERS, is_used=True),
    Screen("programmes.partnership", "partnership"),
    Screen("programmes.note", "note", finds=(*HERE, "other_administrator"), sees=HERE, deletes=KEEPERS,
           ticks=KEEPERS),
    Screen("programmes.document", "restricted", sees=OVERSEERS, deletes=KEEPERS, ticks=KEEPERS, is_used=True),
    Screen("programmes.passage", "passage", edits=NOBODY, ticks=KEEPERS),
    Screen("programmes.programme", "programme"),
    Screen("programmes.programme", "draft", sees=HERE, deletes=KEEPERS, is_used=True),
    Screen("programmes.priorityarea", "area"),
    Screen("programmes.track", "track"),
    Shared("programmes.basisagreement", "instrument"),
    Screen("programmes.basislisting", "listing", ticks=KEEPERS),
    Screen("programmes.commitment", "shown", edits=EDITABLE_BY_LEADS, ticks=("lead", *ADMINISTRATORS)),
    Screen("programmes.commitment", "hidden", sees=HERE, edits=EDITABLE_BY_LEADS, deletes=KEEPERS,
           ticks=("lead", *ADMINISTRATORS), is_used=True),
    Screen("programmes.proposal", "proposal", finds=OVERSEERS, sees=OVERSEERS, edits=NOBODY, adds=NOBODY, ticks=NOBODY,
           reads_history=("lead", *KEEPERS)),
    Screen("programmes.activity", "activity", sees=HERE, edits=TEAM, adds=(*TEAMS, *ADMINISTRATORS), deletes=TEAM,
           ticks=TEAM),
    Screen("programmes.event", "event", sees=HERE, deletes=KEEPERS, ticks=KEEPERS),
    Screen("programmes.occurrence", "occurrence", finds=(*HERE, "other_administrator", "elsewhere"), sees=HERE,
           edits=TEAM, adds=(*TEAMS, *ADMINISTRATORS), deletes=TEAM, ticks=TEAM),
    Screen("programmes.reportinground", "round", finds=(*HERE, "other_administrator"), sees=HERE, deletes=KEEPERS,
           ticks=KEEPERS),
    Screen("programmes.remindersettings", "settings", finds=(*HERE, "other_administrator"), sees=HERE,
           deletes=KEEPERS, ticks=KEEPERS),
    Screen("programmes.handovernote", "handover", finds=(*OVERSEERS, "other_administrator"), sees=OVERSEERS, edits=TEAM,
           deletes=TEAM, ticks=TEAM),
    Screen("programmes.calendarlink", "calendar_link", finds=("member", "superuser"), sees=("member", "superuser"),
           edits=NOBODY, adds=NOBODY, ticks=NOBODY),
    Screen("programmes.outgoingmail", "mail", finds=SUPERUSER, sees=SUPERUSER, edits=NOBODY, adds=NOBODY,
           ticks=NOBODY),
    Shared("programmes.organisation", "organisation"),
    Shared("programmes.sector", "sector"),
    Screen("programmes.withholdingword", "word", edits=KEEPERS_OF_LISTS, adds=KEEPERS_OF_LISTS,
           deletes=KEEPERS_OF_LISTS, ticks=KEEPERS_OF_LISTS),
    Screen("programmes.sdg", "sdg", edits=KEEPERS_OF_LISTS, adds=NOBODY, ticks=NOBODY),
    Screen("programmes.statusreport", "public_report", edits=NOBODY, adds=NOBODY, ticks=NOBODY,
           reads_history=("lead", *KEEPERS)),
    Screen("programmes.statusreport", "submitted", sees=OVERSEERS, edits=NOBODY, adds=NOBODY, ticks=NOBODY,
           reads_history=("lead", *KEEPERS)),
]  # fmt: skip

ADMIN = [
    Row("admin:index", GET="302 200", POST="302 405", REST="302 405", OPTIONS="302 200"),
    Row("admin:app_list", ("programmes",), GET="302 200", POST="302 405", REST="302 405", OPTIONS="302 200"),
    Row("admin:login", GET="302", POST="302", REST="302"),
    Row("admin:logout", GET="302", POST="302", REST="302 405", OPTIONS="302"),
    Row("admin:password_change_done", GET="302", POST="302", REST="302 405", OPTIONS="302"),
    Row("admin:password_change", GET="302", POST="302", REST="302 405", OPTIONS="302"),
    Row("admin:jsi18n", GET="302 200", POST="302 405", REST="302 405", OPTIONS="302 200"),
    Row(
        "admin:auth_user_password_change", (lambda world: world.person.pk,),
        GET=_codes(seen=OVERSEERS, allowed=KEEPERS), POST=_codes(seen=OVERSEERS, allowed=KEEPERS, done=422),
        REST="302 405", OPTIONS=_codes(seen=OVERSEERS, allowed=KEEPERS),
    ),
    Row("admin/(?P<url>.*)$", GET="302 404", POST="302 404", REST="302 405", OPTIONS="302 404"),
    *(row for screen in SCREENS for row in screen.rows()),
]  # fmt: skip
