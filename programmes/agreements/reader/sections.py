"""What a heading announces: a field of work, or one of the parts of a text that hold no commitments."""

import re

KINDS = (
    ("contents", r"(table of )?contents?|indhold(sfortegnelse)?|agenda|dagsorden|outline|oversigt|on this page|på denne side"),
    ("basis", r"(legal )?bas[ie]s of (the )?(agreements?|cooperation)|basis agreements?|legal basis|(list of )?(existing|related|underlying|"
              r"relevant|applicable|bilateral) (agreements?|instruments?|memoranda)( in force)?|agreements? in force|(list of )?agreements( and memoranda)?|"
              r"foundational (agreements|documents)|aftalegrundlag(et)?|grundlagsaftaler|grundlag(et)?( for (samarbejdet|aftalen))?|gældende aftaler|retsgrundlag|"
              r"(liste over |eksisterende |bilaterale )aftaler"),
    ("provisions", r"(final|general|concluding|closing|miscellaneous|transitional|administrative|financial|legal|other|common) "
                   r"(provisions?|clauses?|remarks|arrangements|matters)|entry into (force|effect)|duration( and \w+)*|validity|"
                   r"effective date|commencement|(review and )?amendments?( and \w+)*|modifications?|termination( and \w+)*|(settlement of )?(disputes|differences)|"
                   r"dispute (settlement|resolution)|legal (status|effect|nature)|signatures?|signing|confidentiality|funding and costs|"
                   r"costs|costs and expenses|status of (this|the) (programme|plan|document|memorandum)|(closing|concluding) (words|statement)|"
                   r"afsluttende bestemmelser|slutbestemmelser|generelle bestemmelser|almindelige bestemmelser|fælles bestemmelser|"
                   r"ikrafttræden( og \w+)*|varighed( og \w+)*|gyldighed|ændringer( og \w+)*|opsigelse|tvister|tvistbilæggelse|"
                   r"underskrifter?|udgifter|omkostninger|retlig status|økonomiske bestemmelser"),
    ("definitions", r"definitions?( and \w+)*|terminology|abbreviations?|acronyms|list of (abbreviations|acronyms)|glossary|definitioner|"
                    r"forkortelser|begreber|ordliste"),
    ("opening", r"preamble|introduction|foreword|background( and \w+)*|context|purpose( and (scope|objectives?))?|scope( and \w+)?|aims?|objectives?|"
                r"(general|overall|guiding|common|shared) (principles?|objectives?|aims?|vision|considerations)|principles?( of cooperation)?|vision|mission|rationale|"
                r"summary|executive summary|at a glance|key facts|our focus|præambel|indledning|forord|baggrund( og \w+)*|kontekst|"
                r"formål( og \w+)*|overordnede mål|mål|målsætninger|principper|fælles principper|sammenfatning|resumé|vision(en)?"),
    ("past", r"(key )?(achievements?|results|progress|accomplishments|milestones|highlights)( (so far|to date|achieved|since \d+|in \d+.*|of .*))?|"
             r"what (we have|has been) (done|achieved)( so far)?|lessons learned|status( i \d+| in \d+)?|looking back|history( of .*)?|"
             r"hidtidige resultater|opnåede resultater|resultater( indtil nu| \d.*)?|tilbageblik|historik|milepæle"),
    ("contact", r"contacts?( us| points?| information| persons?| details)?|focal points|points of contact|related (links|content|pages|documents|articles)|see also|"
                r"read more|more information|further (information|reading)|share( this page)?|follow us|links|downloads?|news|quick links|useful links|"
                r"kontakt( os|oplysninger|personer|punkter)?|læs mere|se også|relateret( indhold)?|relaterede (links|sider)|del( siden)?|følg os|"
                r"nyheder|genveje|for more|mere information|yderligere oplysninger"),
    ("people", r"(list of )?(participants|delegations?|members|attendees|partners|participating (ministries|institutions|organisations|authorities))|"
               r"(danish|\w+) delegation|composition|deltagere|deltagerliste|medlemmer|delegation(en)?|sammensætning"),
)  # fmt: skip
COMPILED = tuple((kind, re.compile(rf"(?:{pattern})[\s:.]*$", re.I)) for kind, pattern in KINDS)
# “Activities:” names no field of work: what stands below it belongs to the heading above.
LABEL = re.compile(
    r"(?:(?:planned|key|main|joint|concrete|specific|agreed|proposed|expected|possible)\s+)?(?:activit(?:y|ies)|actions?|action points|commitments|"
    r"deliverables|outputs?|outcomes|initiatives|measures|(?:next )?steps|undertakings)[\s:.]*$|"
    r"(?:(?:konkrete|planlagte|fælles|aftalte|forventede|mulige)\s+)?(?:aktiviteter|handlinger|tiltag|indsatser|initiativer|leverancer|tilsagn|forpligtelser)[\s:.]*$",
    re.I,
)
ANNEX = re.compile(r"^(annex|appendix|bilag|appendiks|attachment|schedule)\b", re.I)
SPECIAL = frozenset(kind for kind, _pattern in KINDS)


def kind_of(title: str) -> str:
    """The kind of part that a heading announces; "" for a field of work."""
    text = re.sub(r"^[\W\d_]+", "", title).strip()
    for kind, pattern in COMPILED:
        if pattern.match(text):
            return kind
    return "annex" if ANNEX.match(text) else ""
