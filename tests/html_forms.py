"""The forms of a page as a browser would send them, for tests that fill in what a page really offers."""

from dataclasses import dataclass, field

import lxml.html

TYPED = frozenset({"text", "email", "url", "search", "password", "number"})


@dataclass
class PageForm:
    """`fields` are sent as they stand; `typed` names those that a person types into, and `choices` gives those that
    they choose in, each with its values.
    """

    action: str
    method: str
    fields: dict
    typed: list = field(default_factory=list)
    choices: dict = field(default_factory=dict)


def forms_in(text):
    """The page's forms that send something, in order."""
    document = lxml.html.document_fromstring(text)
    return [_form(form) for form in document.forms if form.method == "POST"]


def _form(form):
    fields = {}
    areas = {each.name for each in form.inputs if each.tag == "textarea"}
    for name, value in form.form_values():
        # The line break after the tag of a textarea is none of the text's.
        fields.setdefault(name, []).append(value.removeprefix("\n") if name in areas else value)
    typed = [each.name for each in form.inputs if each.name and _is_typed(each)]
    single = {name: values[0] if len(values) == 1 else values for name, values in fields.items()}
    return PageForm(form.get("action", ""), form.method, single, typed, _choices(form))


def _choices(form):
    """The values of menus, and of boxes and buttons to tick, by name."""
    choices = {}
    for each in form.inputs:
        if each.name and each.tag == "select":
            choices[each.name] = [value for value in each.value_options if value]
        elif each.name and each.get("type") in {"radio", "checkbox"} and each.get("disabled") is None:
            choices.setdefault(each.name, []).append(each.get("value", "on"))
    return choices


def _is_typed(element):
    if element.get("readonly") is not None:
        return False
    return element.tag == "textarea" or (element.tag == "input" and element.get("type", "text") in TYPED)


def summary_fault(response, *, status=422):
    """What is amiss with the summary at the top of a refused form; nothing if it is as it should be."""
    if response.status_code != status:
        return f"status {response.status_code}"
    document = lxml.html.document_fromstring(response.text)
    focused = next(iter(document.xpath("//*[@autofocus]")), None)  # a browser gives it to the first
    if focused is None or (focused.get("role"), focused.get("tabindex")) != ("alert", "-1"):
        return "the focus is not on a summary"
    order = list(document.iter())
    if not focused.text_content().strip() or order.index(focused) > order.index(_first_field(document)):
        return "it is empty, or below the form"
    ids = set(document.xpath("//@id"))
    nowhere = [link for link in focused.xpath(".//a/@href") if link.startswith("#") and link[1:] not in ids]
    return f"these links lead nowhere: {nowhere}" if nowhere else ""


def _first_field(document):
    return document.xpath("(//main|//*[@id='content'])//form[@method='post']//*[@name]")[0]
