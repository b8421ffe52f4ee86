"""What the demonstration tells about the Korea plan. None of it happened, and it names nobody.

Times are days before the moment at which the demonstration is made.
"""

from dataclasses import dataclass

from programmes.models import Activity, Event, StatusReport
from programmes.models.shared import Side
from programmes.statuses import Assessment, Status

State = StatusReport.State


@dataclass(frozen=True)
class Story:
    """One report on the commitment `number`, and what became of it."""

    number: str
    status: str
    days_ago: int
    summary: str
    language: str = "en"
    internal_note: str = ""
    assessment: str = ""
    waiting_for: str = ""
    evidence: str = ""
    side: str = Side.DANISH
    ends_as: str = State.CLEARED
    embargo_days: int = 0
    confirms: bool = False  # says that the report before it still holds


NOT_STARTED, UNDER_WAY, FULFILLED, NOT_PURSUED = Status

STORIES = (
    # Energy and environment
    Story("1.1.1", UNDER_WAY, 12, "Experts from both sides met online and chose the themes of the coming year.",
          internal_note="The list of themes is in the team's folder.", assessment=Assessment.ON_TRACK),
    Story("1.1.2", UNDER_WAY, 405, "This year's meeting was held. The next one is being prepared."),
    Story("1.1.2", UNDER_WAY, 40, "Årets møde er holdt, og det næste er aftalt.", language="da",
          evidence="Agenda and summary of the meeting."),
    Story("1.1.3", UNDER_WAY, 200, "Consultations were held; both sides wish to go on."),
    Story("1.1.4", UNDER_WAY, 430, "Workshop held with both sides' experts.",
          internal_note="The colleague who followed this has rotated; ask for the contacts."),
    Story("1.1.5", NOT_STARTED, 75, "No activity yet. A first talk is planned for the spring.",
          assessment=Assessment.AT_RISK, waiting_for=Side.PARTNER),
    Story("1.1.6", FULFILLED, 25, "The yearly expert meetings were held throughout the period.",
          evidence="Summaries of the meetings."),
    Story("1.1.7", UNDER_WAY, 3, "A study visit is being planned.", ends_as=State.DRAFT,
          internal_note="Check the dates before submitting."),
    Story("1.1.8", UNDER_WAY, 95, "Authorities exchange information regularly."),
    Story("1.1.8", UNDER_WAY, 20, "", confirms=True),
    Story("1.2.1", FULFILLED, 60, "A joint project was presented.", ends_as=State.WITHDRAWN),
    Story("1.2.2", UNDER_WAY, 230, "The committee met and agreed to meet again."),
    Story("1.2.2", FULFILLED, 2, "The committee held its closing meeting.", embargo_days=9,
          internal_note="To be announced by both sides on the same day."),
    Story("1.3.1", UNDER_WAY, 310, "Both sides took part in a joint event."),
    Story("1.3.2", NOT_PURSUED, 150, "Mulighederne blev drøftet, og parterne går ikke videre med dem.",
          language="da"),
    # Research and innovation
    Story("2.1.3", FULFILLED, 55, "The joint committee met in the years that were agreed.",
          evidence="Minutes of the meetings."),
    Story("2.4.2", UNDER_WAY, 29, "Universities on both sides exchange students and researchers."),
    Story("2.4.3", UNDER_WAY, 110, "A call for joint projects is open."),
    Story("2.4.3", FULFILLED, 90, "The joint projects have been chosen.", side=Side.PARTNER,
          internal_note="The two sides count differently; raise it at the next meeting."),
    Story("2.4.4", UNDER_WAY, 180, "A wider programme is being drafted.", assessment=Assessment.ON_TRACK),
    # Health
    Story("3.1.1", UNDER_WAY, 33, "A seminar series with specialists from both sides has begun."),
    Story("3.1.2", FULFILLED, 61, "The exchange was completed, and its results were presented.",
          evidence="Presentation of the results."),
    Story("3.1.3", UNDER_WAY, 17, "Myndighederne holdt et fagligt møde om kliniske forsøg.", language="da"),
    Story("3.4.2", UNDER_WAY, 120, "Researchers are looking for partners on the other side."),
    Story("3.5.3", UNDER_WAY, 245, "Delegations spoke together before the session."),
    # Trade
    Story("4.2.1", UNDER_WAY, 88, "Authorities meet regularly on questions of market access."),
    Story("4.2.5", NOT_STARTED, 260, "No transaction has come up yet."),
    # Political affairs, whose reports need clearance
    Story("4.1.1", UNDER_WAY, 45, "Consultations were held at the level of senior officials."),
    Story("4.1.6", UNDER_WAY, 4, "A joint event on equal opportunities is being prepared.",
          ends_as=State.SUBMITTED, internal_note="The other side has seen the text."),
    Story("4.3.8", UNDER_WAY, 20, "Both delegations supported the proposal.", ends_as=State.RETURNED),
)  # fmt: skip

RETURN_NOTE = "Please say which forum, and on what day."
WITHDRAWAL_REASON = "The wording had not been agreed with the other side."


@dataclass(frozen=True)
class Happening:
    """An activity that carries commitments out; `days` from today, negative in the past."""

    numbers: tuple[str, ...]
    kind: str
    state: str
    days: int
    title_en: str
    title_da: str
    outcome: str = ""
    is_public: bool = True


Kind, Held = Activity.Kind, Activity.State
HAPPENINGS = (
    Happening(("1.1.2",), Kind.MEETING, Held.HELD, -42, "Yearly meeting", "Årligt møde",
              "The sides reviewed the year and agreed on the next meeting."),
    Happening(("1.1.2",), Kind.MEETING, Held.PLANNED, 300, "Next yearly meeting", "Næste årlige møde"),
    Happening(("1.1.1", "1.1.4"), Kind.WORKSHOP, Held.HELD, -15, "Expert workshop on renewable energy",
              "Ekspertworkshop om vedvarende energi", "A list of themes for further work."),
    Happening(("1.1.6",), Kind.MEETING, Held.POSTPONED, -130, "Expert meeting on shipping",
              "Ekspertmøde om skibsfart"),
    Happening(("1.1.7",), Kind.VISIT, Held.PLANNED, 45, "Study visit on circular economy",
              "Studiebesøg om cirkulær økonomi", is_public=False),
    Happening(("2.4.2",), Kind.PROJECT, Held.HELD, -200, "Exchange of students", "Udveksling af studerende"),
    Happening(("3.1.1", "3.1.2"), Kind.WORKSHOP, Held.HELD, -35, "Seminar on elderly care",
              "Seminar om ældrepleje", "Both sides presented their experience."),
    Happening(("3.1.3",), Kind.MEETING, Held.CANCELLED, -70, "Meeting between authorities",
              "Møde mellem myndigheder"),
)  # fmt: skip


@dataclass(frozen=True)
class Occasion:
    """An event between the two countries that reviewed the programme; `days` from today."""

    key: str
    kind: str
    days: int
    title_en: str
    title_da: str


OCCASIONS = (
    Occasion("demo-review-meeting", Event.Kind.MIDTERM_REVIEW, -140, "Review of the programme (demonstration)",
             "Gennemgang af programmet (demonstration)"),
    Occasion("demo-next-meeting", Event.Kind.MEETING, 75, "Meeting on the next steps (demonstration)",
             "Møde om de næste skridt (demonstration)"),
)  # fmt: skip
