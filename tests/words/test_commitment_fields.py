"""A public field of the commitment is in the one table, and the table is in everything that is made of it."""

import pytest
from django.utils import translation

from embassy import clock
from programmes.actions.commitments import TEXT_COLUMNS
from programmes.models import Commitment
from programmes.public.api.schemas import CommitmentOut
from programmes.public.downloads.api_data import COMMITMENT_FIELDS as READ_BY_API
from programmes.public.downloads.commitment_table import COLUMNS, FIELDS
from programmes.public.downloads.dump import tables
from programmes.transfer.formats import document
from programmes.transfer.sheets import Commitments, Flat
from programmes.words.commitment_fields import COMMITMENT_FIELDS, NOT_IN_THE_TABLE
from programmes.workspace.forms.edit import LABELS
from programmes.workspace.pages.change_lines import COMMITMENT_WORDS

NAMES = [field.name for field in COMMITMENT_FIELDS]
UNTOLD = {"file": {"position"}, "api": {"position"}, "label": {"position"}}  # its order says it, and no words


def test_every_field_of_the_model_is_in_the_table_or_has_a_reason_not_to_be():
    model = {field.name for field in (*Commitment._meta.fields, *Commitment._meta.many_to_many)}
    undecided = model ^ {*NAMES, *NOT_IN_THE_TABLE}
    assert not undecided, (
        f"{sorted(undecided)}: a field of the model has a row in COMMITMENT_FIELDS of "
        "programmes/words/commitment_fields.py, or its reason in NOT_IN_THE_TABLE (docs/changing.md)"
    )
    assert not {*NAMES} & {*NOT_IN_THE_TABLE}
    assert all(NOT_IN_THE_TABLE.values())


@pytest.mark.parametrize("field", COMMITMENT_FIELDS, ids=NAMES)
def test_a_field_of_the_table_is_told_everywhere(field, db):
    (dumped,) = [table for table in tables(at=clock.now()) if table.name == "commitments"]
    assert field.name in dumped.headers
    assert field.name in FIELDS
    assert field.name in READ_BY_API
    for place, untold in UNTOLD.items():
        assert (getattr(field, place) is None) is (field.name in untold), place
    if field.file:
        assert field.file in [column.name for column in COLUMNS]
    if field.file == field.name:
        assert field.heading, f"{field.name}: its column in public files has no heading (or `file=None`)"
    if field.api:
        assert field.api in CommitmentOut.model_fields
    assert field.name in Commitments.fields
    assert field.name in Flat.fields
    assert field.name in document.schema()["properties"]["commitments"]["items"]["properties"]
    for language, header in zip(("en", "da"), field.headers, strict=True):
        assert Commitments.fields[field.name].header(language) == header
    if field.label and not field.is_prose:
        is_public, label, _words = COMMITMENT_WORDS[field.name]
        assert (is_public, label) == (True, field.label)


def test_forms_call_a_field_what_histories_call_it():
    labels = {field.name: field.label for field in COMMITMENT_FIELDS}
    assert {name: LABELS[name] for name in TEXT_COLUMNS} == {name: labels[name] for name in TEXT_COLUMNS}


@pytest.mark.parametrize(
    ("name", "value", "said", "coded"),
    [
        ("kind", "recurring", "Tilbagevendende", "recurring"),
        ("recurrence", "", None, None),
        ("plain_title_en", "Talks", "Talks", "Talks"),
        ("withdrawn_on", None, None, None),
    ],
)
def test_a_value_is_said_to_people_in_words_and_to_programs_in_codes(name, value, said, coded):
    field = next(field for field in COMMITMENT_FIELDS if field.name == name)
    with translation.override("da"):
        assert (field.said(value), field.coded(value)) == (said, coded)
