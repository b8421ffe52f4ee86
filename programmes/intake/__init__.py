"""Files from outside: gates that look at the bytes, and a child process in which they are parsed.

    format = gates.check(data, name, allowed={"xlsx", "csv"})
    rows = child.run("programmes.transfer.reading.sheets:read", data, format=format)

Both raise Refused with one sentence for the person who sent the file. Nothing here touches the database, and what
the child imports knows nothing of Django, so that it starts in a moment.
"""
