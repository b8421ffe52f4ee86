"""Addresses of importing and exporting, below /<language>/work/."""

from django.urls import path

from programmes.workspace.views import exports, imports

urlpatterns = [
    path("import/", imports.past, name="import-list"),
    path("import/new/", imports.upload, name="import-new"),
    path("import/<int:pk>/", imports.show, name="import-detail"),
    path("import/<int:pk>/preview.txt", imports.as_file, name="import-file"),
    path("import/<int:pk>/apply/", imports.apply, name="import-apply"),
    path("import/<int:pk>/again/", imports.again, name="import-again"),
    path("import/<int:pk>/discard/", imports.discard, name="import-discard"),
    path("import/<int:pk>/undo/", imports.undo, name="import-undo"),
    path("export/", exports.choose, name="export"),
    path("export/template/<slug:format>/", exports.template, name="export-template"),
    path("export/lists/<slug:code>/<slug:format>/", exports.shared_list, name="export-list"),
    path("export/<reference:reference>/<slug:format>/", exports.programme, name="export-programme"),
]
