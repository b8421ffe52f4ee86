"""Pages read for an earlier day: `?on=2023-08-18` in the address. What knows no days refuses it."""

import datetime as dt
import re
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from embassy import clock
from embassy.context import site_of
from programmes.public.asking import Problem, shown
from programmes.public.pages.as_of import AsOf, register_began_on
from programmes.public.refusals import described, language_of
from programmes.words.strings import date_words

API = "/api/"
SHAPE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


# What a view carries that does what an address says of a day; every other public view refuses one.
KNOWS_DAYS = "knows_days"
Made = TypeVar("Made", bound=Callable[..., HttpResponse])


class NotThen(Exception):
    """The page cannot be shown for the day that was asked for; the words say why."""


def dated(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give a view the day that the address asks for as `as_of`, None for today; where there is no such page, 404.

    Pages of earlier days are kept out of search engines, which should know of today's.
    """

    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        value = ", ".join(days_asked_for(request))
        try:
            as_of = _as_of(request, value) if value else None
            response = view(request, *args, as_of=as_of, **kwargs)
        except NotThen as reason:
            context = {
                "reason": str(reason),
                "today_url": _without_day(request),
                "on": value[:10],
                KNOWS_DAYS: True,
            }
            return render(request, "public/not_then.html", context, status=404)
        if as_of:
            response["X-Robots-Tag"] = "noindex"
        return response

    return knows_days(page)


def knows_days(view: Made) -> Made:
    """Say of a view that it does what the address says of a day, so that it is not refused."""
    view.__dict__[KNOWS_DAYS] = True
    return view


def days_asked_for(request: HttpRequest) -> list[str]:
    """The days in an address, each once; a form that was left empty asks for none."""
    return list(dict.fromkeys(filter(None, map(str.strip, request.GET.getlist("on")))))


def refuses_day(view: Callable[..., HttpResponseBase], request: HttpRequest) -> bool:
    """Whether an address asks for a day of something that is only there as it is today."""
    return not getattr(view, KNOWS_DAYS, False) and bool(days_asked_for(request))


def day_refused(request: HttpRequest) -> HttpResponse:
    """422: today's page, file or answer must not pass for that of another day."""
    with language_of(request):
        words = _("This is only shown as it is today. Leave “on” out of the web address.")
    if request.path.startswith(API):
        asked = ", ".join(days_asked_for(request))
        problem = Problem("day_refused", "on", shown(asked), words)
        return JsonResponse({"detail": [described(problem)]}, status=422)
    if not request.path.endswith("/"):
        return HttpResponse(f"{words}\n", content_type="text/plain; charset=utf-8", status=422)
    context = {"reason": words, "today_url": _without_day(request)}
    return render(request, "public/not_then.html", context, status=422)


def require_statuses(as_of: AsOf | None) -> None:
    """Raises NotThen where a day has no statuses that could be counted."""
    if as_of and not as_of.has_statuses:
        began_on = date_words(as_of.began_on)
        raise NotThen(_("Statuses are recorded here from %(date)s.") % {"date": began_on})


def _as_of(request: HttpRequest, value: str) -> AsOf | None:
    day, now = _day(value), clock.now()
    today = clock.public_day(now)
    if day > today:
        raise NotThen(_("%(date)s is in the future.") % {"date": date_words(day)})
    if day == today:
        return None
    return AsOf(
        day=day,
        began_on=register_began_on(at=now),
        address=f"{site_of(request)}{request.get_full_path()}",
        today_url=_without_day(request),
    )


def _day(value: str) -> dt.date:
    try:
        if SHAPE.fullmatch(value):
            return dt.date.fromisoformat(value)
    except ValueError:
        pass  # 30 February
    raise NotThen(_("“%(value)s” is not a day. Write it as in 2023-08-18.") % {"value": value[:40]})


def _without_day(request: HttpRequest) -> str:
    query = request.GET.copy()
    query.pop("on", None)
    return f"{request.path}?{query.urlencode()}" if query else request.path
