"""The heart of the public pages: what it costs beside a hello-world, how many queries it makes, what its form takes."""

from django.http import QueryDict
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from embassy import clock
from programmes.public.filters import filter_commitments
from programmes.public.pages.programme import programme_page
from programmes.public.views import published_programmes
from tests.bench import data
from tests.bench.figures import Figure
from tests.bench.measure import Server, queries, ratio

# What `django-admin startproject` gives, in front of a view that only says hello.
STARTPROJECT = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
MOST_HELLOS, MOST_QUERIES, LARGEST_SHARE = 60, 12, 0.25


def figures():
    """Yield the figures, one after another."""
    data.content()
    small, usual, large = (
        data.programme_of(size, starts_on=starts_on)
        for size, starts_on in ((10, 2031), (80, 2041), (200, 2051))
    )
    product, plain = Server(), Server(STARTPROJECT)
    with translation.override("en"):
        paths = [
            reverse("public:programme", args=["south-korea", programme.slug])
            for programme in (small, usual, large)
        ]

    def page():
        product.get(paths[1])

    def hello():
        plain.get("/hello-world/")

    yield Figure(
        "programme page of 80 commitments, CPU",
        round(ratio(page, hello), 1),
        MOST_HELLOS,
        "hello-worlds",
    )
    at_10, at_200 = (queries(lambda path=path: product.get(path)) for path in (paths[0], paths[2]))
    yield Figure("programme page of 10 commitments, queries", at_10, MOST_QUERIES)
    yield Figure("programme page of 200 commitments, queries", at_200, MOST_QUERIES)
    yield Figure("programme page, queries more at 200 than at 10", at_200 - at_10, 0)
    share = round(ratio(lambda: draw_form(usual), page, yardsticks=4), 3)
    yield Figure("programme page of 80 commitments, share of the filter form", share, LARGEST_SHARE)


def draw_form(programme):
    """Only the filters of the page: their choices and their HTML."""
    with translation.override("en"):
        page = drawn_page(programme)
        filters = filter_commitments(page, QueryDict(), at=clock.now())
        render_to_string("components/filters.html", {"filters": filters, "page": page})


def drawn_page(programme, _kept={}):  # noqa: B006 - made once, since it is not what is measured
    if programme.pk not in _kept:
        found = next(row for row in published_programmes("south-korea") if row.pk == programme.pk)
        _kept[programme.pk] = programme_page(found, at=clock.now())
    return _kept[programme.pk]
