"""Short names of organisations in a text, and the names that the text itself gives them."""

import re

# Short forms that name topics, things or procedures, not bodies.
TOPICS = set("""
AI AMR API AMC B2B B2C B2R B2G BIM BRT CBAM CCS CCU CCUS CE CHP CNP CO2 COVID COVID-19 CV DC DH DKK DNA DRR EIA EPC EPR ESCO ESG
ETS EUR EV EVs FAQ FDI FSM FTA GDP GHG GIS GMO HEI HEIs HIV HR HVAC HVDC ICT IAS ICZM IHR IKT IOT IoT IP IPR IPRs IT IUU JCM-0 KPI LCA LNG LOI LoI MOC MoC MOU
MoU MoUs MSP MRV NAP NCD NCDs NDC NDCs NGO NGOs OER ODA PDF PFAS PhD PNG POPs PPP PPPs PtX P2X QA QR R&D R&I RAN RES RTA RWD S&T SDG SDGs SEA SME SMEs SMV
SMVer SOP SPS STEM STI STIs SUV TBC TBD TBT TB TNA ToR TOR TV TVET UHC USD USMCA VAT VET VIP WEEE WASH WWTP WTO-TBT 2D 3D 3G 4G 5G 6G 4iR 4IR AIDS MW
GW GWH kWh KWH MWh TWh PV UK US USA U.S U.K DK ID URL WP Q1 Q2 Q3 Q4 H1 H2 PTX PR TV QR COP COP26 COP27 COP28 COP29 COP30 II III IV VI VII VIII IX XI XII ISBN
CET UTC GMT AM PM OK FN-mål EN DA EU27 CAP MFF RE EE BAT BREF BESS SMR SMRs DSM NBS NbS MPA MPAs EEZ ECAs CSR OSH M&E Q&A VR AR XR ML LLM HPC DRG EHR EHRs GMP GCP
GLP HTA HPV BCG CPR CVR MCP MEPS NEV NECP LULUCF REDD REDD+ ETF SBTi PPA PPAs CfD LCOE SAF RFNBO TEN-T ITS MaaS ERTMS VTS AIS ECA IMO2020
""".split())  # fmt: skip
TOKEN = re.compile(r"(?<![\w’'])[A-ZÆØÅ][A-Za-zÆØÅæøå0-9]*(?:[-&][A-ZÆØÅ][A-Za-zÆØÅæøå0-9]*)*(?![\w])")
SHORT = re.compile(r"^(?=(?:.*[A-ZÆØÅ]){2})[A-ZÆØÅ][A-ZÆØÅa-z0-9]{1,7}$|^[A-ZÆØÅ]-[A-ZÆØÅ]{3,5}$")
GROUP = re.compile(r"^G(?:7|8|20|77)$")  # of countries
SDG = re.compile(r"^SDG\d*$")
BRACKET = re.compile(r"\s\((?P<acronym>[A-ZÆØÅ][\w&-]{1,11})\)")
WORD = re.compile(r"[^\s()]+")
LONGEST = 14  # words of a name
LONGEST_SHORT = 9  # letters of a short name
SMALL = {"of", "the", "for", "and", "on", "in", "og", "af", "i", "de", "&"}


def is_short_name(token: str) -> bool:
    """Does a word look like a short name: two capitals at least, few small letters?"""
    if GROUP.match(token):
        return True
    if (
        len(token) > LONGEST_SHORT
        or not SHORT.match(token)
        or SDG.match(token)
        or token.rstrip("s") in TOPICS
        or token in TOPICS
    ):
        return False
    capitals = sum(c.isupper() for c in token)
    small = sum(c.islower() for c in token)
    return capitals >= 2 and small <= max(1, capitals - 1) and not (token[:-1].isdigit())


def find(text: str, common_words: frozenset[str] = frozenset()) -> list[str]:
    """Short names in the order of the text, each once. Text in capitals throughout names none."""
    letters = [c for c in text if c.isalpha()]
    if letters and sum(c.isupper() for c in letters) > 0.6 * len(letters) and len(text.split()) > 4:
        return []
    out: list[str] = []
    for match in TOKEN.finditer(text):
        for part in _parts(match.group()):
            if is_short_name(part) and part not in out and part.casefold() not in common_words:
                out.append(part)
    return out


def _parts(token: str) -> list[str]:
    """“EU-Korea” holds EU; “K-SURE” is one name; “WHO/OECD” are two by the slash already."""
    if "-" not in token or SHORT.match(token):
        return [token]
    return token.split("-")


def names(text: str) -> dict[str, str]:
    """acronym → the name in front of it: “the Korean Ministry of Science and ICT (MSIT)”."""
    out: dict[str, str] = {}
    for match in BRACKET.finditer(text):
        acronym = match["acronym"]
        if not is_short_name(acronym):
            continue
        name = _trimmed(_name_words(text[max(0, match.start() - 200) : match.start()]), acronym)
        if name:
            out.setdefault(acronym, name)
    return out


def _name_words(before: str) -> list[str]:
    """The words right before a bracket that can belong to a name: capitals and small connecting words."""
    words: list[str] = []
    for word in reversed(WORD.findall(before[-160:])[-LONGEST:]):
        if word.casefold().strip(",") not in SMALL and not word[0].isupper():
            break
        words.insert(0, word)
    return words


def _trimmed(words: list[str], acronym: str) -> str:
    """The words that the letters stand for: back from the bracket to the word with the first letter."""
    letters = [c for c in acronym.upper() if c.isalpha()]
    start = None
    for at in range(len(words) - 1, -1, -1):
        initials = [w[0].upper() for w in words[at:] if w.casefold() not in SMALL]
        if words[at].casefold() in SMALL:
            continue
        if initials and initials[0] == letters[0] and len(initials) >= len(letters) - 1:
            start = at
            if len(initials) >= len(letters):
                break
    if start is None:
        start = next((at for at, w in enumerate(words) if w.casefold() not in SMALL), None)
    if start is None:
        return ""
    before = [w for w in words[:start] if w.casefold() not in SMALL]
    if (
        before
        and re.search(r"(ish|ean|ian|ese|nese|dansk\w*)$", before[-1])
        and start
        and words[start - 1] == before[-1]
    ):
        start -= 1
    return " ".join(words[start:]).strip(" ,")
