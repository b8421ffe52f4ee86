"""Pages that look over a partnership, or over all of them: fetch what is published, read it, render it."""

from django.shortcuts import get_object_or_404, render

from embassy import clock
from programmes.models import Partnership
from programmes.public.pages import public_page
from programmes.reports.timeline import timeline_of


@public_page
def timeline(request, country):
    partnership = get_object_or_404(
        Partnership.objects.published().select_related("country"), country__slug=country
    )
    context = {"page": timeline_of(partnership, at=clock.now()), "section": "partnerships"}
    return render(request, "public/timeline.html", context)
