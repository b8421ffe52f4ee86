"""What the tests of review and drafts share: a small plan, the Korea plan's file, and the way to the pages."""

from pathlib import Path

from django.urls import reverse
from django.utils import translation

from embassy import clock
from programmes.agreements.review import review_service
from tests import factories

KOREA = Path(__file__).parent / "reader" / "texts" / "korea-joint-action-plan-2021-2024.pdf"
PLAN = """JOINT WORK PROGRAMME 2027-2029
between the Kingdom of Denmark and the Republic of Korea

1. Green transition

Both sides will work together on the green transition of their energy systems and on clean water.

Government-to-Government Cooperation

- Hold a bi-annual dialogue on offshore wind between the Danish Energy Agency (DEA) and the Ministry of Energy (MOE).
- Cooperation on district heating. Exchange of experts on energy efficiency in buildings.
- Promote dialogue on human rights in multilateral organisations.

2. Health

Science Cooperation

- Establish a joint research centre for clinical trials by 2028.
"""


def sent(by, text=PLAN, *, name="plan.txt", **values):
    """A text in review at the mission in Seoul."""
    return review_service.upload(
        name, text.encode() if isinstance(text, str) else text, mission=factories.mission(), by=by,
        at=clock.now(), **values,
    )  # fmt: skip


def frame(**values):
    """What a person confirms about the programme before it is made."""
    return {
        "reference": "KR-2027", "slug": "2027-2029", "kind": "joint_work_programme", "title_en": "Joint Work Programme",
        "title_da": "Fælles arbejdsprogram", "starts_on": "2027", "ends_on": "2029", "signed_on": None, **values,
    }  # fmt: skip


def frame_form(since=0, **values):
    """The same as the form sends it."""
    return {**frame(signed_on=""), "since": since, **values}


def address(name, *args, language="en"):
    with translation.override(language):
        return reverse(f"workspace:agreement-{name}", args=args)
