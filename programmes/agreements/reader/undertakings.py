"""Does a piece of text promise that something will be done? A score from 0 to 1, and the reason for it."""

import re

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
TELLS = re.compile(
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
BOTH = frozenset("exchange support review launch update visit study survey".split())  # verbs and nouns
JOINING = frozenset(
    "and or of for to in on with by between from og af for til om i programme programmes".split()
)
POINTING = frozenset("this us our on more page the with all denne os siden mere vores".split())
LINKING = re.compile(r"\b(?:of|on|in|for|with|to|between|through|at|by|from|among|under|af|om|på|i|til|med|mellem|inden for|ved|gennem|"
                     r"fra|under|vedrørende)\b", re.I)  # fmt: skip


def opens_by_will(text):
    """“The Sides shall:”, “In the field of water the Parties will do the following:”."""
    end = text.rstrip()[-260:]
    return ends_with_modal(text) or (end.endswith(":") and bool(LEAD_WILL.search(end)))


def ends_with_modal(text):
    """Does a text break off where a list is to say what the parties will do, whatever stands at its end?"""
    found = MODAL_END.fullmatch(text.strip())
    return bool(found) and (subjects.is_party(found["subject"]) or subjects.is_named(found["subject"]))


def is_recital(text):
    first = text.split(None, 1)[0].strip(",;:").casefold() if text.split() else ""
    return first in v.RECITALS


def lead_in(text):
    """("actions", "topics" or "open", reason) when a text opens a list; None when it does not."""
    if ends_with_modal(text):
        return "actions", "opened by “… shall” or “… will”"
    if not text.rstrip().endswith(":"):
        return None
    last = re.split(r"(?<=[.!?])\s+", text[-300:])[-1]
    if LEAD_WILL.search(last):
        return "actions", "opened by “… shall:” or “… will:”"
    if LEAD_ACTIONS.search(last):
        return "actions", "opened as a list of activities"
    if LEAD_TOPICS.search(last):
        return "topics", "opened as a list of topics"
    return "open", "opened by a colon"


def says_parties_will(text):
    """Is this a sentence in which the parties, or one of them, say what they will do?"""
    subject = subjects.before(text, VERBS)
    tail = re.split(r"\b(?:and|end|that|mens|while)\s+", subject)[-1]
    return bool(
        subject and (subjects.is_party(subject) or subjects.is_named(subject) or subjects.is_party(tail))
    ) or bool(INVERTED_DA.search(text[:240]))


def promises_in_the_present(text):
    """“Parterne gennemfører et pilotprojekt”: a Danish verb of doing in the present, with the parties as its subject."""
    found = PRESENT_DA.match(text)
    verb = found["verb"].casefold() if found else ""
    return verb in v.VERBS_DA or verb[:-1] in v.VERBS_DA


def tells(text):
    """Does a text only tell what was said and done, as numbered paragraphs of joint statements do?"""
    return bool(TELLS.search(text[:300])) and not WILL.search(text) and not says_parties_will(text)


def is_past(text):
    """“Four experts visited Energinet in May.”"""
    return bool(PAST.search(text[:200])) and not WILL.search(text) and not begins(text)


def begins(text):
    """Does a text open with a verb or noun of doing?"""
    value, reason = score(text)
    return value >= 0.8 and reason.startswith("begins")


def score(text):
    """(0..1, reason). Short names of topics are near 0, “Hold an annual meeting of …” near 1."""
    words = re.findall(r"[^\W_][\w’'.&-]*", text)
    if not words:
        return 0.0, "no words"
    if CONTACT.search(text) and len(words) < 25:
        return 0.0, "an address, not an undertaking"
    if PROVISION.search(text):
        return 0.05, "about the agreement itself"
    if DEFINITION.search(text):
        return 0.05, "a definition"
    if is_recital(text) and not says_parties_will(text):
        return 0.1, "a recital"
    if text.rstrip().endswith("?"):
        return 0.05, "a question"
    named = LABELLED.match(text)
    if named and not says_parties_will(text):
        return max(_by_words(text, words), score(named["rest"]), key=lambda found: found[0])
    return _by_words(text, words)


def _by_words(text, words):
    lower = [word.casefold().strip(".,;:") for word in words]
    if _is_of_a_menu(text, lower):
        return 0.0, "words of a web page's menu"
    return _by_opening(text, lower)


def _is_of_a_menu(text, lower):
    """“Follow us”, “News and press”; but “Share wind atlases” and “Simplify visa rules” are not."""
    if len(lower) > 5 or text.rstrip().endswith((".", ";")):
        return False
    does = len(lower) >= 3 and (lower[0] in v.VERBS_EN or lower[0] in v.VERBS_DA) and lower[1] not in POINTING
    return not does and (lower[0] in v.WEB or lower[-1] in v.WEB)


def _by_opening(text, lower):
    if says_parties_will(text):
        return 0.95, "the parties say what they will do"
    if promises_in_the_present(text):
        return 0.85, "the parties say what they do"
    first, count = lower[0], len(lower)
    head = next((word for word in lower[:4] if word not in v.QUALIFIERS), lower[0])
    ended = text.rstrip().endswith((".", ";"))
    if NOUN_FIRST.match(text):
        return 0.4, f"tells how it stands with “{first}”"
    if first == "at" and count > 2 and lower[1] in v.VERBS_DA:
        return 0.9, f"begins with the verb “at {lower[1]}”"
    if ((first in v.VERBS_EN and first not in v.NOUNS_EN) or first in v.VERBS_DA) and count >= 3:
        return (0.9 if count > 3 else 0.6), f"begins with the verb “{first}”"
    if count == 2 and ended and (first in v.VERBS_EN - v.NOUNS_EN or first in v.VERBS_DA):
        return 0.6, f"begins with the verb “{first}”"
    if first.endswith("ing") and _stem_is_verb(first) and count >= 3:
        return (0.8 if count > 4 else 0.5), f"begins with “{first}”"
    if _is_doing(head) and (count >= 5 or LINKING.search(text)) and count >= 3:
        return 0.8, f"begins with “{head}”"
    if count in (3, 4) and first in BOTH and lower[1] not in JOINING:
        return 0.5, f"begins with “{first}”, a verb or a noun"
    if WILL.search(text):
        return 0.75, "says what will be done"
    if _is_doing(head) and count == 2 and first in v.QUALIFIERS:
        return 0.45, f"names the activity “{head}”"
    if count >= 9:
        return (0.6 if ended else 0.5), "a full sentence or phrase"
    if count >= 6 and (ended or LINKING.search(text)):
        return (0.5 if ended else 0.4), "a phrase with some substance"
    if ended and count >= 4:
        return 0.4, "a short sentence"
    if any(_is_doing(word) for word in lower) and LINKING.search(text):
        return 0.45, "names an activity"
    return (0.2 if count >= 5 else 0.1), "a name of a topic"


def _is_doing(word):
    return (
        word in v.NOUNS_EN
        or word in v.NOUNS_DA
        or word.endswith(("samarbejde", "udveksling", "sdialog", "møde", "møder"))
    )


def _stem_is_verb(word):
    stem = word[:-3]
    return (
        stem in v.VERBS_EN
        or stem + "e" in v.VERBS_EN
        or (len(stem) > 2 and stem[-1] == stem[-2] and stem[:-1] in v.VERBS_EN)
    )
