"""The programme page: what was agreed, how it stands, in areas and tracks; every string ready."""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import DateField, Exists, F, IntegerField, OuterRef, QuerySet, SlugField
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from embassy import clock
from embassy.languages import active_language, pick
from embassy.models import Country
from embassy.prepared import prepared
from programmes.models import (
    BasisListing,
    Commitment,
    Document,
    Event,
    EventProgramme,
    Note,
    Passage,
    PriorityArea,
    Programme,
    Responsibility,
    Signatory,
)
from programmes.models.programmes import ProgrammeQuerySet
from programmes.models.publishing import closed_since
from programmes.public.pages.as_of import AsOf, keep_day
from programmes.public.pages.commitment_rows import (
    COLUMNS,
    Part,
    Row,
    Standing,
    commitment_rows,
    drawn,
    responsibilities,
    responsible_parts,
    result_words,
    standing_of,
)
from programmes.public.pages.programme_life import (
    PENDING,
    ProgrammeLife,
    Review,
    describe_life,
    last_evaluated,
)
from programmes.public.pages.selections import long_silent_url
from programmes.words.notes import PublicNote, Source, public_notes_of_programme, sources_of
from programmes.words.strings import (
    date_words,
    in_language,
    in_language_marked,
    marked,
    marked_pick,
    no_final_status,
    period_words,
)
from programmes.words.written import written

# What pages say of a programme, its country and its text; other columns are not read.
PAGE_COLUMNS = (
    "reference", "slug", "title_da", "title_en", "title_signed", "language", "standfirst_da", "standfirst_en",
    "announced_on", "preparation_noted_on", "signed_on", "conclusion", "starts_on", "ends_on", "end_is_certain",
    "checked_on", "closed_at",
    "signing_note_da", "signing_note_en", "period_note_da", "period_note_en", "predecessor_id", "is_complete",
    "publishes_assessment", "publishes_waiting_for", "publishes_partner_view", "is_published",
    "is_named_only", "party_publication", "legal_character", "legal_character_source",
    "partnership__country__slug", "partnership__country__name_da", "partnership__country__name_en",
    "text__is_public", "text__url",
)  # fmt: skip


@dataclass
class TrackBlock:
    title: str
    as_signed: str
    kind: str
    rows: list[Row] = field(default_factory=list)

    @property
    def drawn(self) -> str:
        """The track as HTML: its heading, as signed beside it where that is in another language, and its rows."""
        signed = f' <span class="track-signed as-signed">{self.as_signed}</span>' if self.as_signed else ""
        heading = f"<h3>{self.title}{signed}</h3>" if self.title else ""
        return f'{heading}\n<ul class="rows">{drawn(self.rows)}</ul>\n'


@dataclass
class AreaBlock:
    """A priority area with what is shown of it. `number` is None for commitments outside areas."""

    pk: int | None
    number: int | None = None
    title: str = ""
    as_signed: str = ""
    sdgs: set[int] = field(default_factory=set)
    introduction: list[str] = field(default_factory=list)
    tracks: list[TrackBlock] = field(default_factory=list)
    count: int = 0

    @property
    def drawn(self) -> SafeString:
        return SafeString("".join([track.drawn for track in self.tracks]))

    @property
    def entry(self) -> str:
        """Its line in the page's contents."""
        return f'<li><a href="#area-{self.number}">{self.number} {self.title}</a></li>' if self.number else ""

    @property
    def about(self) -> str:
        """`17 commitments. Promotes SDG 6, 7, 12, 13, 17.`"""
        words = ngettext("%(count)d commitment.", "%(count)d commitments.", self.count) % {
            "count": self.count
        }
        if self.sdgs:
            numbers = ", ".join(str(number) for number in sorted(self.sdgs))
            words += " " + _("Promotes SDG %(numbers)s.") % {"numbers": numbers}
        return words


@dataclass
class ProgrammePage:
    programme: Programme
    country: Country
    url: str
    title: str
    life: ProgrammeLife
    facts: list[str]
    successor: tuple[str, str] | None  # its title and address
    no_final_status: str
    standfirst: str
    period_note: str
    signing_note: str
    rows: list[Row]
    all_areas: list[AreaBlock]
    track_kinds: set[str]
    standing: Standing | None
    parts: dict[int, list[Part]]
    basis: list[tuple[str, SafeString]]  # an area's name and its entries
    notes: list[PublicNote]
    signatories: list[SafeString]
    text_url: str
    text_is_held: bool
    text_elsewhere: list[Source]
    party_publication: str
    legal_character: str
    is_demonstration: bool
    lacks_translation: bool
    is_agreed: bool = True
    as_of: AsOf | None = None
    is_filtered: bool = False

    @property
    def here(self) -> str:
        """The page's own address without filters, for the day that it shows."""
        return keep_day(self.url, self.as_of)

    @property
    def has_contents(self) -> bool:
        """Whether there is more on the page than what is said about the programme."""
        return bool(self.rows) or (bool(self.basis) and self.is_agreed)

    @property
    def has_publication(self) -> bool:
        """Whether there is something to print: commitments, or a text."""
        return (bool(self.rows) or self.text_is_held) and not self.programme.is_named_only

    @property
    def tells_of_text(self) -> bool:
        """Of a programme that is to come, its life already says that no text is recorded."""
        is_known = bool(self.text_url or self.party_publication or self.text_elsewhere)
        return is_known or self.programme.is_named_only or self.life.code not in PENDING

    @property
    def areas(self) -> list[AreaBlock]:
        """The areas of which something is shown."""
        return [area for area in self.all_areas if area.tracks]

    @property
    def contents(self) -> SafeString:
        """Where the areas that are shown stand on the page."""
        return SafeString("".join([area.entry for area in self.areas]))

    @property
    def shown(self) -> int:
        return sum(len(track.rows) for area in self.areas for track in area.tracks)

    def narrow(self, matching: Collection[int]) -> None:
        """Keep only the commitments with these ids, and the tracks and areas that hold any."""
        self.is_filtered = True
        for area in self.all_areas:
            for track in area.tracks:
                track.rows = [row for row in track.rows if row.pk in matching]
            area.tracks = [track for track in area.tracks if track.rows]

    @property
    def result_words(self) -> str:
        """How many of the commitments the filters leave."""
        return result_words(self.shown, len(self.rows), is_filtered=self.is_filtered)


def published_programmes(country_slug: str | None = None, *, on: dt.date | None = None) -> list[Programme]:
    """The published programmes, or those of a country, the latest first; a list, in one query.

    Each knows its `successor` among them, whether its text is held here and since when it is closed (`closed_on`).
    With `on`, an earlier day, only those of which something was known by then, each with the successor that was
    agreed by then.
    """
    published = _of_day(country_slug, on) if on else _of_today(country_slug)
    for programme in published:
        after = [other for other in published if other.predecessor_id == programme.pk and other.signed_on]
        known = [other for other in after if on is None or other.is_agreed_by(on)]
        programme.successor = known[0] if known else None
        programme.has_public_successor = programme.successor is not None
        programme.has_later_successor = bool(after) and not known
        if on is None:
            programme.closed_on = clock.public_day(programme.closed_at) if programme.closed_at else None
    return published if on is None else [programme for programme in published if programme.life_on(on)]


def _of_today(country_slug: str | None) -> list[Programme]:
    return list(_published()) if country_slug is None else list(_of_country(country=country_slug))


def _of_day(country_slug: str | None, day: dt.date) -> list[Programme]:
    programmes = _published().published_on(day).annotate(closed_on=closed_since(day))  # type: ignore[no-redef]
    return list(programmes.filter(partnership__country__slug=country_slug) if country_slug else programmes)


@prepared(country=SlugField())
def _of_country(country: Any) -> QuerySet[Programme]:
    return _published().filter(partnership__country__slug=country)


def _published() -> ProgrammeQuerySet:
    return (
        Programme.objects.published()
        .select_related("partnership__country", "text")
        .only(*PAGE_COLUMNS)
        # The model declares what this adds.
        .annotate(text_is_held=Exists(Passage.objects.filter(document=OuterRef("text"))))  # type: ignore[no-redef]
        .order_by(F("starts_on").desc(nulls_last=True), "reference")
    )


def programme_page(programme: Programme, *, at: dt.datetime, as_of: AsOf | None = None) -> ProgrammePage:
    """Everything the page shows, of a programme from `published_programmes`, now or as of an earlier day."""
    at = as_of.at if as_of else at
    day = clock.public_day(at)
    country = programme.partnership.country
    url = programme.get_absolute_url()
    parts = responsible_parts(_responsibilities(programme=programme.pk, on=day))
    commitments = _commitments_on(programme, day) if as_of else _commitments(programme=programme.pk)
    rows = commitment_rows(commitments, at=at, base_urls={programme.pk: url}, parts=parts, as_of=as_of)
    is_whole = not programme.is_named_only
    text = programme.text if programme.text and programme.text.is_public and is_whole else None
    areas = _areas(programme, rows, text)
    has_standing = programme.is_complete and rows and (as_of is None or as_of.has_statuses)
    return ProgrammePage(
        programme=programme,
        country=country,
        url=url,
        title=marked(programme.title),
        life=describe_life(programme, on=day, successor=programme.successor),
        facts=[*facts_line(programme, on=day), *_evaluation(programme, on=day)],
        successor=_successor(programme, as_of),
        no_final_status=_no_final_status(programme, as_of) if is_whole else "",
        standfirst=written(programme.standfirst) if is_whole else "",
        period_note=written(programme.period_note) if is_whole else "",
        signing_note=written(programme.signing_note) if is_whole else "",
        rows=rows,
        all_areas=areas,
        track_kinds={track.kind for area in areas for track in area.tracks},
        standing=_standing(programme, rows, url, as_of) if has_standing else None,
        parts=parts,
        basis=_basis(programme, areas) if is_whole else [],
        notes=public_notes_of_programme(programme.pk),
        signatories=_signatories(programme) if is_whole and not programme.signing_note else [],
        text_url=text_url(programme, url),
        text_is_held=bool(text) and programme.text_is_held,
        text_elsewhere=[] if programme.is_complete else _text_elsewhere(programme),
        party_publication=programme.party_publication if is_whole else "",
        legal_character=legal_words(programme),
        is_demonstration=any(row.is_demo for row in rows),
        lacks_translation=any(row.lacks_translation for row in rows),
        is_agreed=as_of is None or programme.is_agreed_by(day),
        as_of=as_of,
    )


def _evaluation(programme: Programme, *, on: dt.date) -> list[str]:
    words = last_evaluated([Review(*row) for row in _reviews(programme=programme.pk)], on=on)
    return [words] if words else []


@prepared(programme=IntegerField())
def _reviews(programme: Any) -> QuerySet[EventProgramme, Any]:
    public = Event.objects.public().reviews().values("pk")
    links = EventProgramme.objects.filter(programme=programme, relation=EventProgramme.Relation.REVIEWED)
    return links.filter(event__in=public).values_list("event__kind", "event__starts_on", "event__ends_on")


def _successor(programme: Programme, as_of: AsOf | None) -> tuple[str, str] | None:
    after = programme.successor
    return (marked(after.title), keep_day(after.get_absolute_url(), as_of)) if after else None


def _no_final_status(programme: Programme, as_of: AsOf | None) -> str:
    """For how many the programme was closed without a final status; empty where it was not, or gave them all."""
    if not programme.closed_on:
        return ""
    shown = Commitment.objects.left_open_on(as_of.day) if as_of else Commitment.objects.shown_as_left_open()
    count = shown.filter(programme=programme).count()
    return no_final_status(count) if count else ""


def _standing(programme: Programme, rows: Sequence[Row], url: str, as_of: AsOf | None) -> Standing:
    stale_url = long_silent_url(programme=programme.reference)
    return standing_of(rows, url=url, stale_url=stale_url, as_of=as_of)


@prepared(programme=IntegerField())
def _commitments(programme: Any) -> QuerySet[Commitment, Any]:
    return (
        Commitment.objects.published().filter(programme=programme).order_by("position").values_list(*COLUMNS)
    )


def _commitments_on(programme: Programme, day: dt.date) -> QuerySet[Commitment, Any]:
    """Those that stood in the text by an earlier day."""
    stood = Commitment.objects.shown_on(day).filter(programme=programme)
    return stood.order_by("position").values_list(*COLUMNS)


@prepared(programme=IntegerField(), on=DateField())
def _responsibilities(programme: Any, on: Any) -> QuerySet[Responsibility, Any]:
    return responsibilities(on=on).filter(commitment__programme=programme)


def text_url(programme: Programme, url: str) -> str:
    """Where the agreement can be read: here when its text is held, else where it is published; empty when nowhere."""
    text = programme.text
    if text is None or not text.is_public or programme.is_named_only:
        return ""
    return f"{url}text/" if programme.text_is_held else text.url


def _text_elsewhere(programme: Programme) -> list[Source]:
    """Where others have published the full text that is not kept here, by the sources of the public notes."""
    texts = Document.objects.filter(
        kind=Document.Kind.PROGRAMME_TEXT, notes__in=Note.objects.public().filter(programme=programme)
    ).exclude(url="")
    return sources_of(texts.distinct())


def legal_words(programme: Programme) -> str:
    """What it is in law and who says so; nothing where nobody does, or only its existence is public."""
    if programme.is_named_only or programme.legal_character == Programme.LegalCharacter.NOT_STATED:
        return ""
    by_text = programme.legal_character_source == Programme.LegalSource.TEXT
    if programme.legal_character == Programme.LegalCharacter.TREATY:
        return (
            _("A treaty, according to its text.")
            if by_text
            else _("A treaty, according to the legal department.")
        )
    if by_text:
        return _("Not legally binding, according to its text.")
    return _("Not legally binding, according to the legal department.")


def concluded(programme: Programme) -> str:
    """`signed April 2021`, in the verb of the source."""
    words = {
        Programme.Conclusion.SIGNED: _("signed %(date)s"),
        Programme.Conclusion.ISSUED: _("issued %(date)s"),
        Programme.Conclusion.AGREED: _("agreed %(date)s"),
        Programme.Conclusion.DATED: _("dated %(date)s"),
    }
    return words[Programme.Conclusion(programme.conclusion)] % {"date": date_words(programme.signed_on)}


def facts_line(programme: Programme, *, on: dt.date | None = None) -> list[str]:
    """Period, signing, language of the text and when it was closed, as far as recorded, and known by a day if given.

    Of a programme from `published_programmes`, for the same day.
    """
    facts = [period_words(programme.starts_on, programme.ends_on)]
    is_agreed = on is None or programme.is_agreed_by(on)
    if programme.signed_on and is_agreed:
        facts.append(concluded(programme))
    if programme.text_id and programme.is_complete and is_agreed:
        facts.append(in_language(programme.language))
    if programme.closed_on:
        facts.append(_("statuses final since %(date)s") % {"date": date_words(programme.closed_on)})
    return [fact for fact in facts if fact]


def _areas(programme: Programme, rows: Iterable[Row], text: Document | None) -> list[AreaBlock]:
    """The areas and tracks in order, each with its rows."""
    areas = _area_blocks(programme, text)
    blocks = {}
    for row in rows:
        area = areas.setdefault(row.area_id, AreaBlock(None))
        area.count += 1
        if (row.area_id, row.track_id) not in blocks:
            blocks[row.area_id, row.track_id] = track = _track_block(row, programme.language)
            area.tracks.append(track)
        blocks[row.area_id, row.track_id].rows.append(row)
    return sorted(areas.values(), key=lambda area: (area.number is None, area.number or 0))


def _area_blocks(programme: Programme, text: Document | None) -> dict[int | None, AreaBlock]:
    """The areas by id with their goals and the paragraphs of the text that introduce them, in one query."""
    blocks: dict[int | None, AreaBlock] = {}
    paragraphs: dict[int, dict[int, str]] = {}
    for pk, number, title, title_da, title_en, sdg, document, paragraph, words in _area_rows(
        programme=programme.pk
    ):
        if pk not in blocks:
            plain = pick(da=title_da, en=title_en)
            blocks[pk] = AreaBlock(
                pk,
                number,
                title=marked(plain) if plain else in_language_marked(title, programme.language),
                as_signed=in_language_marked(title, programme.language) if plain and plain != title else "",
            )
        if sdg is not None:
            blocks[pk].sdgs.add(sdg)
        if text is not None and document == text.pk:
            paragraphs.setdefault(pk, {})[paragraph] = words
    for pk, of_area in paragraphs.items():
        blocks[pk].introduction = [of_area[number] for number in sorted(of_area)]
    return blocks


@prepared(programme=IntegerField())
def _area_rows(programme: Any) -> QuerySet[PriorityArea, Any]:
    return PriorityArea.objects.filter(programme=programme).values_list(
        "pk", "number", "title", "title_da", "title_en", "sdgs__number",
        "introduction__document", "introduction__paragraph", "introduction__text",
    )  # fmt: skip


def _track_block(row: Row, language: str) -> TrackBlock:
    title, title_da, kind = row.track
    if title is None or kind is None:  # outside tracks
        return TrackBlock("", "", "")
    signed = in_language_marked(title, language)
    if title_da and active_language() == "da" != language:
        return TrackBlock(escape(title_da), signed, kind)
    return TrackBlock(signed, "", kind)


def _basis(programme: Programme, areas: Sequence[AreaBlock]) -> list[tuple[str, SafeString]]:
    """The list of basis agreements as the text has it, by area."""
    headings = {area.pk: format_html("{} {}", area.number, area.title) for area in areas if area.number}
    groups: dict[int | None, list[str]] = {}
    for area_id, listed_as, is_open, valid_from, valid_until in _basis_rows(programme=programme.pk):
        notes = []
        if is_open:
            notes.append(_("Marked “to be confirmed” when the programme was signed."))
        if valid_until:
            notes.append(_("Valid %(period)s.") % {"period": period_words(valid_from, valid_until)})
        note = f' <span class="small soft">{escape(" ".join(notes))}</span>' if notes else ""
        words = in_language_marked(listed_as, programme.language)
        groups.setdefault(area_id, []).append(f'<li><span class="as-signed">{words}</span>{note}</li>')
    order: dict[int | None, int] = {area.pk: place for place, area in enumerate(areas)}
    return [
        (headings.get(area_id, ""), SafeString("".join(entries)))
        for area_id, entries in sorted(groups.items(), key=lambda group: order.get(group[0], -1))
    ]


@prepared(programme=IntegerField())
def _basis_rows(programme: Any) -> QuerySet[BasisListing, Any]:
    return (
        BasisListing.objects.filter(programme=programme)
        .order_by("area", "position")
        .values_list(
            "area", "listed_as", "is_to_be_confirmed", "instrument__valid_from", "instrument__valid_until"
        )
    )


def _signatories(programme: Programme) -> list[SafeString]:
    return [
        SafeString(
            ", ".join(
                part
                for part in (escape(name), marked_pick(title_da, title_en), date_words(signed_on))
                if part
            )
        )
        for name, title_da, title_en, signed_on in _signatory_rows(programme=programme.pk)
    ]


@prepared(programme=IntegerField())
def _signatory_rows(programme: Any) -> QuerySet[Signatory, Any]:
    return (
        Signatory.objects.filter(programme=programme)
        .order_by("side", "name")
        .values_list("name", "title_da", "title_en", "signed_on")
    )
