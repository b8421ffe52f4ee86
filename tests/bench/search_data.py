"""A register of 100,000 published commitments in words that come as words do: a few often, most seldom."""

import random

from django.db import connection

from programmes.models import Commitment, Organisation, Passage, Responsibility, Wording
from programmes.search import entries
from tests import factories

PROGRAMMES, VOCABULARY = 20, 20_000
BEGINNINGS = "co re grø vand hav energ sund by tek pro sam for over inter bio kli mar fo ud syn".split()
MIDDLES = "vind per ra ti nova li de man arbe sta ko gen do me ne ro va si la tu".split()
ENDINGS = "tion else hed ing ment skab er ity ance ler ik ud ne sted form vej gas bro".split()
RARE, SELDOM, COMMON = "zymurgi", "havvindmøllepark", "cooperation"


def register(size):
    """Fill the database and the search's entries. Every commitment has a wording, titles and two organisations."""
    chance = random.Random(7)  # noqa: S311 - the same words in every run
    words = _vocabulary(chance)
    weights = [1 / (place + 1) for place in range(len(words))]
    organisations = list(Organisation.objects.order_by("pk"))
    for start in range(PROGRAMMES):
        programme = factories.programme("KR", starts_on=str(2030 + start), ends_on=str(2033 + start))
        _commitments(programme, size // PROGRAMMES, chance, words, weights, organisations)
    entries.rebuild()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _vocabulary(chance):
    made = {COMMON: None}
    while len(made) < VOCABULARY:
        parts = (
            chance.choice(BEGINNINGS),
            *chance.choices(MIDDLES, k=chance.randint(0, 3)),
            chance.choice(ENDINGS),
        )
        made["".join(parts)] = None
    return list(made)


def _commitments(programme, count, chance, words, weights, organisations):
    drawn = chance.choices(words, weights, k=count * 40)
    texts = [" ".join(drawn[place * 40 : place * 40 + 40]) for place in range(count)]
    texts[0] += f" {RARE}"
    texts[1] += f" {SELDOM}"
    rows = Commitment.objects.bulk_create(
        Commitment(
            programme=programme, number=f"{place // 900 + 1}.{place % 900 + 1}", position=place,
            kind=Commitment.Kind.CONTINUING, plain_title_da=text[:60], plain_title_en=text[60:140], is_published=True,
            status_visibility=Commitment.Visibility.PUBLIC,
        )
        for place, text in enumerate(texts)
    )  # fmt: skip
    Wording.objects.bulk_create(
        Wording(commitment=row, text=text, language="en", provenance=Wording.Provenance.SIGNED)
        for row, text in zip(rows, texts, strict=True)
    )
    Responsibility.objects.bulk_create(
        Responsibility(
            commitment=row, organisation=organisations[(place + side * 7) % len(organisations)], side=name
        )
        for place, row in enumerate(rows)
        for side, name in enumerate(("danish", "partner"))
    )
    document = factories.document(kind="programme_text")
    programme.text = document
    programme.save()
    Passage.objects.bulk_create(
        Passage(document=document, paragraph=place, text=text)
        for place, text in enumerate(texts[: count // 10])
    )
