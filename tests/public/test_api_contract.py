"""The programming interface, read by a program that knows nothing of it but its own description.

That program is schemathesis. It asks the site, as a server runs it, for what the OpenAPI document allows and for what
it forbids, and holds every answer to the document: the status, the type, the headers, the body with the formats of its
dates, and that what is forbidden is refused. What answers ought to say is the matter of test_api.py.
"""

from collections import Counter
from urllib.parse import parse_qsl, urlsplit

import hypothesis
import pytest
from hypothesis.internal.conjecture import engine
from hypothesis.strategies._internal import collections

from embassy import clock
from programmes.actions import current
from programmes.content.load import load_content
from programmes.models import Commitment
from programmes.statuses import Status
from tests import factories
from tests.public.api_paths import PATHS
from tests.public.wsgi_client import page_cache

DOCUMENT = "/api/openapi.json"
# By what each list names its rows; under that name one of them is asked for.
LISTS = {
    "/api/partnerships": "country",
    "/api/programmes": "reference",
    "/api/commitments": "reference",
    "/api/organisations": "slug",
}
FILTERS = {
    "country": "/api/partnerships",
    "programme": "/api/programmes",
    "organisation": "/api/organisations",
}
NAMING = {*FILTERS, "area", "sector"}
# Werkzeug's client, through which schemathesis asks a WSGI application, does not undo compression.
PLAIN = {"Accept-Encoding": "identity"}
ASKED = "requests to the programming interface, each answer held to its description"


@pytest.fixture(scope="module")
def schemathesis():
    """The package. What it changes in Hypothesis, for the whole process, ends with this module.

    It keeps Hypothesis from printing the example that failed, in everybody's tests; so its pytest plugin, which would
    do that from the start, is switched off in pyproject.toml.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(hypothesis.core, "RepresentationPrinter", hypothesis.core.RepresentationPrinter)
        for module in (hypothesis.core, engine, collections):
            patch.setattr(module, "BUFFER_SIZE", module.BUFFER_SIZE)
        import schemathesis

        yield schemathesis


class Site:
    """The site as a server runs it, and how often it has answered a method with a status."""

    def __init__(self):
        self.application, self.answers = page_cache(), Counter()

    def __call__(self, environ, start_response):
        def begin(status, headers, *rest):
            self.answers[environ["REQUEST_METHOD"], int(status[:3])] += 1
            return start_response(status, headers, *rest)

        return self.application(environ, begin)


@pytest.fixture
def site(transactional_db, settings):
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "localhost"]
    return Site()


@pytest.fixture
def content(transactional_db, settings):
    """The real partnerships, and what they do not have yet: each status, each kind of report, an odd reference."""
    load_content(settings.BASE_DIR / "fixtures")
    *reported, shown, withheld, withdrawn = Commitment.objects.published()[: len(Status) + 3]
    for commitment, status in zip(reported, Status, strict=True):
        factories.report(commitment, status=status, evidence_url="https://example.org/study", is_final=True)
    factories.report(shown, state="withdrawn", at=clock.now() - clock.ONE_DAY)
    factories.report(shown, is_demo=True, evidence="The minutes.", summary_language="da")
    withheld.status_visibility, withdrawn.withdrawn_on = "withheld", "2023-05-01"
    for commitment in (withheld, withdrawn):
        commitment.save()
    current.refresh([withheld, withdrawn], at=clock.now())
    odd = factories.programme(reference="KR-2022-2-A", slug="2022-a", starts_on="2022", is_complete=False)
    for number in ("1", "1.2.3"):
        factories.commitment(odd, number=number)


@pytest.fixture
def described(schemathesis, site, content, reader):
    """The description that the site gives of itself, and names to ask by: chance would hit on nothing that is there."""
    names = {
        path: [row[name] for row in reader.get(path, {"limit": 200}).json()["items"]]
        for path, name in LISTS.items()
    }
    config = {
        "analysis": {"constants": {"enabled": False}},  # words of our code, in the same hope
        "dictionaries": {path: {"values": found} for path, found in names.items()},
        "parameters": {
            f"query.{name}": {"dictionary": path, "probability": 0.1} for name, path in FILTERS.items()
        },
        "operations": [
            {
                "include-path": one_of(path),
                "parameters": {f"path.{name}": {"dictionary": path, "probability": 0.5}},
            }
            for path, name in LISTS.items()
        ],
    }
    found = schemathesis.openapi.from_wsgi(DOCUMENT, site, config=schemathesis.Config.from_dict(config))

    @found.hook
    def filter_query(_context, query):
        return all(is_sent_as_made(value) for value in (query or {}).values())

    site.answers.clear()
    return found


def is_sent_as_made(value):
    """Of lists and objects in a parameter, Werkzeug's client sends other text than schemathesis believes it did."""
    parts = value if isinstance(value, list) else [value]
    return not any(isinstance(part, dict | list) for part in parts)


def one_of(path):
    """The address of one row of a list."""
    return f"{path}/{{{LISTS[path]}}}"


def answer(case, **headers):
    """The answer to a request, held to the description; that a name is none of ours, no description can know before."""
    from schemathesis.specs.openapi.checks import positive_data_acceptance

    response = case.call(headers={**PLAIN, **headers})
    problems = response.json()["detail"] if response.status_code == 422 else []
    is_well_formed = problems and all(
        problem["type"] == "unknown_value" and problem["loc"][-1] in NAMING for problem in problems
    )
    case.validate_response(response, excluded_checks=[positive_data_acceptance] if is_well_formed else [])
    return response


def test_the_description_is_an_openapi_document(schemathesis, site):
    document = schemathesis.openapi.from_wsgi(DOCUMENT, site)
    document.validate()
    assert {operation.ok().path for operation in document.get_all_operations()} == set(PATHS)


@pytest.mark.trials
@pytest.mark.parametrize("path", LISTS)
def test_whatever_is_asked_the_answer_is_as_described(schemathesis, described, site, tried, path):
    modes = list(schemathesis.GenerationMode)  # what is allowed, and what is not
    for place, statuses in ((path, {200, 422}), (one_of(path), {200, 404, 422})):
        operation = described[place]["GET"]
        ask_at_the_edges(described, operation, modes)
        for mode in modes:
            ask_at_random(operation, mode)
        # Had one of these never come, nothing would have been tried.
        assert {status for method, status in site.answers if method == "GET"} == statuses
        assert {
            status for method, status in site.answers if method in {"POST", "PUT", "PATCH", "DELETE"}
        } == {405}
        tried(ASKED, site.answers.total())
        site.answers.clear()


def ask_at_the_edges(described, operation, modes):
    """The first and last values that each parameter may have, those beyond, and methods that there are not."""
    config = described.config.generation_for(operation=operation)
    for case in described.iter_coverage_cases(operation, generation_modes=modes, generation_config=config):
        answer(case)


def ask_at_random(operation, mode):
    @hypothesis.settings(
        suppress_health_check=[hypothesis.HealthCheck.too_slow, hypothesis.HealthCheck.filter_too_much]
    )
    @hypothesis.given(operation.as_strategy(generation_mode=mode))
    def ask(case):
        answer(case)

    ask()


def test_every_page_of_a_list_and_every_row_is_as_described(described, site, tried):
    """And so is what a reader is told who has the page already."""
    for path, name in LISTS.items():
        found, asked = [], {"limit": "7"}
        while asked:
            case = described[path]["GET"].Case(query=asked)
            page = answer(case)
            (etag,) = page.headers["etag"]
            assert answer(case, **{"If-None-Match": etag}).status_code == 304
            found += [row[name] for row in page.json()["items"]]
            asked = dict(parse_qsl(urlsplit(page.json()["next"] or "").query))
        assert len(found) == len(set(found)) > 7
        for row in found:
            case = described[one_of(path)]["GET"].Case(path_parameters={name: row})
            assert answer(case).json()[name] == row
    tried(ASKED, site.answers.total())


def test_an_answer_that_is_not_as_described_is_noticed(described):
    """Or else all of the above would pass whatever the site said."""
    case = described["/api/partnerships"]["GET"].Case()
    for told, instead in [
        (b'"name": {', b'"called": {'),
        (b'"iso2": "KR"', b'"iso2": 82'),
        (b'"agreed_on": "2023-', b'"agreed_on": "May 2023-'),
        (b'"url": "https://', b'"url": "find it at '),
    ]:
        response = case.call(headers=PLAIN)
        assert told in response.content
        response.content = response.content.replace(told, instead)
        with pytest.raises(BaseExceptionGroup, match="Response violates schema"):
            case.validate_response(response)
    del response.headers["etag"]
    with pytest.raises(BaseExceptionGroup, match="headers are missing"):
        case.validate_response(response)
