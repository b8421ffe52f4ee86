"""Sustainable Development Goals that a text names, and whether number and name agree."""

import re
from typing import NamedTuple

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


class NamedGoal(NamedTuple):
    """A goal's number, and the name that the text gives it or ""."""

    number: int
    name: str


class Disagreement(NamedTuple):
    """A goal's number and name that do not agree; `meant` is the goal that the name belongs to."""

    number: int
    name: str
    meant: int


def numbers(text: str) -> list[int]:
    """Goal numbers in the order of the text, each once."""
    return list(dict.fromkeys(goal.number for goal in named(text)))


def named(text: str) -> list[NamedGoal]:
    out: list[NamedGoal] = []
    for span in RANGE.finditer(text):
        low, high = int(span[1]), int(span[2])
        if 1 <= low < high <= 17:
            out += [NamedGoal(number, "") for number in range(low, high + 1)]
    is_about_goals = bool(re.search(r"SDG|sustainable|verdensmål", text, re.I))
    for match in LIST.finditer(text):
        words = match.group()
        if words[:1] in "mMgG" and not re.match(r"mål(ene)?\s+\d|goals?\s+\d", words, re.I):
            continue
        if re.match(r"(goals?|mål)\b", words, re.I) and not is_about_goals:
            continue
        for one in ONE.finditer(match[1]):
            goal = NamedGoal(int(one[1]), one[2] or "")
            if 1 <= goal.number <= 17 and goal not in out:
                out.append(goal)
    return out


def split_goals(title: str) -> tuple[str, list[int]]:
    """A heading without the goals in brackets behind it, and these goals."""
    match = IN_TITLE.search(title)
    if match and numbers(match.group()):
        return title[: match.start()].rstrip(" :–-"), sorted(set(numbers(match.group())))
    return title.rstrip(": ").strip() or title, []


def disagreements(text: str) -> list[Disagreement]:
    out: list[Disagreement] = []
    for number, name in named(text):
        key = name.casefold().replace("&", "and").strip()
        if not key or any(key in known or known in key for known in NAMES[number]):
            continue
        meant = next(
            (
                goal
                for goal, (english, _short, danish, *_rest) in NAMES.items()
                if english in key or danish in key or key in english
            ),
            None,
        )
        if meant and meant != number:
            out.append(Disagreement(number, name, meant))
    return out
