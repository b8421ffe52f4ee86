"""The programme page as Django's own tutorial would have it: instances with prefetch, a template that asks them, and a
filter form over QuerySets. It shows the same commitments with the same facts, and is what ours is measured against.
"""

from functools import cache

import django_filters
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template import engines
from django.urls import path, reverse
from django.utils import translation

from programmes.models import SDG, Commitment, Organisation, PriorityArea, Programme, Sector
from programmes.statuses import PublicStatus
from tests.bench import data
from tests.bench.figures import Figure
from tests.bench.measure import Server, ratio

LEAST_FASTER = 3

TEMPLATE = """{% extends "base.html" %}{% load i18n %}
{% block title %}{{ programme.title_en }}{% endblock %}
{% block content %}
<h1>{{ programme.title_en }}</h1>
<form>{{ filter.form.as_p }}<button type="submit">{% translate "Show" %}</button></form>
{% regroup filter.qs by area as areas %}
{% for area in areas %}<section><h2>{{ area.grouper.number }} {{ area.grouper.title_en }}</h2>
{% regroup area.list by track as tracks %}
{% for track in tracks %}<h3>{{ track.grouper.title }} ({{ track.grouper.get_kind_display }})</h3><ul>
{% for commitment in track.list %}<li><span class="row-number">{{ commitment.number }}</span>
<div><a class="row-title" href="{% url 'public:commitment' country programme.slug commitment.number %}">
{{ commitment.plain_title_en|default:commitment.current_wording.text|truncatechars:120 }}</a>
<span class="row-who">{% for held in commitment.responsibilities.all %}{{ held.organisation.acronym|default:held.organisation.name_en }}{% if not forloop.last %} · {% endif %}{% endfor %}</span></div>
<div class="row-status"><span class="status status-{{ commitment.public_status }}">{{ commitment.get_public_status_display }}</span>
{% if commitment.public_report %}<span class="status-since">{% translate "as of" %} {{ commitment.public_report.as_of_on|date }}</span>{% endif %}</div></li>
{% endfor %}</ul>{% endfor %}</section>{% endfor %}
{% endblock %}"""  # noqa: E501


class PlainFilter(django_filters.FilterSet):
    area = django_filters.ModelMultipleChoiceFilter(queryset=PriorityArea.objects.all())
    organisation = django_filters.ModelMultipleChoiceFilter(
        field_name="responsibilities__organisation", queryset=Organisation.objects.all()
    )
    sector = django_filters.ModelMultipleChoiceFilter(field_name="sectors", queryset=Sector.objects.all())
    sdg = django_filters.ModelMultipleChoiceFilter(field_name="sdgs", queryset=SDG.objects.all())
    status = django_filters.MultipleChoiceFilter(field_name="public_status", choices=PublicStatus.choices)
    kind = django_filters.MultipleChoiceFilter(choices=Commitment.Kind.choices)
    q = django_filters.CharFilter(field_name="current_wording__text", lookup_expr="icontains")

    class Meta:
        model = Commitment
        fields = ()


@cache
def _template():
    return engines["django"].from_string(TEMPLATE)


@login_not_required
def plain_programme(request, country, slug):
    programme = get_object_or_404(
        Programme.objects.published().select_related("partnership__country"),
        slug=slug, partnership__country__slug=country,
    )  # fmt: skip
    commitments = (
        Commitment.objects.published()
        .filter(programme=programme)
        .select_related("area", "track", "public_report", "current_wording")
        .prefetch_related("responsibilities__organisation", "sectors", "sdgs")
        .order_by("area__number", "track__position", "position")
    )
    found = PlainFilter(request.GET, queryset=commitments)
    context = {"programme": programme, "filter": found, "country": country}
    return HttpResponse(_template().render(context, request))


urlpatterns = [path("en/plain/<slug:country>/<slug:slug>/", plain_programme, name="plain-programme")]


def figures():
    """Yield the figure."""
    data.content()
    programme = data.programme_of(80, starts_on=2081)
    with translation.override("en"):
        ours = reverse("public:programme", args=["south-korea", programme.slug])
    theirs, server = f"/en/plain/south-korea/{programme.slug}/", Server()
    if server.get(theirs).count(b'class="row-title"') != server.get(ours).count(b'class="row-title"'):
        raise RuntimeError("The two pages do not show the same commitments.")
    times = ratio(lambda: server.get(theirs), lambda: server.get(ours), yardsticks=2)
    yield Figure("cold programme page, times as fast as a plain one", round(times, 2), None, "", LEAST_FASTER)
