"""The roof: every address of the site. Only this module and the settings name both apps."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from programmes.public.urls import service_urlpatterns

urlpatterns = [
    *service_urlpatterns,
    path("admin/", admin.site.urls),
    path("api/", include("programmes.public.api.urls")),
    *i18n_patterns(
        path("account/", include("embassy.account_urls")),
        path("work/", include("programmes.public.preview_urls")),
        path("work/", include("programmes.workspace.urls")),
        path("", include("programmes.public.urls")),
    ),
]

# 403 and 404 are Django's own, with templates of ours; an old CSRF token: embassy/refusals.py.
handler400 = "embassy.bad_requests.bad_request_page"
handler500 = "embassy.outage.error_page"
