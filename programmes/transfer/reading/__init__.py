"""From bytes to rows of cells. Runs in the child process of `programmes.intake`, so nothing here imports Django.

Every reader is a generator of pages and rows, in the order of the file:
    ["file", number of pages]
    ["page", name, notes]                  a sheet, a list of the JSON, or the one table of a CSV
    ["rows", [[row number, [cells]], …]]   some of its rows; blank ones are left out
"""
