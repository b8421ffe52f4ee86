"""A made-up agreement as plain text, in many forms: marks, numbers, widths, pages, contents, prose, web pages."""

import textwrap

from programmes.agreements.reader.formats.word_lists import numeral

AREA_STYLES = [
    "number",
    "roman",
    "letter",
    "article",
    "article-line",
    "chapter",
    "area",
    "caps",
    "plain",
    "underlined",
    "bare",
]
TRACK_STYLES = ["plain", "letter", "decimal", "bullet"]
MARKS = [
    "•",
    "\uf0b7",
    "▪",
    "➢",
    "-",
    "–",
    "*",
    "o",
    "(a)",
    "a)",
    "1.",
    "(1)",
    "1)",
    "(i)",
    "decimal",
    "indent",
    "first-line",
]


def area_heading(made, style, number, title):
    w = made.words
    return {
        "number": f"{number}. {title}", "roman": f"{numeral(number, 'upperRoman')}. {title}", "letter": f"{chr(64 + number)}. {title}",
        "article": f"{w['article']} {number}: {title}", "article-line": f"{w['article']} {number}\n{title}", "chapter": f"{w['chapter']} {number} – {title}",
        "area": f"{w['area']} {number}: {title}", "caps": title.upper(), "plain": title, "underlined": f"{title}\n{'=' * len(title)}",
        "bare": f"{number} {title}", "decimal": f"{number} {title}",
    }[style]  # fmt: skip


def track_heading(style, area, number, title):
    return {
        "plain": title,
        "letter": f"{chr(64 + number)}. {title}",
        "decimal": f"{area}.{number} {title}",
        "bullet": f"• {title}:",
    }[style]


def mark_of(style, area, track, number):
    if style == "decimal":
        return f"{area}.{track}.{number}" if track else f"{area}.{number}"
    counted = {"(a)": f"({chr(96 + number)})", "a)": f"{chr(96 + number)})", "1.": f"{number}.", "(1)": f"({number})", "1)": f"{number})",
               "(i)": f"({numeral(number, 'lowerRoman')})"}  # fmt: skip
    return counted.get(style, style)


def _wrap(text, width, first="", rest=""):
    return textwrap.fill(
        text,
        width,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=True,
    ).split("\n")


def paragraphs(made, rng, *, area_style=None, track_style=None, mark=None, lead=None, width=None, gap=None, hang=None,
               preamble=True, pillars=None, final=True, signing=True, contents=False, contents_pages=True, preamble_heading=None):  # fmt: skip
    """Lines of the whole text."""
    area_style = area_style or rng.choice(AREA_STYLES)
    mark = mark or rng.choice(MARKS)
    width = width or rng.choice([64, 72, 80, 92, 100, 110])
    gap = rng.choice([True, False]) if gap is None else gap
    hang = rng.choice([True, True, False]) if hang is None else hang
    track_style = track_style or _fitting(rng, area_style, mark)
    lead = (rng.random() < 0.3) if lead is None else lead
    out = [*_wrap(made.title, width), ""]
    if contents:
        out += [*_contents(made, rng, area_style, contents_pages), ""]
    if preamble:
        if preamble_heading or (preamble_heading is None and rng.random() < 0.3):
            out += [
                made.words["preamble_heading"].upper()
                if area_style == "caps"
                else made.words["preamble_heading"],
                "",
            ]
        for text in made.preamble:
            out += [*_wrap(text, width), ""]
    if pillars or (pillars is None and rng.random() < 0.25):
        out += [made.words["pillars"], *[f"• {title}" for title, _i, _t in made.areas], ""]
    for number, (title, intro, tracks) in enumerate(made.areas, start=1):
        out += [*area_heading(made, area_style, number, title).split("\n"), ""]
        out += [*_wrap(intro, width), ""] if intro else []
        for place, (track, items) in enumerate(tracks, start=1):
            if track:
                out += [*track_heading(track_style, number, place, track).split("\n"), ""]
            if lead:
                out += [made.words["lead"][number % len(made.words["lead"])], *([""] if gap else [])]
            for at, item in enumerate(items, start=1):
                out += item_lines(
                    item,
                    mark,
                    (number, place if track else 0, at),
                    width,
                    hang,
                    track_style == "bullet" and bool(track),
                )
                out += [""] if gap else []
            out += [] if gap else [""]
    if final:
        out += final_lines(made, area_style, len(made.areas) + 1, width)
    if signing:
        out += [
            "",
            made.fill(made.words["done"]),
            "",
            *[f"{made.fill(s)}:\n\nAnne Berg, Minister\n" for s in made.words["signing"]],
        ]
    return "\n".join(out).split("\n")


def _fitting(rng, area_style, mark):
    if mark == "decimal":
        return "decimal"
    if area_style == "letter" or mark in ("(a)", "a)"):
        return "plain"
    if area_style in ("number", "bare"):
        return rng.choice(["plain", "decimal", "letter"])
    return rng.choice(["plain", "letter"] if area_style != "plain" else ["bullet", "letter"])


def item_lines(item, mark, place, width, hang, nested=False):
    base = "   " if nested else ""
    if mark == "indent":
        out = _wrap(item.text, width, "    ", "    ")
        return [*out, *[f"      - {s}" for s in item.subs]] if item.subs else out
    if mark == "first-line":
        return _wrap(item.text, width, " ", "")
    drawn = mark_of(mark, *place)
    rest = base + (" " * (len(drawn) + 1) if hang else "")
    out = _wrap(item.text, width, f"{base}{drawn} ", rest)
    sub = "–" if mark != "–" else "-"
    return out + [f"{base}    {sub} {text}" for text in item.subs]


def final_lines(made, style, number, width):
    title, provisions = made.words["final"]
    out = [*area_heading(made, style, number, title).split("\n"), ""]
    for at, text in enumerate(provisions, start=1):
        out += _wrap(f"{at}. {text}" if style not in ("number",) else text, width)
    return out


def _contents(made, rng, style, pages):
    out, page = [made.words["contents"], ""], 2
    for number, (title, _intro, tracks) in enumerate(made.areas, start=1):
        for line in [
            area_heading(made, style, number, title).replace("\n", " ").split(" ==")[0],
            *[t for t, _ in tracks if t],
        ]:
            out.append(f"{line} {'.' * (60 - len(line))} {page}" if pages else line)
            page += rng.randint(0, 2)
    return out


def paged(lines, rng, made, height=44):
    """Pages with a running head, a page number and a form feed between."""
    sheets = [lines[at : at + height] for at in range(0, len(lines), height)]
    style = rng.choice(["plain", "of", "dashes"])
    out = []
    for number, sheet in enumerate(sheets, start=1):
        foot = {
            "plain": str(number),
            "of": made.words["page"].format(number, len(sheets)),
            "dashes": f"- {number} -",
        }[style]
        out.append("\n".join([made.title[:60], "", *sheet, "", foot]))
    return "\n\f".join(out)


def flattened(made, rng, mark):
    """Everything in one line, as a careless extraction leaves it."""
    lines = paragraphs(made, rng, area_style=rng.choice(["number", "roman", "article"]), mark=mark, track_style="decimal", lead=False, width=10_000,
                       gap=False, hang=False, pillars=False)  # fmt: skip
    return " ".join(" ".join(lines).split())


def prose(made, rng):
    """Sentences of promise under headings; the expected commitments are these sentences."""
    expected, out = [], [made.title, "", *[line for text in made.preamble for line in (*_wrap(text, 90), "")]]
    w = made.words
    for number, (title, intro, tracks) in enumerate(made.areas, start=1):
        out += [area_heading(made, "number", number, title), ""]
        sentences = [intro] if intro else []
        for _track, items in tracks:
            for _item in items:
                text = (
                    f"{made.fill(rng.choice(w['subject']))} {rng.choice(w['verbs'])} {rng.choice(w['objects'])} {rng.choice(w['tails'])}".strip()
                    + "."
                )
                if text not in expected:
                    expected.append(text)
                    sentences.append(text)
        out += [*_wrap(" ".join(sentences), 90), ""]
    return "\n".join(out), expected


def web_page(made, rng):
    """Copied from a browser: menu, crumbs, unwrapped paragraphs, related links, contact."""
    w = made.words
    out = [
        "Skip to content" if w["page"].startswith("Page") else "Gå til indhold",
        *w["menu"],
        "",
        " > ".join(w["menu"][:3]),
        "",
        made.title,
        "",
    ]
    out += [" ".join(made.preamble), ""]
    for title, intro, tracks in made.areas:
        out += [title, "", *([intro, ""] if intro else [])]
        for track, items in tracks:
            out += [track, ""] if track else []
            out += [*[f"• {item.text}" for item in items], ""]
    out += [
        "Contact" if w["page"].startswith("Page") else "Kontakt",
        "",
        "Email: [email protected]",
        "Tel: +45 33 92 00 00",
        *w["menu"][1:4],
    ]
    return "\n".join(out)


def no_commitments(made, rng):
    """A page about a partnership: history, names of areas, no undertaking."""
    w = made.words
    history = (
        "In 2015 the two ministers met in Copenhagen. The visit was a success, and 40 companies took part. Trade has grown since then."
        if w["page"].startswith("Page") else
        "I 2015 mødtes de to ministre i København. Besøget var en succes, og 40 virksomheder deltog. Samhandlen er vokset siden."
    )  # fmt: skip
    out = [
        made.title,
        "",
        " ".join(made.preamble),
        "",
        history,
        "",
        w["pillars"],
        "",
        *[f"• {t}" for t, _i, _t in made.areas],
        "",
        w["intro"][0],
        "",
    ]
    if rng.random() < 0.5:
        out = [*w["menu"], "", *out]
    return "\n".join(
        out if rng.random() < 0.5 else [x for line in out for x in (_wrap(line, 80) if line else [""])]
    )


def piped(made, separator):
    """A table pasted as text, cells divided by bars or tabs."""
    w = made.words
    out = [made.title, "", *made.preamble, ""]
    for number, (title, _intro, tracks) in enumerate(made.areas, start=1):
        out += [f"{number}. {title}", "", separator.join(w["columns"])]
        at = 0
        for track, items in tracks:
            for place, item in enumerate(items):
                at += 1
                out.append(
                    separator.join(
                        [
                            f"{number}.{at}",
                            (track or "") if place == 0 else "",
                            item.text,
                            w["responsible"][0],
                            w["time"][at % len(w["time"])],
                        ]
                    )
                )
        out.append("")
    return "\n".join(out)
