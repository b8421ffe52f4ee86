"""Who gets which answer where: one table for every address of the site.

Codes stand in the order of ROLES; one code is everybody's, two are for who is not signed in and for everybody else.
GET is also HEAD's. REST is PUT's and DELETE's, and OPTIONS' unless that is given. `at` names the rows that the
address is about; `data` is what a POST sends: enough to be let in, if the right is there.
"""

import uuid
from dataclasses import dataclass, field

from embassy import clock

ROLES = (
    "anonymous", "unattached", "elsewhere", "colleague", "member", "lead",
    "administrator", "other_administrator", "headquarters", "superuser",
)  # fmt: skip
METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS")


def nothing(_world):
    return {}


@dataclass(frozen=True)
class Row:
    """One address about certain rows, and the answers there."""

    name: str
    at: object = ()
    GET: str = "405"
    POST: str = "405"
    REST: str = "405"
    OPTIONS: str = ""
    data: object = field(default=nothing)
    about: str = ""

    def expected(self, method):
        """The answers to a method, by role."""
        spec = {"GET": self.GET, "HEAD": self.GET, "POST": self.POST, "OPTIONS": self.OPTIONS or self.REST}
        codes = [int(code) for code in spec.get(method, self.REST).split()]
        if len(codes) < len(ROLES):
            codes = [codes[0]] + [codes[-1]] * (len(ROLES) - 1)
        return dict(zip(ROLES, codes, strict=True))

    def __str__(self):
        return f"{self.name} {self.about}".strip()


# --- For everyone: the same answer whoever asks --------------------------------------------------------------------


def public(name, *at, get="200", about=""):
    return Row(name, at, GET=get, POST="405", REST="405", OPTIONS="200", about=about)


KOREA, PLAN = "south-korea", "2021-2024"
PUBLIC = [
    public("home", get="302"),
    public("was", get="302"),
    public("robots"),
    public("sitemap"),
    public("security-txt", get="404", about="while no operator is set"),
    Row("healthz", GET="200"),
    Row("readyz", GET="200"),
    public("public:front"),
    public("public:about"),
    public("public:accessibility"),
    public("public:privacy"),
    public("public:search"),
    public("public:sdg", 7),
    public("public:sdg", 18, get="404", about="that is none"),
    public("public:sector", "energy"),
    public("public:sector", "astrology", get="404", about="that is none"),
    public("public:organisation", "danish-energy-agency"),
    public("public:organisation", "nobody", get="404", about="that is none"),
    *(public("public:sdg-list", 7, format) for format in ("csv", "xlsx", "json")),
    public("public:sdg-list", 18, "csv", get="404", about="that is none"),
    *(public("public:sector-list", "energy", format) for format in ("csv", "xlsx", "json")),
    public("public:sector-list", "astrology", "csv", get="404", about="that is none"),
    *(public("public:organisation-list", "danish-energy-agency", format) for format in ("csv", "xlsx", "json")),
    public("public:organisation-list", "nobody", "csv", get="404", about="that is none"),
    public("public:track-kind", "government"),
    public("public:track-kind", "alchemy", get="404", about="that is none"),
    *(public("public:track-kind-list", "government", format) for format in ("csv", "xlsx", "json")),
    public("public:track-kind-list", "alchemy", "csv", get="404", about="that is none"),
    public("public:track-kind-feed", "government"),
    public("public:track-kind-feed", "alchemy", get="404", about="that is none"),
    public("public:feed"),
    public("public:sdg-feed", 7),
    public("public:sdg-feed", 18, get="404", about="that is none"),
    public("public:sector-feed", "energy"),
    public("public:sector-feed", "astrology", get="404", about="that is none"),
    public("public:organisation-feed", "danish-energy-agency"),
    public("public:organisation-feed", "nobody", get="404", about="that is none"),
    *(public(f"public:country-{what}", KOREA) for what in ("feed", "calendar")),
    *(public(f"public:country-{what}", lambda w: w.abroad.slug, get="404", about="that is not published")
      for what in ("feed", "calendar")),
    *(public("public:programme-list", KOREA, PLAN, format) for format in ("csv", "xlsx", "json")),
    public("public:programme-list", KOREA, lambda w: w.draft.slug, "csv", get="404", about="that is not published"),
    *(public(f"public:programme-{what}", KOREA, PLAN) for what in ("feed", "calendar")),
    *(public(f"public:programme-{what}", KOREA, lambda w: w.draft.slug, get="404", about="that is not published")
      for what in ("feed", "calendar")),
    public("public:open-data"),
    public("api:api-root", get="302"),
    public("api:openapi-json"),
    public("api:dump"),
    public("api:partnerships"),
    public("api:partnership", KOREA),
    public("api:partnership", lambda w: w.abroad.slug, get="404", about="that is not published"),
    public("api:programmes"),
    public("api:programme", "KR-2021"),
    public("api:programme", lambda w: w.draft.reference, get="404", about="that is not published"),
    public("api:commitments"),
    public("api:commitment", "KR-2021-1.1.1"),
    public("api:commitment", lambda w: w.hidden.reference, get="404", about="that is not published"),
    public("api:commitment", lambda w: w.draft_commitment.reference, get="404", about="in preparation"),
    public("api:organisations"),
    public("api:organisation", "danish-energy-agency"),
    public("api:organisation", "nobody", get="404", about="that is none"),
    public("public:country", KOREA),
    public("public:country", "atlantis", get="404", about="that is none"),
    public("public:country", lambda w: w.abroad.slug, get="404", about="whose partnership is not published"),
    public("public:statistics"),
    *(public("public:statistics-picture", key) for key in ("kinds", "areas", "sides", "ages")),
    public("public:statistics-picture", "secrets", get="404", about="that is none"),
    public("public:statistics-list"),
    *(public("public:statistics-file", format) for format in ("csv", "xlsx", "json")),
    public("public:matrix"),
    public("public:matrix-list"),
    *(public("public:matrix-file", format) for format in ("csv", "xlsx", "json")),
    public("public:timeline", KOREA),
    public("public:timeline", lambda w: w.abroad.slug, get="404", about="whose partnership is not published"),
    public("public:programme", KOREA, PLAN),
    public("public:programme", KOREA, "1900-1904", get="404", about="that is none"),
    public("public:programme", KOREA, lambda w: w.draft.slug, get="404", about="that is not published"),
    public("public:programme-publication", KOREA, PLAN),
    public("public:programme-publication", KOREA, lambda w: w.draft.slug, get="404", about="that is not published"),
    public("public:agreement-text", KOREA, PLAN),
    public("public:agreement-text", KOREA, lambda w: w.draft.slug, get="404", about="that is not published"),
    public("public:commitment", KOREA, PLAN, "1.1.1"),
    public("public:commitment", KOREA, PLAN, "9.9.9", get="404", about="that is none"),
    public("public:commitment", KOREA, PLAN, lambda w: w.hidden.number, get="404", about="that is not published"),
    public("public:commitment", KOREA, lambda w: w.draft.slug, "1.1.1", get="404", about="of an unpublished programme"),
]  # fmt: skip

# --- For staff -----------------------------------------------------------------------------------------------------

REFERENCE = "KR-2021"


def report_form(world):
    return {
        "status": "under_way",
        "as_of_on": clock.today().isoformat(),
        "summary_language": "en",
        "submission_key": uuid.uuid4(),
        "last_seen": world.public_report.pk,
    }


def no_change_form(world):
    return {"last_seen": world.public_report.pk, "submission_key": uuid.uuid4()}


def edit_form(world):
    world.shown.refresh_from_db()
    return {"plain_title_en": "Better", "version": world.shown.version, "began_with": "{}"}


def decision_form(world):
    world.shown.refresh_from_db()
    return {"decision": "accept", "version": world.shown.version}


def reason(_world):
    return {"reason": "The wording had not been agreed."}


def at_once(_world):
    return {"when": "now", "clock": "copenhagen"}


def staff(name, *at, get, post="302 405", data=nothing, about=""):
    return Row(name, at, GET=get, POST=post, REST="302 405", data=data, about=about)


def report_of(name):
    """The address of one report: programme, number, id."""
    return (
        REFERENCE,
        lambda world: getattr(world, name).commitment.number,
        lambda world: getattr(world, name).pk,
    )


HIDDEN = (REFERENCE, lambda world: world.hidden.number)
DRAFT = (lambda world: world.draft.reference, "1.1.1")
ONE = "the published one"
#                                              anon unat else coll memb lead admi othe head supe
STAFF = [
    staff("workspace:my-team",             get="302 200"),
    staff("workspace:programme", REFERENCE,
                                           get="302 403 403 403 403 403 200 403 200 200", about=ONE),
    staff("workspace:programme", DRAFT[0], get="302 404 404 403 403 403 200 404 200 200", about="unpublished"),
    staff("workspace:programme", "XX-1900", get="302 404", about="that is none"),
    staff("workspace:table", REFERENCE,    get="302 403 403 403 200 200 200 403 403 200",
                                          post="302 403 403 403 422 422 422 403 403 422", about=ONE),
    staff("workspace:table", DRAFT[0],     get="302 404 404 403 200 200 200 404 403 200",
                                          post="302 404 404 403 422 422 422 404 403 422", about="unpublished"),
    staff("workspace:clearance",           get="302 403 403 403 403 200 200 200 200 200"),
    staff("workspace:closing", REFERENCE,  get="302 403 403 403 200 200 200 403 403 200",
                                          post="302 403 403 403 403 403 409 403 403 409", about="not settled yet"),
    staff("workspace:closing", DRAFT[0],   get="302 404 404 403 200 200 200 404 403 200",
                                          post="302 404 404 403 403 403 409 404 403 409", about="unpublished"),
    staff("workspace:closing-step", REFERENCE, "1.1.1",
                                           get="302 403 403 403 200 200 403 403 403 200",
                                          post="302 403 403 403 302 302 403 403 403 302", data=report_form, about=ONE),
    staff("workspace:closing-step", *HIDDEN,
                                           get="302 404 404 403 200 200 403 404 403 200",
                                          post="302 404 404 403 422 422 403 404 403 422", about="unpublished"),
    staff("workspace:commitment", REFERENCE, "1.1.1",
                                           get="302 200", about=ONE),
    staff("workspace:commitment", *HIDDEN, get="302 404 404 200 200 200 200 404 200 200", about="unpublished"),
    staff("workspace:commitment", *DRAFT,  get="302 404 404 200 200 200 200 404 200 200", about="in preparation"),
    staff("workspace:commitment", REFERENCE, "9.9.9", get="302 404", about="that is none"),
    staff("workspace:commitment-report", REFERENCE, "1.1.1",
                                           get="302 403 403 403 200 200 403 403 403 200",
                                          post="302 403 403 403 302 302 403 403 403 302", data=report_form, about=ONE),
    staff("workspace:commitment-report", *HIDDEN,
                                           get="302 404 404 403 200 200 403 404 403 200",
                                          post="302 404 404 403 422 422 403 404 403 422", about="unpublished"),
    staff("workspace:commitment-no-change", REFERENCE, "1.1.1",
                                           get="302 405",
                                          post="302 403 403 403 302 302 403 403 403 302",
                                           data=no_change_form, about=ONE),
    staff("workspace:commitment-edit", REFERENCE, "1.1.1",
                                           get="302 403 403 403 200 200 200 403 403 200",
                                          post="302 403 403 403 302 302 302 403 403 302", data=edit_form, about=ONE),
    staff("workspace:commitment-edit", *HIDDEN,
                                           get="302 404 404 403 200 200 200 404 403 200",
                                          post="302 404 404 403 422 422 422 404 403 422", about="unpublished"),
    staff("workspace:report-clear", *report_of("submitted"),
                                           get="302 404 404 404 403 200 200 404 403 200",
                                          post="302 404 404 404 403 302 302 404 403 302",
                                           data=at_once, about="submitted"),
    staff("workspace:report-clear", *report_of("draft_report"),
                                           get="302 404 404 404 403 409 409 404 403 409",
                                          post="302 404 404 404 403 409 409 404 403 409",
                                           data=at_once, about="a draft"),
    staff("workspace:report-return", *report_of("submitted"),
                                           get="302 404 404 404 403 200 200 404 403 200",
                                          post="302 404 404 404 403 302 302 404 403 302",
                                           data=reason, about="submitted"),
    staff("workspace:report-withdraw", *report_of("public_report"),
                                           get="302 403 403 403 403 200 200 403 403 200",
                                          post="302 403 403 403 403 302 302 403 403 302", data=reason, about="public"),
    staff("workspace:report-withdraw", *report_of("embargoed"),
                                           get="302 404 404 404 403 200 200 404 403 200",
                                          post="302 404 404 404 403 302 302 404 403 302",
                                           data=reason, about="embargoed"),
    staff("workspace:proposal", REFERENCE, "1.1.1", lambda world: world.proposal.pk,
                                           get="302 404 404 404 200 200 200 404 200 200",
                                          post="302 404 404 404 403 302 302 404 403 302", data=decision_form),
    staff("workspace:undo", lambda world: world.change_set.pk,
                                           get="302 404 404 403 403 200 200 404 403 200",
                                          post="302 404 404 403 403 302 302 404 403 302", about="a lead's edit"),
]  # fmt: skip

# --- Accounts ------------------------------------------------------------------------------------------------------


def account(name, *at, get, post="405", **more):
    return Row(name, at, GET=get, POST=post, **{"REST": "302 405", "OPTIONS": "302 200", **more})


ACCOUNT = [
    account("account_login", get="200 302", post="422 302", REST="405 302", OPTIONS="200 302"),
    account("account_logout", get="302 200", post="302", REST="405", OPTIONS="200"),
    account("account_change_password", get="302 200", post="302 422"),
    account("account_reauthenticate", get="302 200", post="302 422"),
    account("mfa_index", get="302 200", post="302 405"),
    account("mfa_authenticate", get="302", post="302", REST="302", OPTIONS="302"),
    account("mfa_reauthenticate", get="302", post="302", REST="302", OPTIONS="302"),
    account("mfa_activate_totp", get="302", post="302", REST="302", OPTIONS="302", about="asks for the password anew"),
    account("mfa_deactivate_totp", get="302 404", post="302 404", OPTIONS="302 404", REST="302 404"),
    account("mfa_view_recovery_codes", get="302 404", post="302 405"),
    account("mfa_generate_recovery_codes", get="302", post="302", REST="302", OPTIONS="302", about="so does this"),
    account("mfa_download_recovery_codes", get="302 404", post="302 404", REST="302 404", OPTIONS="302 404"),
    account("openid_connect_login", "sso", get="404", post="404", REST="405", OPTIONS="405", about="not set up"),
    account("openid_connect_callback", "sso", get="404", post="405", REST="405", OPTIONS="405", about="not set up"),
    account("socialaccount_login_cancelled", get="200", post="405", REST="405", OPTIONS="200"),
]  # fmt: skip
