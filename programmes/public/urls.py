"""The public pages, under /da/ and /en/, and the addresses outside the languages."""

from django.urls import path, register_converter

from programmes.public import overviews, service, views
from programmes.public.converters import FormatConverter
from programmes.public.downloads import calendars, feeds, files, open_data, programme_pdf
from programmes.public.search import view

register_converter(FormatConverter, "format")

app_name = "public"

# Pages of our own come first: no country may take their names, and no programme `timeline` (RESERVED_SLUGS).
urlpatterns = [
    path("", views.front, name="front"),
    path("about/", views.about, name="about"),
    path("about/data/", open_data.page, name="open-data"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("privacy/", views.privacy, name="privacy"),
    path("search/", view.search, name="search"),
    path("sdg/<int:number>/", views.sdg, name="sdg"),
    path("sector/<slug:slug>/", views.sector, name="sector"),
    path("organisation/<slug:slug>/", views.organisation, name="organisation"),
    path("track-kind/<slug:kind>/", views.track_kind, name="track-kind"),
    path("sdg/<int:number>/commitments.<format:format>", files.sdg, name="sdg-list"),
    path("sector/<slug:slug>/commitments.<format:format>", files.sector, name="sector-list"),
    path(
        "organisation/<slug:slug>/commitments.<format:format>",
        files.organisation,
        name="organisation-list",
    ),
    path("track-kind/<slug:kind>/commitments.<format:format>", files.track_kind, name="track-kind-list"),
    path("changes.atom", feeds.everything, name="feed"),
    path("sdg/<int:number>/changes.atom", feeds.sdg, name="sdg-feed"),
    path("sector/<slug:slug>/changes.atom", feeds.sector, name="sector-feed"),
    path("organisation/<slug:slug>/changes.atom", feeds.organisation, name="organisation-feed"),
    path("track-kind/<slug:kind>/changes.atom", feeds.track_kind, name="track-kind-feed"),
    path("statistics/", overviews.statistics, name="statistics"),
    path("statistics/<slug:key>.svg", overviews.picture, name="statistics-picture"),
    path("statistics/commitments/", overviews.statistics_list, name="statistics-list"),
    path("statistics/commitments/commitments.<format:format>", files.statistics, name="statistics-file"),
    path("matrix/", overviews.matrix, name="matrix"),
    path("matrix/commitments/", overviews.matrix_list, name="matrix-list"),
    path("matrix/commitments/commitments.<format:format>", files.matrix, name="matrix-file"),
    path("<slug:country>/", views.country, name="country"),
    path("<slug:country>/timeline/", overviews.timeline, name="timeline"),
    path("<slug:country>/changes.atom", feeds.country, name="country-feed"),
    path("<slug:country>/calendar.ics", calendars.country, name="country-calendar"),
    path("<slug:country>/<slug:programme>/", views.programme, name="programme"),
    path(
        "<slug:country>/<slug:programme>/commitments.<format:format>",
        files.programme,
        name="programme-list",
    ),
    path(
        "<slug:country>/<slug:programme>/publication.pdf",
        programme_pdf.programme_file,
        name="programme-publication",
    ),
    path("<slug:country>/<slug:programme>/changes.atom", feeds.programme, name="programme-feed"),
    path("<slug:country>/<slug:programme>/calendar.ics", calendars.programme, name="programme-calendar"),
    path("<slug:country>/<slug:programme>/text/", views.agreement_text, name="agreement-text"),
    path("<slug:country>/<slug:programme>/<number:number>/", views.commitment, name="commitment"),
]

# Outside the languages, without a namespace.
service_urlpatterns = [
    path("", service.home, name="home"),
    path("was", service.was, name="was"),
    path("robots.txt", service.robots, name="robots"),
    path("sitemap.xml", service.sitemap, name="sitemap"),
    path(".well-known/security.txt", service.security_txt, name="security-txt"),
    path("healthz", service.healthz, name="healthz"),
    path("readyz", service.readyz, name="readyz"),
]
