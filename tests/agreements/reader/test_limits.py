"""Long, strange and hostile texts: read in time, or refused in a sentence."""

import random
import resource
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programmes.agreements import child_reader
from programmes.agreements.reader.read import outline_of
from programmes.intake import child
from programmes.intake.child import Limits
from programmes.intake.refusal import Refused
from tests.agreements.reader.making import as_pdf
from tests.agreements.reader.making.outlines import make

STRANGE = [
    "a " * 60_000,
    "A" * 100_000,
    "(" * 30_000,
    "The Sides " * 20_000,
    "1. " * 20_000,
    "• " * 20_000,
    "- a\n" * 20_000,
    "\n" * 50_000,
    "Denmark and Korea and " * 8_000 + "will",
    "| " * 20_000,
    "\t" * 20_000,
    "SDG 1, 2, 3, " * 8_000,
    "For the Government of " * 5_000,
    "recalling the Agreement of " * 5_000,
    "Ab Cd " * 20_000,
    "....... 1\n" * 10_000,
    "(i) (a) 1) " * 8_000,
    "MoU " * 10_000,
    "@" * 100_000,
    "e.g. A " * 15_000,
    "mål 1 " * 15_000,
    "a-\n" * 30_000,
    "- a\nb\n" * 10_000,
    "7. x\n9. x\n" * 10_000,
    "3.5 x\n" * 15_000,
    "1\nRunning head\n" * 8_000,
    "x 1\f" * 20_000,
    "Hold a meeting of " + "Ab Cd " * 20_000,
    "• Hold a yearly meeting of experts.\n" * 3_000,
    "\n".join(f"{' ' * 2 * depth}- Hold a meeting" for depth in range(400)),
    "\n".join("a   " * 250 for _line in range(100)),
    "No.   Activity   Deadline\n" + "      x\n" * 20_000,
    "\n".join(f"Water {at}\n- Hold a meeting of experts on it" for at in range(3_000)),
    "The Sides shall:\n\n•\n\nEnergy\n\nFor the Government of Denmark\n\n" * 2_000,
    "Denmark and Korea have long worked together.\n\n" * 3_000,
]


def processor_time(work):
    """What it takes in units of a plain loop that is measured beside it, so that a slow machine fails nothing."""
    began = time.process_time()
    sum(number * number for number in range(3_000_000))
    between = time.process_time()
    work()
    return (time.process_time() - between) / (between - began)


@pytest.mark.parametrize("text", STRANGE, ids=lambda text: repr(text[:16]))
def test_strange_texts_take_no_time(text):
    # The slowest take 15, most a tenth of that; one that went over the text for each of its lines would take hundreds.
    assert processor_time(lambda: outline_of(text.encode(), "txt")) < 40


def test_a_text_longer_than_any_agreement_is_refused_at_once():
    def read():
        with pytest.raises(Refused, match="longer than an agreement can be"):
            child_reader.read_bytes(b"a " * 1_000_000)

    assert processor_time(read) < 5


@given(st.text(max_size=400))
def test_any_text_is_read_without_a_fault(text):
    outline_of(text.encode("utf-8", errors="replace"), "txt")


@given(
    st.lists(
        st.sampled_from(
            [
                "• Hold a meeting.",
                "1. Energy",
                "(a) exchange data;",
                "The Sides shall:",
                "",
                "Water",
                "Article 2",
                "\f",
                "12",
            ]
        ),
        max_size=40,
    )
)
def test_any_order_of_lines_is_read_without_a_fault(lines):
    outline_of("\n".join(lines).encode(), "txt")


PAGES = 30
PEAK = 512 * 1024 * 1024  # bytes


def long_pdf(rng, pages):
    """A plan of so many pages at least, of areas and tracks with commitments enough to fill them."""
    made = make(rng, language="en", tracks=True)
    made.areas = made.areas * 40
    story = as_pdf.story_of(made, rng, mark="•")
    return as_pdf.build(made, story[: pages * 32])


@pytest.fixture(scope="module")
def plan():
    return long_pdf(random.Random(7), PAGES)  # noqa: S311


PATIENT = 60  # seconds to wait on a machine that does other things as well; what counts is processor time


def test_thirty_pages_are_read_within_five_seconds_in_the_child(plan):
    began = resource.getrusage(resource.RUSAGE_CHILDREN)
    read = child.run(child_reader.TARGET, plan, limits=Limits(cpu_seconds=5, seconds=PATIENT), form="pdf")
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert ended.ru_utime + ended.ru_stime - began.ru_utime - began.ru_stime < 5
    assert read["pages"] >= PAGES
    assert read["count"] > 300


def test_thirty_pages_need_less_memory_than_the_child_is_given(plan):
    """The child's limit is what it may ask for, so that reading under it proves the peak; half is enough."""
    read = child.run(child_reader.TARGET, plan, limits=Limits(memory=PEAK // 2, seconds=PATIENT), form="pdf")
    assert read["pages"] >= PAGES
