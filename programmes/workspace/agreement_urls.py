"""Addresses of agreement texts and their review, below /<language>/work/."""

from django.urls import path

from programmes.workspace.views import agreement_bodies, agreement_drafts, agreements

ONE = "agreements/<int:pk>/"

urlpatterns = [
    path("agreements/", agreements.past, name="agreement-list"),
    path("agreements/new/", agreements.upload, name="agreement-new"),
    path(ONE, agreements.review, name="agreement-detail"),
    path(f"{ONE}file/", agreements.as_file, name="agreement-file"),
    path(f"{ONE}organisations/", agreement_bodies.bodies, name="agreement-bodies"),
    path(f"{ONE}make/", agreement_drafts.make, name="agreement-make"),
    path(f"{ONE}publish/", agreement_drafts.publish, name="agreement-publish"),
    path(f"{ONE}compare/", agreement_drafts.compare, name="agreement-compare"),
    path(f"{ONE}discard/", agreement_drafts.discard, name="agreement-discard"),
    path(f"{ONE}undo/", agreement_drafts.undo, name="agreement-undo"),
    path(f"{ONE}take-back/", agreements.take_back, name="agreement-take-back"),
    path(f"{ONE}<slug:name>/", agreements.item, name="agreement-item"),
]
