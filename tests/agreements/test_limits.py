"""Long, strange and hostile texts: read in time, or refused in a sentence."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programmes.agreements.read import outline_of
from programmes.intake import child
from tests.agreements.making import as_pdf
from tests.agreements.making.outlines import make

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
]


@pytest.mark.parametrize("text", STRANGE, ids=lambda text: text[:12].strip() or "white")
def test_strange_texts_take_no_time(text):
    began = time.process_time()
    outline_of(text.encode(), "txt")
    assert time.process_time() - began < 9  # the child is given ten


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


def long_pdf(rng, pages):
    made = make(rng, language="en", tracks=True)
    made.areas = made.areas * 40
    story = as_pdf._story(made, rng, mark="•")
    return as_pdf.build(made, story[: pages * 26])


def test_thirty_pages_are_read_within_five_seconds_in_the_child():
    import random

    data = long_pdf(random.Random(7), 30)  # noqa: S311
    began = time.monotonic()
    read = child.run("programmes.agreements.read:read_bytes", data, form="pdf")
    assert read["pages"] >= 30
    assert read["count"] > 100
    assert time.monotonic() - began < 5
