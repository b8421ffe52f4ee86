"""Sustainable Development Goals that a text names, and whether number and name agree."""

import re

NAMES = {
    1: ("no poverty", "poverty", "afskaf fattigdom", "fattigdom"), 2: ("zero hunger", "hunger", "stop sult", "sult"),
    3: ("good health and well-being", "health", "sundhed og trivsel", "sundhed"), 4: ("quality education", "education", "kvalitetsuddannelse", "uddannelse"),
    5: ("gender equality", "gender", "ligestilling mellem kønnene", "ligestilling"), 6: ("clean water and sanitation", "water", "rent vand og sanitet", "vand"),
    7: ("affordable and clean energy", "energy", "bæredygtig energi", "energi"),
    8: ("decent work and economic growth", "decent work", "anstændige jobs og økonomisk vækst", "anstændige jobs"),
    9: ("industry, innovation and infrastructure", "industry", "industri, innovation og infrastruktur", "industri"),
    10: ("reduced inequalities", "inequalit", "mindre ulighed", "ulighed"),
    11: ("sustainable cities and communities", "cities", "bæredygtige byer og lokalsamfund", "byer"),
    12: ("responsible consumption and production", "consumption", "ansvarligt forbrug og produktion", "forbrug"),
    13: ("climate action", "climate", "klimaindsats", "klima"), 14: ("life below water", "below water", "livet i havet", "havet"),
    15: ("life on land", "on land", "livet på land", "land"),
    16: ("peace, justice and strong institutions", "peace", "fred, retfærdighed og stærke institutioner", "fred"),
    17: ("partnerships for the goals", "partnership", "partnerskaber for handling", "partnerskab"),
}  # fmt: skip
WORD = r"(?:SDGs?|Sustainable Development Goals?|verdensmål(?:ene)?|Goals?|mål)"
NUMBER = r"(?:nr\.?|no\.?|numbers?)?\s*#?\d{1,2}(?!\d)(?:\s*\([^)]{3,80}\))?"
LIST = re.compile(
    rf"\b{WORD}\s*:?\s*({NUMBER}(?:\s*(?:,|;|and|og|&|/|samt|,\s*and|,\s*og)\s*(?:SDG\s*)?{NUMBER})*)", re.I
)
RANGE = re.compile(rf"\b{WORD}\s*(\d{{1,2}})\s*[-–]\s*(\d{{1,2}})\b", re.I)
ONE = re.compile(r"(\d{1,2})(?!\d)(?:\s*\(([^)]{3,80})\))?")
IN_TITLE = re.compile(
    rf"\s*[(\[–—-]\s*(?:promot\w+\s+|supports?\s+|fremmer\s+)?{WORD}\b[^)\]]*[)\]]?\s*$", re.I
)


def numbers(text):
    """Goal numbers in the order of the text, each once."""
    out = []
    for number, _name in named(text):
        if number not in out:
            out.append(number)
    return out


def named(text):
    """(number, the name that the text gives it or "")."""
    out = []
    for found in RANGE.finditer(text):
        low, high = int(found[1]), int(found[2])
        if 1 <= low < high <= 17:
            out += [(number, "") for number in range(low, high + 1)]
    is_about_goals = bool(re.search(r"SDG|sustainable|verdensmål", text, re.I))
    for found in LIST.finditer(text):
        if found.group(0)[:1] in "mMgG" and not re.match(r"mål(ene)?\s+\d|goals?\s+\d", found.group(0), re.I):
            continue
        if re.match(r"(goals?|mål)\b", found.group(0), re.I) and not is_about_goals:
            continue
        for one in ONE.finditer(found[1]):
            if 1 <= int(one[1]) <= 17 and (int(one[1]), one[2] or "") not in out:
                out.append((int(one[1]), one[2] or ""))
    return out


def apart(title):
    """A heading without the goals in brackets behind it, and these goals."""
    found = IN_TITLE.search(title)
    if found and numbers(found.group(0)):
        return title[: found.start()].rstrip(" :–-"), sorted(set(numbers(found.group(0))))
    return title.rstrip(": ").strip() or title, []


def disagreements(text):
    """(number, name, number that the name belongs to) where a goal's number and its name do not agree."""
    out = []
    for number, name in named(text):
        key = name.casefold().replace("&", "and").strip()
        if not key or any(key in known or known in key for known in NAMES[number]):
            continue
        meant = next(
            (n for n, known in NAMES.items() if known[0] in key or known[2] in key or key in known[0]), None
        )
        if meant and meant != number:
            out.append((number, name, meant))
    return out
