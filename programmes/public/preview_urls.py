"""Previews of the public pages of one programme, among the staff's addresses, below /<language>/work/."""

from django.urls import path

from programmes.public import preview

ABOVE = "<reference:reference>/preview/"

app_name = "preview"
urlpatterns = [
    path(ABOVE, preview.programme, name="programme"),
    path(f"{ABOVE}text/", preview.text, name="text"),
    path(f"{ABOVE}<number:number>/", preview.commitment, name="commitment"),
]
