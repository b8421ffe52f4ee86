"""Does a piece of text promise that something will be done? A score from 0 to 1, and what it rests on."""

import re
from enum import StrEnum
from typing import NamedTuple

from programmes.agreements.reader import subjects
from programmes.agreements.reader import vocabulary as v

VERBS = re.compile(rf"\b(?:{v.MODALS}|{v.MODALS_DA})\b", re.I)
INVERTED_DA = re.compile(
    r"\b(?:vil|skal|agter)\s+(?:parterne|begge parter|landene|de to lande|ministerierne|regeringerne)\b", re.I
)
WILL = re.compile(
    r"\b(?:will|shall|vil|skal|agree[ds]? to|commits? to|committed to|intends? to|is to be|are to be)\b"
)
LEAD_WILL = re.compile(
    rf"(?:{v.PARTIES}|{v.PARTIES_DA}|[A-ZÆØÅ]\w+\s+(?:and|og)\s+[A-ZÆØÅ]\w+).{{0,80}}?\b(?:{v.MODALS}|{v.MODALS_DA})"
    rf"\b[^.]{{0,90}}:$|\b(?:will|shall|vil|skal|agree(?:d)? to|decided? to|undertake to)\s*:$",
    re.I | re.S,
)
# “Parterne skal” alone on a line, “The Danish Energy Agency will, in particular,”.
MODAL_END = re.compile(
    r"(?P<subject>.{2,100}?)\s+(?:(?:also|further|jointly|endvidere|også)\s+)?"
    r"(?:will|shall|vil|skal|agree(?:d)?\s+to|undertake\s+to|decided?\s+to)(?:\s+(?:also|further|jointly|endvidere|også))?"
    r"(?:,?\s+(?:in particular|inter alia|in addition|among other things|as appropriate|navnlig|især|blandt andet|bl\.a\.))?\s*[,:]?",
    re.I,
)
# Danish agreements promise in the present: “Parterne udarbejder en plan”.
PRESENT_DA = re.compile(
    r"^(?:(?:Begge|De to)\s+)?(?:Parterne|Parter|Landene|Ministerierne|Regeringerne|Myndighederne|\w+(?:styrelsen|ministeriet|universitetet|instituttet))\s+(?P<verb>mødes|(?!understreger|deler|lægger)\w+r)\s",
    re.I,
)
LEAD_ACTIONS = re.compile(
    r"\b(?:actions?|activities|measures|initiatives|steps|commitments|undertakings|deliverables|results|agreements|"
    r"aktiviteter|initiativer|indsatser|tilsagn|tiltag|leverancer|handlinger|samarbejdsaftaler|aftaler|aktioner)\b[^.]{0,80}:$",
    re.I,
)
LEAD_TOPICS = re.compile(
    r"\b(?:(?:focus|priority|key|thematic|main|strategic|policy)\s+)?(?:areas?|pillars?|sectors?|fields?|themes?|topics?|priorities|"
    r"principles?|documents?|definitions?|members?|participants?|chapters?|parts|sections|objectives?|goals?|subjects|"
    r"lines of effort|(?:fokus|indsats|samarbejds)?områder(?:ne)?|søjler|sektorer|temaer|emner|principper|dokumenter|"
    r"deltagere|medlemmer|kapitler|mål|prioriteter|hovedområder)\b[^.:]{0,60}:?$",
    re.I,
)
PROVISION = re.compile(
    r"\b(?:enters? into force|entry into force|takes? effect|come[s]? into (?:force|effect)|remain[s]? (?:in force|valid|effective)|"
    r"stays? in force|legally binding|(?:under|in) international law[.;]?$|rights (?:or|and|nor) obligations|may be (?:amended|modified|terminated|extended)|"
    r"be (?:amended|terminated|renewed automatically)|written notice|terminat(?:e|ion|ed) (?:of |this|by)|settled? (?:amicably|through)|"
    r"any (?:dispute|difference|disagreement)|(?:two|three) originals|equally (?:valid|authentic)|within (?:the limits of|their) "
    r"(?:available|budget)|subject to the availability of funds|bear its own (?:costs|expenses)|own (?:costs|expenses)|"
    r"supersedes?|for the purposes? of this|hereinafter|national laws? and regulations|"
    r"træder i kraft|trådt i kraft|gælder (?:fra|til|indtil)|forbliver i kraft|folkeretlig|juridisk bindende|retligt bindende|"
    r"kan (?:til enhver tid )?(?:opsiges?|ændres?|forlænges?|genforhandles?)|may (?:at any time )?(?:amend|terminate|extend|modify) (?:this|the)|opsigelse|tvist(?:er)?\b|uoverensstemmelse|lige gyldig(?:e|hed)|originale eksemplarer|"
    r"rettigheder eller forpligtelser|afholder (?:selv|hver især|egne)|egne (?:udgifter|omkostninger)|inden for rammerne af de bevillinger)",
    re.I,
)
DEFINITION = re.compile(
    r"^[“\"'‘”»]?[A-ZÆØÅ][\w\s]{0,40}[”\"'’«“]?\s+(?:means|refers to|shall mean|betyder|forstås|skal forstås)\b"
)
CONTACT = re.compile(
    r"\S@\S{1,80}\.\w|\[email|https?://|www\.|\+\d{2}[\s()\d-]{6,}|\b(?:tel|phone|telefon|tlf|fax|e-?mail)\b\s*[.:]",
    re.I,
)
NARRATIVE = re.compile(
    r"^[^;:]{0,200}?\b(?:sides|leaders|ministers?|parties|presidents?|they|both|[A-ZÆØÅ]\w+|ministrene|parterne|lederne|de),?\s+"
    r"(?:(?:also|further|warmly|jointly|both|again|\w+ly|også|endvidere)\s+)?"
    r"(?:noted|took note|took stock|reviewed|welcomed|recalled|underlined|underscored|stressed|expressed|reaffirmed|reiterated|acknowledged|emphasi[sz]ed|appreciated|commended|"
    r"congratulated|held talks|paid|visited|met|discussed|exchanged views|highlighted|recogni[sz]ed|applauded|thanked|praised|announced that|"
    r"noterede|hilste|erindrede|understregede|udtrykte|bekræftede|drøftede|mødtes|glædede|fremhævede|takkede|besøgte|anerkendte|roste)\b"
)
LABELLED = re.compile(r"^[A-ZÆØÅ0-9][^.:;]{1,60}:\s+(?P<rest>\w+(?:\W+\w+){2}.*)$", re.S)
PAST = re.compile(
    r"^(?:(?!\b(?:that|which|who|som|der)\b)[^.;:]){3,90}?\b(?:was|were|took|visited|held|met|signed|began|completed|published|opened|launched|received|"
    r"has been|have been|blev|besøgte|deltog|mødtes|afholdt|underskrev|er blevet)\b"
)
# “Progress in this field is reviewed”: the first word is the noun.
NOUN_FIRST = re.compile(
    r"(?:progress|work|support|trade|research|exchange|review)\b(?:(?!\b(?:that|which|who|where|as)\b)[^.,;:]){0,60}?\s(?:is|are|was|were|has|have)\s",
    re.I,
)
SURE = 0.8  # least score of a text that surely is an undertaking
BOTH = frozenset("exchange support review launch update visit study survey".split())  # verbs and nouns
JOINING = frozenset(
    "and or of for to in on with by between from og af for til om i programme programmes".split()
)
POINTING = frozenset("this us our on more page the with all denne os siden mere vores".split())
LINKING = re.compile(r"\b(?:of|on|in|for|with|to|between|through|at|by|from|among|under|af|om|på|i|til|med|mellem|inden for|ved|gennem|"
                     r"fra|under|vedrørende)\b", re.I)  # fmt: skip


class Ground(StrEnum):
    """What a score rests on. The value is how an explanation says it, `{word}` the word of the text in question."""

    NO_WORDS = "no words"
    ADDRESS = "an address, not an undertaking"
    PROVISION = "about the agreement itself"
    DEFINITION = "a definition"
    RECITAL = "a recital"
    QUESTION = "a question"
    MENU = "words of a web page's menu"
    PARTIES_WILL = "the parties say what they will do"
    PARTIES_DO = "the parties say what they do"
    NOUN_FIRST = "tells how it stands with “{word}”"
    VERB = "begins with the verb “{word}”"
    GERUND_OR_NOUN = "begins with “{word}”"
    VERB_OR_NOUN = "begins with “{word}”, a verb or a noun"
    WILL = "says what will be done"
    ACTIVITY_NAMED = "names the activity “{word}”"
    LONG_PHRASE = "a full sentence or phrase"
    PHRASE = "a phrase with some substance"
    SHORT_SENTENCE = "a short sentence"
    ACTIVITY = "names an activity"
    TOPIC = "a name of a topic"


OPENINGS = frozenset({Ground.VERB, Ground.GERUND_OR_NOUN, Ground.VERB_OR_NOUN})
STATEMENTS = frozenset({Ground.PARTIES_WILL, Ground.PARTIES_DO})
PHRASES = frozenset({Ground.LONG_PHRASE, Ground.PHRASE, Ground.SHORT_SENTENCE})


class Score(NamedTuple):
    """How surely a text promises something, from 0 (a topic's name) to 1 (“Hold an annual meeting of …”)."""

    value: float
    ground: Ground
    word: str = ""

    @property
    def reason(self) -> str:
        return self.ground.value.format(word=self.word)


NO_SCORE = Score(0.0, Ground.NO_WORDS)


class LeadIn(NamedTuple):
    """What a text that opens a list says about it: `actions`, `topics` or `open`."""

    kind: str
    reason: str


def opens_by_will(text: str) -> bool:
    """“The Sides shall:”, “In the field of water the Parties will do the following:”."""
    end = text.rstrip()[-260:]
    return ends_with_modal(text) or (end.endswith(":") and bool(LEAD_WILL.search(end)))


def ends_with_modal(text: str) -> bool:
    """Does a text break off where a list is to say what the parties will do, whatever stands at its end?"""
    match = MODAL_END.fullmatch(text.strip())
    return match is not None and (subjects.is_party(match["subject"]) or subjects.is_named(match["subject"]))


def is_recital(text: str) -> bool:
    first = text.split(None, 1)[0].strip(",;:").casefold() if text.split() else ""
    return first in v.RECITALS


def lead_in(text: str) -> LeadIn | None:
    if ends_with_modal(text):
        return LeadIn("actions", "opened by “… shall” or “… will”")
    if not text.rstrip().endswith(":"):
        return None
    last = re.split(r"(?<=[.!?])\s+", text[-300:])[-1]
    if LEAD_WILL.search(last):
        return LeadIn("actions", "opened by “… shall:” or “… will:”")
    if LEAD_ACTIONS.search(last):
        return LeadIn("actions", "opened as a list of activities")
    if LEAD_TOPICS.search(last):
        return LeadIn("topics", "opened as a list of topics")
    return LeadIn("open", "opened by a colon")


def says_parties_will(text: str) -> bool:
    """Is this a sentence in which the parties, or one of them, say what they will do?"""
    subject = subjects.before(text, VERBS)
    tail = re.split(r"\b(?:and|end|that|mens|while)\s+", subject)[-1]
    return bool(
        subject and (subjects.is_party(subject) or subjects.is_named(subject) or subjects.is_party(tail))
    ) or bool(INVERTED_DA.search(text[:240]))


def promises_in_the_present(text: str) -> bool:
    """“Parterne gennemfører et pilotprojekt”: a Danish verb of doing in the present, with the parties as its subject."""
    match = PRESENT_DA.match(text)
    verb = match["verb"].casefold() if match else ""
    return verb in v.VERBS_DA or verb[:-1] in v.VERBS_DA


def is_narrative(text: str) -> bool:
    """Does a text only tell what was said and done, as numbered paragraphs of joint statements do?"""
    return bool(NARRATIVE.search(text[:300])) and not WILL.search(text) and not says_parties_will(text)


def is_past(text: str) -> bool:
    """“Four experts visited Energinet in May.”"""
    return bool(PAST.search(text[:200])) and not WILL.search(text) and not begins(text)


def begins(text: str) -> bool:
    """Does a text open with a verb or noun of doing?"""
    result = score(text)
    return result.value >= SURE and result.ground in OPENINGS


def score(text: str) -> Score:
    words = re.findall(r"[^\W_][\w’'.&-]*", text)
    if not words:
        return NO_SCORE
    if CONTACT.search(text) and len(words) < 25:
        return Score(0.0, Ground.ADDRESS)
    if PROVISION.search(text):
        return Score(0.05, Ground.PROVISION)
    if DEFINITION.search(text):
        return Score(0.05, Ground.DEFINITION)
    if is_recital(text) and not says_parties_will(text):
        return Score(0.1, Ground.RECITAL)
    if text.rstrip().endswith("?"):
        return Score(0.05, Ground.QUESTION)
    labelled = LABELLED.match(text)
    if labelled and not says_parties_will(text):
        return max(_by_words(text, words), score(labelled["rest"]), key=lambda one: one.value)
    return _by_words(text, words)


def _by_words(text: str, words: list[str]) -> Score:
    lower = [word.casefold().strip(".,;:") for word in words]
    if _is_of_a_menu(text, lower):
        return Score(0.0, Ground.MENU)
    return _by_opening(text, lower)


def _is_of_a_menu(text: str, lower: list[str]) -> bool:
    """“Follow us”, “News and press”; but “Share wind atlases” and “Simplify visa rules” are not."""
    if len(lower) > 5 or text.rstrip().endswith((".", ";")):
        return False
    does = len(lower) >= 3 and (lower[0] in v.VERBS_EN or lower[0] in v.VERBS_DA) and lower[1] not in POINTING
    return not does and (lower[0] in v.WEB or lower[-1] in v.WEB)


def _by_opening(text: str, lower: list[str]) -> Score:
    if says_parties_will(text):
        return Score(0.95, Ground.PARTIES_WILL)
    if promises_in_the_present(text):
        return Score(0.85, Ground.PARTIES_DO)
    first, count = lower[0], len(lower)
    head = next((word for word in lower[:4] if word not in v.QUALIFIERS), lower[0])
    ended = text.rstrip().endswith((".", ";"))
    if NOUN_FIRST.match(text):
        return Score(0.4, Ground.NOUN_FIRST, first)
    if first == "at" and count > 2 and lower[1] in v.VERBS_DA:
        return Score(0.9, Ground.VERB, f"at {lower[1]}")
    if ((first in v.VERBS_EN and first not in v.NOUNS_EN) or first in v.VERBS_DA) and count >= 3:
        return Score(0.9 if count > 3 else 0.6, Ground.VERB, first)
    if count == 2 and ended and (first in v.VERBS_EN - v.NOUNS_EN or first in v.VERBS_DA):
        return Score(0.6, Ground.VERB, first)
    if first.endswith("ing") and _stem_is_verb(first) and count >= 3:
        return Score(0.8 if count > 4 else 0.5, Ground.GERUND_OR_NOUN, first)
    if _is_doing(head) and (count >= 5 or LINKING.search(text)) and count >= 3:
        return Score(0.8, Ground.GERUND_OR_NOUN, head)
    if count in (3, 4) and first in BOTH and lower[1] not in JOINING:
        return Score(0.5, Ground.VERB_OR_NOUN, first)
    if WILL.search(text):
        return Score(0.75, Ground.WILL)
    if _is_doing(head) and count == 2 and first in v.QUALIFIERS:
        return Score(0.45, Ground.ACTIVITY_NAMED, head)
    if count >= 9:
        return Score(0.6 if ended else 0.5, Ground.LONG_PHRASE)
    if count >= 6 and (ended or LINKING.search(text)):
        return Score(0.5 if ended else 0.4, Ground.PHRASE)
    if ended and count >= 4:
        return Score(0.4, Ground.SHORT_SENTENCE)
    if any(_is_doing(word) for word in lower) and LINKING.search(text):
        return Score(0.45, Ground.ACTIVITY)
    return Score(0.2 if count >= 5 else 0.1, Ground.TOPIC)


def _is_doing(word: str) -> bool:
    return (
        word in v.NOUNS_EN
        or word in v.NOUNS_DA
        or word.endswith(("samarbejde", "udveksling", "sdialog", "møde", "møder"))
    )


def _stem_is_verb(word: str) -> bool:
    stem = word[:-3]
    return (
        stem in v.VERBS_EN
        or stem + "e" in v.VERBS_EN
        or (len(stem) > 2 and stem[-1] == stem[-2] and stem[:-1] in v.VERBS_EN)
    )
