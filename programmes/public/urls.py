"""The public pages, under /da/ and /en/, and the addresses outside the languages."""

from django.urls import path, register_converter

from programmes.public import service, views
from programmes.public.converters import NumberConverter

register_converter(NumberConverter, "number")

app_name = "public"

# Pages of our own come first: no country may take their names (Country.RESERVED_SLUGS).
urlpatterns = [
    path("", views.front, name="front"),
    path("about/", views.about, name="about"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("privacy/", views.privacy, name="privacy"),
    path("search/", views.search, name="search"),
    path("sdg/<int:number>/", views.sdg, name="sdg"),
    path("sector/<slug:slug>/", views.sector, name="sector"),
    path("organisation/<slug:slug>/", views.organisation, name="organisation"),
    path("<slug:country>/", views.country, name="country"),
    path("<slug:country>/<slug:programme>/", views.programme, name="programme"),
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
