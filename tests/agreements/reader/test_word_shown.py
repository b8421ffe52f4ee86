"""What Word does not show is no part of a text: neither hidden words nor prompts; struck words are asked about."""

import io
import re

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from programmes.agreements.reader.lines import Table
from programmes.agreements.reader.read import outline_of, read_bytes
from programmes.agreements.review import messages
from programmes.agreements.review.beginning import begin

TITLE = "Joint Action Plan 2027-2030 between Denmark and Korea"
HEAD = (
    f'<w:p><w:pPr><w:pStyle w:val="Title"/></w:pPr><w:r><w:t>{TITLE}</w:t></w:r></w:p>'
    "<w:p><w:r><w:t>The sides will implement the following actions together.</w:t></w:r></w:p>"
    '<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>Energy</w:t></w:r></w:p>'
)
NUMBERED = '<w:pStyle w:val="ListNumber"/>'


def run(words, properties=""):
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{words}</w:t></w:r>'


def item(*runs, paragraph=NUMBERED, mark=""):
    return f"<w:p><w:pPr>{paragraph}<w:rPr>{mark}</w:rPr></w:pPr>{''.join(runs)}</w:p>"


def prompt(content, name="sdt"):
    return f"<w:{name}><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:{name}>"


def style(kind, key, properties="", *, based="", name=""):
    parent = f'<w:basedOn w:val="{based}"/>' if based else ""
    return (
        f'<w:style {nsdecls("w")} w:type="{kind}" w:styleId="{key}"><w:name w:val="{name or key}"/>{parent}'
        f"<w:rPr>{properties}</w:rPr></w:style>"
    )


STYLES = [
    style("character", "Hidden", "<w:vanish/>"),
    style("character", "HiddenToo", based="Hidden"),
    style("character", "ShownAgain", '<w:vanish w:val="0"/>', based="Hidden"),
    style("character", "Circle", based="Circle"),
    style("character", "Prompt", name="Placeholder Text"),
    style("character", "Struck", "<w:strike/>"),
    style("paragraph", "HiddenLines", "<w:vanish/>", based="ListNumber"),
    style("paragraph", "HiddenLinesToo", based="HiddenLines"),
]


def word_file(*items, before="", default=""):
    document = docx.Document()
    for one in STYLES:
        document.styles.element.append(parse_xml(one))
    if default:
        document.styles.element.find(f".//{qn('w:rPrDefault')}/{qn('w:rPr')}").append(
            parse_xml(default.replace("/>", f" {nsdecls('w')}/>"))
        )
    body = document.element.body
    whole = parse_xml(f"<w:body {nsdecls('w')}>{HEAD}{before}{''.join(items)}</w:body>")
    for place, child in enumerate(list(whole)):
        body.insert(place, child)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


FIRST, LAST = item(run("Hold a seminar on water.")), item(run("Exchange experts on wind."))


def read(*items, **more):
    """The outline, and everything in the answer that could become public."""
    answer = read_bytes(word_file(FIRST, *items, LAST, **more), "docx", explain=True)
    return answer["outline"], str(answer)


def texts(outline):
    return [c["text"] for area in outline["areas"] for track in area["tracks"] for c in track["commitments"]]


def asked(outline, *codes):
    return [question for question in outline["x"]["questions"] if question["code"] in codes]


@pytest.mark.parametrize(
    "properties",
    [
        "<w:vanish/>",
        '<w:vanish w:val="1"/>',
        "<w:webHidden/>",
        "<w:specVanish/>",
        '<w:rStyle w:val="Hidden"/>',
        '<w:rStyle w:val="HiddenToo"/>',
        '<w:rStyle w:val="Prompt"/>',
        '<w:rStyle w:val="ShownAgain"/><w:vanish/>',
    ],
)
def test_hidden_words_of_a_sentence_are_left_out(properties):
    outline, everything = read(
        item(run("Establish a group "), run("SECRET-DATE ", properties), run("by 2028."))
    )
    assert texts(outline)[1] == "Establish a group by 2028."
    assert "SECRET" not in everything


@pytest.mark.parametrize(
    ("properties", "paragraph"),
    [
        ('<w:vanish w:val="0"/>', NUMBERED),
        ('<w:vanish w:val="false"/><w:rStyle w:val="Hidden"/>', NUMBERED),
        ('<w:rStyle w:val="ShownAgain"/>', NUMBERED),
        ('<w:rStyle w:val="Circle"/>', NUMBERED),
        ('<w:vanish w:val="0"/>', '<w:pStyle w:val="HiddenLines"/>'),
        (
            '<w:rStyle w:val="Hidden"/>',
            '<w:pStyle w:val="HiddenLines"/>',
        ),  # two toggles cancel each other out
    ],
)
def test_words_that_are_shown_again_stand(properties, paragraph):
    outline, _everything = read(item(run("Establish a joint group.", properties), paragraph=paragraph))
    assert texts(outline)[1] == "Establish a joint group."


def test_a_run_that_is_hidden_by_the_document_itself_is_shown_where_it_says_so():
    shown = '<w:vanish w:val="0"/>'
    source = word_file(item(run("Hold a seminar.", shown)), item(run("SECRET plan.")), default="<w:vanish/>")
    passages = [p["text"] for p in read_bytes(source, "docx")["outline"]["x"]["passages"]]
    assert passages == ["1. Hold a seminar."]


@pytest.mark.parametrize(
    ("hidden", "number"),
    [
        (item(run("SECRET item.", "<w:vanish/>"), mark="<w:vanish/>"), "2."),
        (item(run("SECRET item."), paragraph='<w:pStyle w:val="HiddenLines"/>'), "2."),
        (item(run("SECRET item."), paragraph='<w:pStyle w:val="HiddenLinesToo"/>'), "2."),
        (item(run("SECRET item.", "<w:vanish/>")), "3."),  # Word draws “2.” with nothing after it
        (item(run("SECRET item.", '<w:rStyle w:val="Prompt"/>')), "3."),
    ],
)
def test_a_hidden_item_uses_up_a_number_only_where_word_draws_it(hidden, number):
    source = word_file(FIRST, hidden, LAST)
    result = outline_of(source, "docx")
    assert "SECRET" not in str(result)
    assert [line.marker for line in result.source.lines if line.marker] == ["1.", number]


def test_hidden_words_and_rows_of_a_table_are_left_out():
    def cell(content):
        return f"<w:tc>{content}</w:tc>"

    def row(*cells, properties=""):
        return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(map(cell, cells))}</w:tr>"

    def line(*runs):
        return f"<w:p>{''.join(runs)}</w:p>"

    rows = [
        row(line(run("Energy")), line(run("Commitment"))),
        row(line(run("Energy")), line(run("Hold a seminar on water."), run("SECRET", "<w:vanish/>"))),
        row(line(run("Energy")), line(run("SECRET-ROW of somebody.")), properties="<w:hidden/>"),
        row(prompt(line(run("SECRET-PROMPT"))) + "<w:p/>", line(run("Exchange experts."))),
    ]
    table = f"<w:tbl><w:tblPr/><w:tblGrid><w:gridCol/><w:gridCol/></w:tblGrid>{''.join(rows)}</w:tbl>"
    elements = outline_of(word_file(before=table), "docx").source.elements
    (read_table,) = (one for one in elements if isinstance(one, Table))
    assert read_table.rows == [
        ["Energy", "Commitment"], ["Energy", "Hold a seminar on water."], ["", "Exchange experts."]
    ]  # fmt: skip


@pytest.mark.parametrize(
    "field",
    [
        prompt(run("Click or tap here to enter text. ")),
        run("Click or tap here to enter text. ", '<w:rStyle w:val="Prompt"/>'),
    ],
)
def test_the_prompt_of_an_empty_field_is_left_out_and_asked_about(field):
    outline, everything = read(item(run("Exchange data on "), field, run("by 2028.")))
    assert texts(outline)[1] == "Exchange data on by 2028."
    assert "Click or tap" not in everything
    (question,) = asked(outline, "empty_field")
    review = begin(outline)
    assert review.find(review.questions[-1].about).text == "Exchange data on by 2028."
    assert question["parameters"] == {}


PROMPT = run("Click or tap here to enter text.")
LISTED = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'


@pytest.mark.parametrize(
    "field",
    [
        prompt(item(PROMPT)),  # around the whole item, as Word puts it around a paragraph
        item(prompt(PROMPT), paragraph=LISTED),
        item(f"<w:sdt><w:sdtPr/><w:sdtContent>{prompt(PROMPT)}</w:sdtContent></w:sdt>"),
        prompt(f"<w:sdt><w:sdtPr/><w:sdtContent>{item(PROMPT)}</w:sdtContent></w:sdt>"),
        prompt(f"<w:tbl><w:tr><w:tc>{item(PROMPT)}</w:tc></w:tr></w:tbl>"),
        item(f"<w:hyperlink>{prompt(PROMPT)}</w:hyperlink>"),
    ],
)
def test_a_prompt_is_no_text_wherever_its_field_stands(field):
    outline, everything = read(field)
    assert texts(outline) == ["Hold a seminar on water.", "Exchange experts on wind."]
    assert "Click or tap" not in everything
    assert [question["place"] for question in asked(outline, "empty_field")] == [None]


@pytest.mark.parametrize("properties", ["", '<w:showingPlcHdr w:val="0"/>'])
def test_a_field_that_was_filled_in_is_read(properties):
    filled = f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{run('fishing')}</w:sdtContent></w:sdt>"
    outline, _everything = read(item(run("Exchange data on "), filled, run(".")))
    assert texts(outline)[1] == "Exchange data on fishing."
    assert not asked(outline, "empty_field")


@pytest.mark.parametrize("properties", ["<w:strike/>", "<w:dstrike/>", '<w:rStyle w:val="Struck"/>'])
def test_struck_words_are_left_out_and_asked_about(properties):
    outline, _everything = read(
        item(run("Hold a dialogue "), run("on ", properties), run("defence ", properties), run("every year."))
    )
    assert texts(outline)[1] == "Hold a dialogue every year."
    (question,) = asked(outline, "struck_through")
    assert question["parameters"] == {"words": "on defence"}
    review = begin(outline)
    (asked_about,) = (one for one in review.questions if one.code == "struck_through")
    assert review.find(asked_about.about).text == "Hold a dialogue every year."
    assert "“on defence” is struck through" in messages.question(asked_about)


def test_a_struck_item_is_asked_about_without_a_place_and_keeps_its_number():
    outline, _everything = read(item(run("Hold a dialogue on defence.", "<w:strike/>")))
    assert texts(outline) == ["Hold a seminar on water.", "Exchange experts on wind."]
    assert [(q["place"], q["parameters"]) for q in asked(outline, "struck_through")] == [
        (None, {"words": "Hold a dialogue on defence."})
    ]
    assert asked(outline, "numbering"), "Word shows 1 and 3"


def test_page_numbers_of_contents_stay_though_a_web_page_would_hide_them():
    source = word_file(
        FIRST,
        LAST,
        before=f"<w:p>{run('Energy')}{run('12', '<w:webHidden/>')}{run('SECRET', '<w:webHidden/>')}</w:p>",
    )
    lines = [line.text for line in outline_of(source, "docx").source.lines]
    assert any(re.fullmatch("Energy12", line) for line in lines)
