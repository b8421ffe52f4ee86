"""A programme's text and its plan: passages, areas, tracks, commitments and the agreements it rests on."""

from programmes.content.files import Table
from programmes.content.rows import Content, Ref
from programmes.models import (
    SDG,
    BasisAgreement,
    BasisListing,
    Commitment,
    Document,
    Organisation,
    Passage,
    PriorityArea,
    Programme,
    Responsibility,
    Sector,
    Track,
    Wording,
)


def add_plans(content: Content) -> None:
    """Add the rows of `programmes/`: in a folder named by the programme's reference, `text.toml` and `plan.toml`."""
    for name in content.names("programmes/*/text.toml"):
        _add_text(content, content.file(name))
    for name in content.names("programmes/*/plan.toml"):
        _Plan(content, content.file(name), reference=name.split("/")[1]).add()


def _add_text(content: Content, file: Table) -> None:
    document = file.get("document")
    file.get("language")  # for the reader of the file; the document says it too
    for table in file.tables("passage", label="paragraph"):
        values = table.columns(Passage, "paragraph style text", "page")
        refs = {"document": content.ref(file, Document, document, "document")}
        content.add(table, Passage, f"{document}:{values.get('paragraph')}", values, refs=refs)
        table.done()
    file.done()


class _Plan:
    """One `plan.toml`, whose commitments may stand in tracks of areas, in areas, or in neither."""

    def __init__(self, content: Content, file: Table, *, reference: str) -> None:
        self.content, self.file, self.reference = content, file, reference
        self.document = file.get("document")
        self.wording = file.columns(Wording, "language provenance")
        self.position = 0

    def add(self) -> None:
        for area in self.file.tables("area", label="number"):
            self._add_area(area)
        self._add_commitments(self.file, area=None, track=None)
        for instrument in self.file.tables("instrument", label="key"):
            self._add_instrument(instrument)
        for listing in self.file.tables("basis", label="listed_as"):
            self._add_listing(listing)
        self.file.done()

    def _programme(self, table: Table) -> Ref | None:
        return self.content.ref(table, Programme, self.reference, "the folder's name")

    def _passage(self, table: Table) -> Ref | None:
        paragraph = table.get("passage", int)
        return self.content.ref(table, Passage, paragraph and f"{self.document}:{paragraph}", "passage")

    def _add_area(self, table: Table) -> None:
        values = table.columns(PriorityArea, "number title title_en title_da")
        key = f"{self.reference}:{values.get('number')}"
        links = {
            "introduction": self.content.refs(
                table, Passage, "introduction", prefix=f"{self.document}:", kind=int
            ),
            "sdgs": self.content.refs(table, SDG, "sdgs", kind=int),
        }
        self.content.add(
            table, PriorityArea, key, values, refs={"programme": self._programme(table)}, links=links
        )
        for track in table.tables("track", label="position"):
            self._add_track(track, key)
        self._add_commitments(table, area=key, track=None)
        table.done()

    def _add_track(self, table: Table, area: str | None) -> None:
        values = table.columns(Track, "position title title_da kind")
        key = f"{area}:{values.get('position')}"
        refs = {"area": self.content.ref(table, PriorityArea, area, "area")}
        self.content.add(table, Track, key, values, refs=refs)
        self._add_commitments(table, area=area, track=key)
        table.done()

    def _add_commitments(self, table: Table, *, area: str | None, track: str | None) -> None:
        for commitment in table.tables("commitment", label="number"):
            self.position += 1
            self._add_commitment(commitment, area=area, track=track)
            commitment.done()

    def _add_commitment(self, table: Table, *, area: str | None, track: str | None) -> None:
        values = table.columns(
            Commitment,
            "number kind plain_title_en plain_title_da status_visibility",
            "recurrence recurrence_other",
        )
        if values.get("status_visibility") == Commitment.Visibility.UNCONFIRMED:
            table.complain("status_visibility", "must be decided. Write “public” or “withheld”.")
        values |= {"position": self.position, "is_published": True}
        key = f"{self.reference}-{values.get('number')}"
        content = self.content
        content.add(
            table,
            Commitment,
            key,
            values,
            refs={
                "programme": self._programme(table),
                "area": content.ref(table, PriorityArea, area, "area"),
                "track": content.ref(table, Track, track, "track"),
            },
            links={
                "sectors": content.refs(table, Sector, "sectors"),
                "sdgs": content.refs(table, SDG, "sdgs", kind=int),
            },
        )
        self._add_wording(table, key)
        for part in table.tables("responsible", label="organisation"):
            self._add_responsibility(part, key)

    def _add_wording(self, table: Table, commitment: str) -> None:
        """The wording is its passage's text, to the letter."""
        passage = self._passage(table)
        cited = passage and self.content.rows.get(Passage, {}).get(passage.key)
        values = {**self.wording, "text": cited.values.get("text", "") if cited else ""}
        key = f"{commitment}:{values.get('language')}:{values.get('provenance')}:"
        refs = {"commitment": self.content.ref(table, Commitment, commitment, "number"), "passage": passage}
        self.content.add(table, Wording, key, values, refs=refs)

    def _add_responsibility(self, table: Table, commitment: str) -> None:
        values = table.columns(Responsibility, "role as_named", "side")
        if (values.get("role") == Responsibility.Role.FORUM) == bool(values.get("side")):
            table.complain(
                "side", "goes with the role “responsible” and not with “forum”. Correct one of them."
            )
        organisation = table.get("organisation")
        refs = {
            "commitment": self.content.ref(table, Commitment, commitment, "number"),
            "organisation": self.content.ref(table, Organisation, organisation, "organisation"),
        }
        key = f"{commitment}:{organisation}:{values.get('role')}"
        self.content.add(table, Responsibility, key, values, refs=refs)
        table.done()

    def _add_instrument(self, table: Table) -> None:
        values = table.columns(
            BasisAgreement, "key kind title_en title_da", "concluded_on valid_from valid_until"
        )
        links = {"organisations": self.content.refs(table, Organisation, "organisations")}
        self.content.add(table, BasisAgreement, values.get("key"), values, links=links)
        table.done()

    def _add_listing(self, table: Table) -> None:
        values = table.columns(BasisListing, "position listed_as is_to_be_confirmed")
        area = table.get("area", int)
        refs = {
            "programme": self._programme(table),
            "area": self.content.ref(table, PriorityArea, area and f"{self.reference}:{area}", "area"),
            "instrument": self.content.ref(table, BasisAgreement, table.get("instrument"), "instrument"),
            "passage": self._passage(table),
        }
        key = f"{self.reference}:{area}:{values.get('position')}"
        self.content.add(table, BasisListing, key, values, refs=refs)
        table.done()
