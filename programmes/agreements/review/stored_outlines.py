"""Outlines as they were stored by earlier readers, brought to the shape of today's."""

import re
from typing import Any

# Until November 2026 a question was stored with its English sentence, and some of its values stood in that alone.
_SENTENCES = {
    "track_kind": re.compile(r"“(?P<title>.+)” tells no kind"),
    "same_body": re.compile(r"“(?P<name>.+)” is called (?P<acronyms>.+)\. Which"),
    "basis_ends": re.compile(r"“(?P<title>.+)” ends in (?P<year>\d{4})"),
    "numbering": re.compile(r"goes from (?P<before>\S+) to (?P<after>\S+?)\. "),
}


def current_shape(outline: dict[str, Any]) -> dict[str, Any]:
    """The outline with every question as its code, place and parameters. The stored one is not changed."""
    extra = outline["x"]
    if all("parameters" in question for question in extra["questions"]):
        return outline
    questions = [_with_parameters(question) for question in extra["questions"]]
    return {**outline, "x": {**extra, "questions": questions}}


def _with_parameters(question: dict[str, Any]) -> dict[str, Any]:
    if "parameters" in question:
        return question
    code = question["code"]
    pattern = _SENTENCES.get(code)
    match = pattern.search(question["message"]) if pattern else None
    parameters: dict[str, Any] = match.groupdict() if match else {}
    if "acronyms" in parameters:
        parameters["acronyms"] = parameters["acronyms"].split(" and ")
    if code == "basis_ends" and match:
        parameters["year"] = int(match["year"])
    parameters |= {key: value for key, value in question.items() if key not in {"code", "message", "place"}}
    if pattern and not parameters:
        parameters = {"message": question["message"]}  # shown as it is
    return {"code": code, "place": question["place"], "parameters": parameters}
