"""Questions, answers and decisions about an outline, in words for people, in the active language."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from programmes.agreements.review.decisions import FINE, NOTED
from programmes.agreements.review.review import Question, Review, Step
from programmes.models import Commitment, Track
from programmes.statuses import Kind
from programmes.words.strings import shortened

LONGEST_SECOND = 90

LONGEST_QUOTE = 90  # letters
_QUESTIONS = {
    "sdg_name": gettext_lazy(
        "The text says goal %(number)s, but the name beside it is that of goal %(meant)s. Which one is meant?"
    ),
    "biannual": gettext_lazy("“Bi-annual” may mean twice a year or every second year. Which is meant?"),
    "two_undertakings": gettext_lazy("One item may hold two commitments. Divide it before “%(second)s”?"),
    "rhythm_in_title": gettext_lazy("The track's title says how often. Does that apply to this item?"),
    "track_kind": gettext_lazy("“%(title)s” does not say what kind of track it is. Which is it?"),
    "same_commitment": gettext_lazy("Paragraph %(other)s says nearly the same. Is it one commitment?"),
    "same_body": gettext_lazy("“%(name)s” has more than one short name: %(names)s. Which is right?"),
    "basis_ends": gettext_lazy("“%(title)s” ends in %(year)s, before the programme does."),
    "numbering": gettext_lazy("The numbering goes from %(before)s to %(after)s. Is something missing?"),
    "struck_through": gettext_lazy(
        "“%(words)s” is struck through in the file and is left out. If the words were agreed, "
        "remove the line through them in Word and send the file again."
    ),
    "empty_field": gettext_lazy(
        "A field in the file was not filled in, and its prompt is left out. If words are missing, "
        "write them in Word and send the file again."
    ),
}
_BESIDE = {"two_undertakings": gettext_lazy("One item may hold two commitments. Divide it here?")}
_ANSWERS = {
    ("sdg_name", "number"): gettext_lazy("Goal %(number)s, as numbered"),
    ("sdg_name", "meant"): gettext_lazy("Goal %(meant)s, as named"),
    ("sdg_name", "both"): gettext_lazy("Both goals"),
    ("biannual", "semiannual"): gettext_lazy("Twice a year"),
    ("biannual", "biennial"): gettext_lazy("Every second year"),
    ("two_undertakings", "split"): gettext_lazy("Divide it"),
    ("two_undertakings", FINE): gettext_lazy("Keep it as one"),
    ("rhythm_in_title", "yes"): gettext_lazy("Yes, it recurs"),
    ("rhythm_in_title", FINE): pgettext_lazy("answer", "No"),
    ("same_commitment", FINE): gettext_lazy("Two commitments: keep both"),
    ("same_commitment", "leave_out"): gettext_lazy("One commitment: leave this one out"),
}
_REASONS = {
    "gone": gettext_lazy("It is no longer there. Somebody has joined it to another, or left it out."),
    "one_part": gettext_lazy("Put a line break where the item divides: there is only one part."),
    "reworded": gettext_lazy(
        "The words must stay exactly as they are. Change nothing but where the lines break."
    ),
    "first": gettext_lazy("It is the first of its track, so there is nothing before it to join it to."),
    "elsewhere": gettext_lazy("The item it should follow has moved. Choose its place again."),
    "empty": gettext_lazy("A title or a name is needed."),
    "answer": gettext_lazy("Choose one of the answers."),
    "rests": gettext_lazy("A later decision depends on this one. Take that back first."),
}


def question(asked: Question, *, beside_its_words: bool = False) -> str:
    """The sentence of a Question. `beside_its_words`: the page shows what it is about, so it need not quote."""
    if asked.is_foreign:
        return str(asked.parameters["message"])
    sentence = (_BESIDE.get(asked.code) if beside_its_words else None) or _QUESTIONS[asked.code]
    return str(sentence) % _shown(asked.parameters)


def _shown(parameters: Mapping[str, Any]) -> dict[str, Any]:
    shown = dict(parameters)
    for name in ("second", "words"):
        if name in shown:
            shown[name] = shortened(shown[name], LONGEST_QUOTE)
    if "acronyms" in shown:
        shown["names"] = get_text_list(shown["acronyms"], _("and"))
    return shown


def answer(asked: Question, code: str) -> str:
    """The words of an answer."""
    if asked.code == "track_kind":
        return str(Track.Kind(code).label)
    if code == NOTED:
        return _("Leave it unresolved, with an internal note")
    if (asked.code, code) in _ANSWERS:
        return str(_ANSWERS[asked.code, code]) % asked.parameters
    return _("Put it aside")


def reason(code: str) -> str:
    """Why a decision cannot be carried out."""
    return str(_REASONS[code])


def step(taken: Step, review: Review) -> str:
    """A decision in a few words. `review` is the one before or after it; what it no longer has goes unnamed."""
    values = taken.values
    words: dict[str, Callable[[], str]] = {
        "split": lambda: _("Divided into %(count)s") % {"count": len(values["texts"])},
        "merge": lambda: _("Joined to the one before"),
        "move": lambda: _("Moved"),
        "retitle": lambda: _("Retitled “%(title)s”") % {"title": values["title"]},
        "kind": lambda: _("Kind: %(kind)s") % {"kind": _kind(values)},
        "leave_out": lambda: _("Left out"),
        "take_in": lambda: _("Taken in again"),
        "body": lambda: _body(values),
        "answer": lambda: _answered(taken, review),
        "take_back": lambda: _("Took back decision %(number)s") % {"number": values["step"]},
    }
    return words[taken.operation]()


def _kind(values: Mapping[str, Any]) -> str:
    kinds = dict(Kind.choices) | dict(Track.Kind.choices)
    words = [str(kinds.get(values["kind"], values["kind"]))]
    if values.get("recurrence"):
        words.append(recurrence(values["recurrence"]))
    return ", ".join(words)


def recurrence(code: str) -> str:
    """A recurrence in words; the reader's `other: …` as it stands."""
    return str(dict(Commitment.Recurrence.choices).get(code, code.removeprefix("other: ")))


def _body(values: Mapping[str, Any]) -> str:
    if values["choice"] == "new":
        return _("New organisation: %(name)s") % {"name": values["called"]}
    if values["choice"] == "none":
        return _("Not an organisation")
    return _("Organisation: %(name)s") % {"name": values["choice"]}


def _answered(taken: Step, review: Review) -> str:
    asked = next((one for one in review.questions if one.name == taken.item), None)
    return answer(asked, taken.values["answer"]) if asked else taken.values["answer"]
