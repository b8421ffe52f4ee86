"""Characters that nobody sees are left out of what is typed, as they are of imported files."""

from types import SimpleNamespace

import pytest
from django import forms
from django.http import QueryDict

from embassy.forms import StaffForm
from embassy.models import AuditEntry, ChangeSet
from programmes.models import Commitment, Organisation, StatusReport, Wording
from programmes.workspace.forms.agreement_review import Split
from programmes.workspace.forms.agreements import AgreementForm
from tests import factories
from tests.admin.admin_rows import url
from tests.html_forms import forms_in
from tests.workspace.conftest import address, as_, place

HIDDEN = "\u200b\u00ad\ufeff\u202e"


def fill(client, page, **typed):
    """Open a page, type into its form, and send it as a browser does."""
    text = client.get(page).content.decode()
    form = max(forms_in(text), key=lambda each: len(each.fields))
    assert all(f'name="{name}"' in text for name in typed)
    fields = {name: value or "" for name, value in form.fields.items()}
    return client.post(page, {**fields, **typed})


def edit_page(commitment):
    return address("workspace:commitment-edit", *place(commitment))


def test_an_edit_is_kept_as_it_is_seen(people, first):
    title, reason = f"Wi{HIDDEN}nd at sea{HIDDEN}", f"{HIDDEN}Shor{HIDDEN}ter"
    sent = fill(as_(people.lead), edit_page(first), plain_title_en=title, reason=reason)
    assert sent.status_code == 302
    assert Commitment.objects.get(pk=first.pk).plain_title_en == "Wind at sea"
    assert ChangeSet.objects.latest("pk").reason == "Shorter"


def test_a_report_is_kept_as_it_is_seen_and_signs_that_mean_something_stay(people, first):
    page = address("workspace:commitment-report", *place(first))
    summary = f"The 👩\u200d🔬 met{HIDDEN}.\r\nIn Seoul."
    fill(as_(people.member), page, status="under_way", summary=summary)
    assert StatusReport.objects.get().summary.splitlines() == ["The 👩\u200d🔬 met.", "In Seoul."]


def test_a_text_that_stands_there_with_them_is_no_change_when_it_is_sent_back(people, first):
    stored = "Energy\u00adefficiency"
    Commitment.objects.filter(pk=first.pk).update(plain_title_en=stored)
    fill(as_(people.lead), edit_page(first), plain_title_da="Energi")
    fill(as_(people.lead), edit_page(first), plain_title_da="Energien", plain_title_en="Energyefficiency")
    fill(as_(people.superuser), url(Commitment, "change", first), plain_title_da="Energi igen")
    assert Commitment.objects.get(pk=first.pk).plain_title_en == stored
    changed = [
        set(entry.after) - {"version"} for entry in AuditEntry.objects.filter(model="programmes.commitment")
    ]
    assert changed == [{"plain_title_da"}] * 3


def test_a_reason_that_nobody_sees_is_none(people, first):
    page = address("workspace:commitment-visibility", *place(first))
    assert fill(as_(people.lead), page, visibility="withheld", reason=HIDDEN).status_code == 422
    screen = url(Commitment, "change", first)
    assert fill(as_(people.superuser), screen, due_on="2026-12-31", _reason=HIDDEN).status_code == 422
    assert Commitment.objects.get(pk=first.pk).due_on is None


def test_the_admin_takes_names_keys_and_dates_as_they_are_seen(people, first):
    page = url(Organisation, "add")
    typed = {"name_en": f"Energy{HIDDEN} Agency", "slug": f"energy{HIDDEN}-agency", "kind": "agency"}
    heir = factories.organisation("Heir").pk
    client = as_(people.superuser)
    sent = fill(
        client, page, successor=heir, succeeded_on=f"2022{HIDDEN}-06", _reason=f"New{HIDDEN}", **typed
    )
    assert sent.status_code == 302
    made = Organisation.objects.get(slug="energy-agency")
    assert (made.name_en, str(made.succeeded_on)) == ("Energy Agency", "2022-06")
    assert ChangeSet.objects.latest("pk").reason == "New"


def test_a_wording_that_is_held_keeps_its_own(people, first):
    """Whatever else of its commitment is edited: it is never sent, nor written."""
    Wording.objects.filter(commitment=first).update(text="As\u00ad signed.")
    fill(as_(people.lead), edit_page(first), plain_title_en="Another")
    fill(as_(people.superuser), url(Commitment, "change", first), plain_title_en="And another")
    assert Wording.objects.get(commitment=first).text == "As\u00ad signed."


def test_words_that_must_be_those_of_the_text_are_left_alone():
    sent = QueryDict(mutable=True)
    sent.update({"since": "0", "text": "A co\u00adoperation\r\nand another"})
    split = Split(sent, part=SimpleNamespace(name="c1", text="-"), review=None, since=0)
    assert split.is_valid()
    assert split.values() == {"texts": ["A co\u00adoperation", "and another"]}


def test_a_pasted_agreement_is_read_as_it_was_pasted():
    sent = QueryDict("text=Co%C2%AD%0D%0Aoperation&mission=1")
    mission = SimpleNamespace(pk=1)
    form = AgreementForm(sent, missions=[mission], programmes=[])
    assert form.is_valid()
    assert form.source[1].decode() == "Co\u00ad\r\noperation"


def test_a_password_is_taken_to_the_letter():
    class Form(StaffForm):
        word = forms.CharField(widget=forms.PasswordInput)
        words = forms.MultipleChoiceField(choices=[("a", "A"), ("b", "B")])

    form = Form(QueryDict("word=a%C2%ADb&words=a%E2%80%8B&words=b"))
    assert form.is_valid()
    assert form.cleaned_data == {"word": "a\u00adb", "words": ["a", "b"]}


@pytest.mark.parametrize("data", [None, QueryDict("")])
def test_an_empty_form_is_no_trouble(data):
    assert not StaffForm(data).errors
