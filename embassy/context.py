"""What every page may need to know about the site."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

OTHER_LANGUAGE = {"da": ("en", "English"), "en": ("da", "Dansk")}


def site(request: HttpRequest) -> dict[str, Any]:
    """The operator, whether search engines are welcome yet, and this page in the other language.

    Reads neither session nor user.
    """
    return {
        "operator": settings.OPERATOR,
        "is_open_to_search_engines": is_open_to_search_engines(),
        "other_language": other_language(request),
    }


def is_open_to_search_engines() -> bool:
    """Search engines are kept out until the operator has said who runs the site."""
    return all(settings.OPERATOR[part] for part in ("name", "email", "phone"))


def site_of(request: HttpRequest) -> str:
    """The address that links in files and heads begin with: the one that is set, else the one that was asked."""
    return settings.SITE_URL or request.build_absolute_uri("/").rstrip("/")


def other_language(request: HttpRequest) -> dict[str, str] | None:
    """The same page in the other language, named in that language; None where a page has no language in its address."""
    active = get_language()
    if active not in OTHER_LANGUAGE or not request.path.startswith(f"/{active}/"):
        return None
    code, name = OTHER_LANGUAGE[active]
    return {"code": code, "name": name, "path": f"/{code}{request.get_full_path()[len(active) + 1 :]}"}
