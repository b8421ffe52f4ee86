"""Pages read for an earlier day: `?on=2023-08-18` in the address."""

import datetime as dt
import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from embassy import clock
from embassy.context import site_of
from programmes.public.pages.as_of import AsOf, register_began_on
from programmes.words.strings import date_words

SHAPE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class NotThen(Exception):
    """The page cannot be shown for the day that was asked for; the words say why."""


def dated(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give a view the day that the address asks for as `as_of`, None for today; where there is no such page, 404.

    Pages of earlier days are kept out of search engines, which should know of today's.
    """

    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        value = request.GET.get("on", "").strip()
        try:
            as_of = _as_of(request, value) if value else None
            response = view(request, *args, as_of=as_of, **kwargs)
        except NotThen as reason:
            context = {"reason": str(reason), "today_url": _without_day(request), "on": value[:10]}
            return render(request, "public/not_then.html", context, status=404)
        if as_of:
            response["X-Robots-Tag"] = "noindex"
        return response

    return page


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
