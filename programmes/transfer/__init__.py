"""Plans in and out of files, whole, both ways; no HTTP in it.

columns, widgets, sheets/    what the columns of each kind of row are, on django-import-export's resources
formats/                     out: flat CSV and XLSX, the workbook, JSON
reading/                     in: from bytes to rows of cells, in a child process that knows no Django
examine                      what a file would do, row by row: the preview, which writes nothing
writing                      the same rows written, many at once
imports                      an upload from preview to applied and undone
"""
