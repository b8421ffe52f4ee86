"""Kinds from the words of the text: what sort of commitment, what sort of track, which fields of work."""

import re
from typing import NamedTuple

from programmes.agreements.reader.findings import recurrence

MULTILATERAL = re.compile(
    r"\b(multilateral(?:e|t)?|united nations|UN\b|UNGA|UNFCCC|WTO|WHO|IMO|OECD|UNHRC|UNHCR|G20|G7|NATO|international (?:fora|organi[sz]ations?)|"
    r"(?:de )?forenede nationer|FN\b|internationale (?:fora|organisationer))"
)
EXPLORATORY = re.compile(
    r"^(?:\W*)(?:explor\w+|possib\w+|consider\w*|investigat\w+|examin\w+|assess\w*|look into|identify|study the possib\w+|undersøge?\w*|overvej\w*|mulig\w*|eventuel\w*|"
    r"afsøge?\w*|afdække?)\b|\b(?:will|shall|agree to|vil|skal)\s+(?:also\s+|jointly\s+)?(?:explore|consider|examine|look into|investigate|undersøge|overveje|afsøge)\b|"
    r"\bexplore (?:the )?(?:possib|opportunit|potential)",
    re.I,
)
DELIVERABLE = re.compile(
    r"^(?:\W*)(?:establish|launch|sign|conclude|complete|publish|prepare|produce|draft|create|develop a|develop an|set up|open|adopt|appoint|second|deliver|build|"
    r"finali[sz]e|submit|map|mark|host a|hold a|organi[sz]e a|negotiate|implement the|draw up|design|issue|ratify|train \w+|"
    r"etablere|oprette|lancere|indgå|underskrive|udarbejde|offentliggøre|udgive|åbne|vedtage|udpege|udsende|udstationere|færdiggøre|kortlægge|afslutte|markere)\b|"
    r"\b(?:will|shall|vil|skal)\s+(?:jointly\s+)?(?:establish|launch|sign|conclude|complete|publish|prepare|open|appoint|etablere|oprette|lancere|indgå|underskrive|udarbejde|offentliggøre)\b|"
    r"\b(?:by|before|no later than|inden|senest) (?:the end of |udgangen af )?20\d\d\b",
    re.I,
)
TRACKS = (
    ("multilateral", r"multilateral|international (?:fora|cooperation)|global (?:cooperation|challenges)|third countries|FN\b"),
    ("science", r"scien|research|academi|universit|education|innovation cooperation|forskning|videnskab|universitet|uddannelse"),
    ("trade", r"trade|econom|business|commerc|investment|private sector|compan|export|handel|økonomi|erhverv|virksomhed|investering"),
    ("regional", r"regional|local|municipal|cit(?:y|ies)|provinc|sister|lokal|kommun|regioner|byer"),
    ("government", r"government|authorit|ministr|agenc|public sector|G2G|myndighed|regering|ministeri|politi(?:cal|sk) dialog"),
)  # fmt: skip
SECTORS = {
    "energy": r"energ|wind|solar|district heating|hydrogen|power|electric|grid|vind|fjernvarme|brint|elnet|havvind|biogas|power-to-x",
    "climate": r"climate|carbon|emission|net.zero|paris agreement|adaptation|klima|udledning|kulstof|drivhusgas",
    "environment": r"environment|circular|waste|plastic|recycl|biodivers|pollution|chemical|miljø|cirkulær|affald|forurening|kemikalie|natur",
    "water": r"\bwater|groundwater|wastewater|sanitation|river|\bvand|grundvand|spildevand|drikkevand|vandløb",
    "cities": r"\bcit(?:y|ies)|urban|mobility|housing|buildings?\b|\bbyer|byudvikling|byggeri|mobilitet",
    "health-life-science": r"health|medic|hospital|pharma|disease|vaccin|clinical|elderly|life science|patient|sundhed|læge|sygdom|ældre|hospital|medicin",
    "food-agriculture": r"food|agricult|farm|veterinar|animal|fisher|dairy|livestock|crop|fødevare|landbrug|dyr|fisk|veterinær|mejeri|afgrøde",
    "maritime": r"maritime|shipping|ship|port|vessel|seafar|ocean|maritim|skib|havn|søfart|søfarende",
    "research-innovation": r"research|scien|innovation|technolog|start-?up|R&D|forskning|innovation|teknologi|videnskab",
    "education": r"education|student|universit|school|vocational|scholarship|teacher|uddannelse|studerende|universitet|skole|undervisning|lærer",
    "trade-investment": r"trade|invest|export|import|market|customs|business|compan|handel|eksport|marked|told|erhverv|virksomhed",
    "digital": r"digital|cyber|data|artificial intelligence|e-government|tele|digitalisering|kunstig intelligens",
    "culture": r"cultur|museum|film|music|\bart(?:s|ist)?\b|heritage|tourism|kultur|kunst|musik|turisme|sport|idræt",
    "political": r"political|foreign|human rights|security|defen[cs]e|peace|democra|arctic|politisk|udenrigs|menneskerettighed|sikkerhed|forsvar|fred|demokrati|arktis",
    "development": r"development (?:aid|cooperation|policy)|humanitarian|poverty|udviklingsbistand|udviklingssamarbejde|humanitær",
}  # fmt: skip


class KindFinding(NamedTuple):
    """A kind, "" where the words tell none, and the reason for it."""

    kind: str
    reason: str


def of_commitment(text: str, rhythm: str | None, track_kind: str) -> KindFinding:
    """By its rhythm first, then by how it begins."""
    if (rhythm and rhythm != "biannual") or recurrence.find(text):
        return KindFinding("recurring", "it names a rhythm")
    if EXPLORATORY.search(text):
        return KindFinding("exploratory", "it only explores or considers")
    if track_kind == "multilateral" or (
        MULTILATERAL.search(text) and re.search(r"\bin (?:the )?|within|through|i \b|inden for|gennem", text)
    ):
        return KindFinding("multilateral", "it concerns a position or work with others")
    if DELIVERABLE.search(text):
        return KindFinding("deliverable", "its verb has an end")
    return KindFinding("continuing", "cooperation without an end")


def of_track(title: str | None) -> KindFinding:
    for kind, pattern in TRACKS:
        match = re.search(pattern, title or "", re.I)
        if match:
            return KindFinding(kind, f"“{match.group()}” in its title")
    return KindFinding("", "its title names no kind")


def sectors(text: str, most: int = 2) -> list[str]:
    """Slugs of the fields of work whose words stand in a text, the most frequent first."""
    counts = {slug: len(re.findall(pattern, text, re.I)) for slug, pattern in SECTORS.items()}
    ranked = sorted((slug for slug, count in counts.items() if count), key=lambda slug: -counts[slug])
    return ranked[:most]
