"""A made-up agreement as a plain tree, before any form is given to it."""

from dataclasses import dataclass, field

from tests.agreements.reader.making import words


@dataclass
class Item:
    text: str
    subs: list = field(default_factory=list)


@dataclass
class Made:
    """title, preamble, areas [(title, intro, [(track or None, [Item])])], and the words that it is made of."""

    words: dict
    title: str
    preamble: list
    areas: list
    start: int
    country: str

    @property
    def texts(self):
        return [item.text for _t, _i, tracks in self.areas for _track, items in tracks for item in items]

    def fill(self, text):
        return text.format(country=self.country, start=self.start, end=self.start + 3)


def make(rng, *, language=None, tracks=None, ends=None, subs=False, intro=None, short=False):
    """A random agreement. `tracks`: with or without; `ends`: how items end."""
    vocabulary = words.DA if (language or rng.choice(["en", "en", "da"])) == "da" else words.EN
    has_tracks = rng.random() < 0.5 if tracks is None else tracks
    has_intro = rng.random() < 0.6 if intro is None else intro
    start, country = rng.randint(2019, 2027), rng.choice(words.COUNTRIES)
    made = Made(vocabulary, "", [], [], start, country)
    made.title = made.fill(vocabulary["title"])
    made.preamble = [made.fill(line) for line in vocabulary["preamble"]]
    ends = ends or rng.choice([".", ".", ";", ""])
    used = set()
    for area in rng.sample(vocabulary["areas"], rng.randint(2, 5)):
        groups = []
        names = rng.sample(vocabulary["tracks"], rng.randint(2, 3)) if has_tracks else [None]
        for name in names:
            count = rng.randint(2, 5) if name is None else rng.randint(1, 5)
            groups.append((name, [_item(rng, vocabulary, used, ends, subs, short) for _ in range(count)]))
        made.areas.append((area, " ".join(rng.sample(vocabulary["intro"], 2)) if has_intro else "", groups))
    return made


def _item(rng, vocabulary, used, ends, subs, short):
    for _ in range(50):
        parts = [
            rng.choice(vocabulary["openings"]),
            rng.choice(vocabulary["objects"]),
            "" if short else rng.choice(vocabulary["tails"]),
        ]
        text = " ".join(part for part in parts if part)
        if text not in used:
            break
    used.add(text)
    if subs and rng.random() < 0.25:
        return Item(f"{text}, {vocabulary['sub'][0]}", list(vocabulary["sub"][1]))
    return Item(text + ends)
