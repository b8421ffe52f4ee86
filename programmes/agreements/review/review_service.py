"""An agreement text from upload to draft programme: read, decided about step by step, and made.

What is written goes through `programmes.actions.drafts`.
"""

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from embassy.audit import Channel, change_set
from embassy.models import Mission, User
from programmes.actions import drafts
from programmes.agreements import child_reader
from programmes.agreements.reader.findings.organisations import KnownOrganisation
from programmes.agreements.review.beginning import begin
from programmes.agreements.review.decisions import TAKE_BACK, clash, may_take_back, reviewed
from programmes.agreements.review.draft_builder import LONGEST_TITLE, draft_of, free
from programmes.agreements.review.review import Impossible, Review, Step
from programmes.change_events import ChangeEvent
from programmes.intake import child, gates
from programmes.models import (
    AgreementReading,
    Organisation,
    OrganisationAlias,
    Partnership,
    Programme,
    ReviewStep,
)
from programmes.models.shared import Side

FORMATS = frozenset({"pdf", "docx", "txt"})


Decision = tuple[str, str, dict[str, Any]]  # operation, part, values


class NoStructure(Exception):
    """The text holds no commitments that the rules can find."""


class Overtaken(Exception):
    """Somebody decided about the same part first. `step` is the ReviewStep that stands."""

    def __init__(self, step: ReviewStep) -> None:
        super().__init__()
        self.step = step


# --- reading


def read(name: str, content: bytes, *, mission: Mission) -> tuple[str, dict[str, Any]]:
    """(format, outline). Raises Refused when the file is not taken in, NoStructure when it holds no commitments."""
    form = gates.check(content, name, allowed=FORMATS)
    result = child.run(child_reader.TARGET, content, form=form, known=known_bodies(mission))
    if not result["count"]:
        raise NoStructure
    return form, result["outline"]


def known_bodies(mission: Mission) -> list[KnownOrganisation]:
    """What the mission knows of the organisations that its text may name: Danish, the partner's, joint ones."""
    sides: dict[str | None, str] = {
        "DK": Side.DANISH.value,
        mission.country.iso2: Side.PARTNER.value,
        None: "",
    }
    names: dict[int, list[str]] = defaultdict(list)
    for pk, name in OrganisationAlias.objects.order_by("name").values_list("organisation_id", "name"):
        names[pk].append(name)
    rows = (
        Organisation.objects.visible_at({mission.pk})
        .order_by("slug")
        .values_list("pk", "slug", "name_en", "name_da", "acronym", "country__iso2")
    )
    return [
        {"slug": slug, "names": list(filter(None, [*own, *names[pk]])), "side": sides[iso2]}
        for pk, slug, *own, iso2 in rows
        if iso2 in sides
    ]


def upload(
    name: str,
    content: bytes,
    *,
    mission: Mission,
    by: User,
    at: datetime,
    compared_with: Programme | None = None,
) -> AgreementReading:
    """Read a text and keep it for review. Raises Refused and NoStructure; nothing is kept then."""
    form, outline = read(name, content, mission=mission)
    reading = AgreementReading(
        mission=mission, compared_with=compared_with, language=outline["x"]["language"], uploaded_at=at,
        uploaded_by=by, name=name[-200:], format=form, sha256=hashlib.sha256(content).hexdigest(),
        size=len(content), content=content, found=AgreementReading.pack(outline),
    )  # fmt: skip
    return drafts.keep_reading(reading, by=by).row


# --- reviewing


def steps_of(reading: AgreementReading) -> list[Step]:
    """The decisions so far, as the review takes them."""
    rows = reading.steps.order_by("position").values_list("position", "operation", "item", "values")
    return [Step(*row) for row in rows]


def review_of(reading: AgreementReading) -> Review:
    """The outline as it stands."""
    return reviewed(reading.outline, steps_of(reading))


def decide(
    reading: AgreementReading, decisions: Sequence[Decision], *, since: int, by: User, at: datetime
) -> list[Step]:
    """Put decisions, (operation, item, values) each, on a text in review; `since` is the last step that the person saw.

    Raises Impossible when one cannot be carried out, Overtaken when somebody else has decided about the same part
    since, and AlreadyDecided when the text is no longer in review. Nothing is kept then.
    """
    with change_set(
        by=by,
        channel=Channel.PAGE,
        event=ChangeEvent.AGREEMENT_ITEM_DECIDED,
        parameters={"name": reading.name},
    ) as record:
        locked = AgreementReading.objects.select_for_update(of=("self",)).get(pk=reading.pk)
        if locked.state != AgreementReading.State.OPEN:
            raise drafts.AlreadyDecided
        outline, steps = locked.outline, steps_of(locked)
        about = {question.name: question.about for question in begin(outline).questions}
        new = [Step(position, *decision) for position, decision in enumerate(decisions, len(steps) + 1)]
        for step in new:
            _refuse(step, since, steps, about, locked)
        reviewed(outline, [*steps, *new])
        rows = [(step.position, step.operation, step.item, step.values) for step in new]
        drafts.keep_steps(locked, rows, by=by, at=at, into=record)
    return new


def _refuse(
    step: Step, since: int, steps: Sequence[Step], about: Mapping[str, str], reading: AgreementReading
) -> None:
    if step.operation == TAKE_BACK and not any(one.position == step.values["step"] for one in steps):
        raise Impossible("gone")
    faster = clash(step, since, steps, about)
    if faster:
        raise Overtaken(reading.steps.select_related("decided_by").get(position=faster.position))
    if step.operation == TAKE_BACK and not may_take_back(step.values["step"], steps, about):
        raise Impossible("rests")


# --- making


def make(
    reading: AgreementReading, *, frame: Mapping[str, Any], since: int, by: User, at: datetime
) -> Programme:
    """Make the draft programme. `frame` are the programme's own columns as the person confirmed them.

    Raises Overtaken when somebody has decided something since the person looked, so that nobody makes what they
    have not seen, and AlreadyDecided when the text is no longer in review.
    """
    with change_set(
        by=by,
        channel=Channel.PAGE,
        event=ChangeEvent.DRAFT_PROGRAMME_MADE,
        parameters={"name": reading.name},
    ) as record:
        locked = AgreementReading.objects.select_for_update(of=("self",)).get(pk=reading.pk)
        last = locked.steps.select_related("decided_by").order_by("-position").first()
        if last is not None and last.position > since:
            raise Overtaken(last)
        draft = draft_of(locked, review_of(locked), frame)
        return drafts.make_draft(locked, draft, by=by, at=at, into=record).row


def suggested_frame(reading: AgreementReading, review: Review) -> dict[str, Any]:
    """What the text says about the programme, to be confirmed by a person: columns by name."""
    country = reading.mission.country
    start, end = review.period_start, review.period_end
    slug = f"{start}-{end}" if start and end and start != end else str(start or "")
    title = review.title[:LONGEST_TITLE]
    return {
        "reference": free_reference(f"{country.iso2}-{start}" if start else ""),
        "slug": free_slug(country.partnership, slug),
        "kind": _programme_kind(review.title),
        "title_en": title if review.language != "da" else "",
        "title_da": title if review.language == "da" else "",
        "starts_on": str(start or ""),
        "ends_on": str(end or ""),
        "signed_on": review.signed_on,
    }


def free_reference(wanted: str) -> str:
    """The reference as wanted, or the next that no programme has."""
    return free(wanted, set(Programme.objects.values_list("reference", flat=True)))


def free_slug(partnership: Partnership, wanted: str) -> str:
    return free(wanted, set(partnership.programmes.values_list("slug", flat=True)))


def _programme_kind(title: str) -> Programme.Kind:
    kinds, folded = Programme.Kind, title.casefold()
    if "work" in folded or "arbejds" in folded:
        return kinds.JOINT_WORK_PROGRAMME
    if "plan of action" in folded:
        return kinds.PLAN_OF_ACTION
    return kinds.JOINT_ACTION_PLAN if "joint" in folded or "fælles" in folded else kinds.ACTION_PLAN
