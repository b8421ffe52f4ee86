"""Plans in and out of files, whole, both ways; no HTTP in it.

columns, widgets, sheets/    what the columns of each kind of row are, on django-import-export's resources
formats/                     out: flat CSV and XLSX, the workbook, JSON
reading/                     in: from bytes to rows of cells, in a child process that knows no Django
files, page_rows             pages that are recognised, and their rows as a person sees them
cleaning, structure          from cells to plain values, and the areas and tracks that flat rows speak of
places                       where each row stands first, over all files and sheets of a plan
examine, remarks             what the rows would do, and what to look at again: the preview, which writes nothing
writing                      the same rows written, many at once
imports                      an upload from preview to applied and undone
"""
