"""Every form that an agreement may come in: name → (bytes, format, expected texts, areas)."""

import random
import zlib

from tests.agreements.reader.making import as_pdf, as_text, as_word
from tests.agreements.reader.making.outlines import make


def _text(made, lines):
    return "\n".join(lines).encode(), "txt", made.texts, made


def _form(name):
    def register(function):
        FORMS[name] = function
        return function

    return register


FORMS = {}
for style in as_text.AREA_STYLES:

    @_form(f"text: areas by {style}")
    def by_area(rng, style=style):
        made = make(rng)
        return _text(
            made,
            as_text.paragraphs(
                made, rng, area_style=style, mark=rng.choice(["•", "-", "(a)", "▪", "\uf0b7"])
            ),
        )


for mark in as_text.MARKS:

    @_form(f"text: items by {mark}")
    def by_mark(rng, mark=mark):
        made = make(rng, ends="." if mark in ("indent", "first-line") else None)
        area = (
            "number"
            if mark == "decimal"
            else rng.choice(["number", "article", "caps", "plain"])
            if mark not in ("1.", "1)", "(1)")
            else rng.choice(["roman", "caps", "article"])
        )
        return _text(made, as_text.paragraphs(made, rng, area_style=area, mark=mark))


@_form("text: plain paragraphs after a lead-in")
def plain(rng):
    made = make(rng, ends=rng.choice([";", "."]), tracks=False, intro=False)
    for _t, _i, tracks in made.areas:
        for _track, items in tracks:
            for item in items:
                item.text = item.text[0].lower() + item.text[1:]
    lines = as_text.paragraphs(
        made,
        rng,
        area_style=rng.choice(["article-line", "number", "article"]),
        mark="",
        lead=True,
        gap=rng.random() < 0.5,
        hang=False,
    )
    return (
        "\n".join(line.lstrip() if not line.startswith("    ") else line for line in lines).encode(),
        "txt",
        made.texts,
        made,
    )


@_form("text: tracks as bullets")
def bullets_of_bullets(rng):
    made = make(rng, tracks=True)
    return _text(made, as_text.paragraphs(made, rng, area_style="plain", track_style="bullet", mark="o"))


@_form("text: nested items")
def nested(rng):
    made = make(rng, subs=True, ends=".")
    return _text(
        made, as_text.paragraphs(made, rng, area_style="number", mark=rng.choice(["•", "-", "(a)"]), gap=True)
    )


@_form("text: contents with pages")
def with_contents(rng):
    made = make(rng)
    return _text(
        made,
        as_text.paragraphs(
            made, rng, area_style=rng.choice(["number", "roman", "caps", "plain"]), mark="•", contents=True
        ),
    )


@_form("text: contents without pages")
def with_bare_contents(rng):
    made = make(rng)
    return _text(
        made,
        as_text.paragraphs(
            made,
            rng,
            area_style=rng.choice(["number", "roman", "plain"]),
            mark="•",
            contents=True,
            contents_pages=False,
        ),
    )


@_form("text: pages with heads and feet")
def pages(rng):
    made = make(rng)
    lines = as_text.paragraphs(
        made, rng, area_style=rng.choice(["number", "roman", "caps"]), mark=rng.choice(["•", "(a)", "-"])
    )
    return as_text.paged(lines, rng, made, rng.randint(18, 46)).encode(), "txt", made.texts, made


@_form("text: one paragraph a line")
def unwrapped(rng):
    made = make(rng)
    return _text(made, as_text.paragraphs(made, rng, width=100_000))


@_form("text: in one line, bullets")
def flat_bullets(rng):
    made = make(rng, ends=".", language=None)
    return as_text.flattened(made, rng, rng.choice(["•", "\uf0b7", "▪"])).encode(), "txt", made.texts, made


@_form("text: in one line, letters and numbers")
def flat_counts(rng):
    made = make(rng, ends=rng.choice([".", ";"]))
    return as_text.flattened(made, rng, rng.choice(["(a)", "decimal"])).encode(), "txt", made.texts, made


@_form("text: prose")
def in_prose(rng):
    made = make(rng, tracks=False)
    text, expected = as_text.prose(made, rng)
    return text.encode(), "txt", expected, made


@_form("text: web page")
def web(rng):
    made = make(rng)
    return as_text.web_page(made, rng).encode(), "txt", made.texts, made


@_form("text: no commitments")
def nothing(rng):
    made = make(rng)
    return as_text.no_commitments(made, rng).encode(), "txt", [], made


@_form("text: table with bars")
def bars(rng):
    made = make(rng, ends=".")
    return as_text.piped(made, " | ").encode(), "txt", made.texts, made


@_form("text: table with tabs")
def tabs(rng):
    made = make(rng, ends=".")
    return as_text.piped(made, "\t").encode(), "txt", made.texts, made


@_form("text: markdown")
def markdown(rng):
    made = make(rng)
    out = [f"# {made.title}", "", *made.preamble, ""]
    for number, (title, intro, tracks) in enumerate(made.areas, start=1):
        out += [f"## {number}. {title}", "", *([intro, ""] if intro else [])]
        for track, items in tracks:
            out += [f"### {track}", ""] if track else []
            out += [*[f"- {item.text}" for item in items], ""]
    return _text(made, out)


@_form("text: drawn table")
def drawn_table(rng):
    made = make(rng, ends=".", tracks=False, short=True)
    width = max(len(text) for text in made.texts)
    rule = f"+{'-' * 6}+{'-' * (width + 2)}+{'-' * 8}+"
    out = [made.title, "", *made.preamble, ""]
    for number, (title, _intro, tracks) in enumerate(made.areas, start=1):
        no, activity, when = (made.words["columns"][at] for at in (0, 2, 4))
        rows = [(no, activity, when[:6])]
        rows += [(f"{number}.{at}", item.text, "2027") for at, item in enumerate(tracks[0][1], start=1)]
        drawn = [f"| {no:<4} | {activity:<{width}} | {when:<6} |" for no, activity, when in rows]
        out += [f"{number}. {title}", "", rule, *[line for row in drawn for line in (row, rule)], ""]
    lines = "\n".join(out)
    return _text(
        made, (lines.translate(str.maketrans("|-", "│─")) if rng.random() < 0.5 else lines).split("\n")
    )


@_form("text: circled numbers")
def circled(rng):
    made = make(rng, tracks=False)
    out = [made.title, "", *made.preamble, ""]
    for number, (title, _intro, tracks) in enumerate(made.areas, start=1):
        out += [f"{made.words['chapter']} {number}  {title}", ""]
        out += [*[f"{chr(0x2460 + at)} {item.text}" for at, item in enumerate(tracks[0][1])], ""]
    return _text(made, out)


@_form("text: labels below headings")
def labels(rng):
    made = make(rng, tracks=False, ends=".", intro=True)
    background, activities = made.words["labels"]
    colon = rng.choice([":", ""])
    out = [made.title, "", *made.preamble, ""]
    for number, (title, intro, tracks) in enumerate(made.areas, start=1):
        out += [f"{number}. {title}", "", f"{background}{colon}", "", intro, "", f"{activities}{colon}", ""]
        out += [*[f"• {item.text}" for item in tracks[0][1]], ""]
    return _text(made, out)


@_form("text: a sentence an article")
def sentence_articles(rng):
    made = make(rng, tracks=False)
    word = rng.choice([made.words["article"], "§"])
    expected, out = [], [made.title, "", *made.preamble, ""]
    while len(expected) < 6:
        words = made.words
        subject, verb = made.fill(rng.choice(words["subject"])), rng.choice(words["verbs"])
        text = (
            " ".join(f"{subject} {verb} {rng.choice(words['objects'])} {rng.choice(words['tails'])}".split())
            + "."
        )
        if text not in expected:
            expected.append(text)
            out += [
                f"{word} {len(expected)}. {text}" if word == "§" else f"{word} {len(expected)}\n\n{text}",
                "",
            ]
    return "\n".join(out).encode(), "txt", expected, made


for name, function in {**as_word.FORMS, **as_pdf.FORMS}.items():
    FORMS[name] = function


def sample(name, seed):
    """(bytes, format, expected, made) of one made-up agreement in the form of this name."""
    return FORMS[name](random.Random(zlib.crc32(f"{name}{seed}".encode())))  # noqa: S311
