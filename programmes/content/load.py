"""Compare what the files ask for with the database, and write the difference as one change set."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, Self, TypeAlias, cast

from django.db import IntegrityError, models

from embassy import clock
from embassy.audit import Channel, Recorder, StaleVersion, change_set, key_of, snapshot
from embassy.models import ChangeSet, Country, Mission, User
from programmes.actions import current, publishing_periods
from programmes.change_events import ChangeEvent
from programmes.content.files import ContentErrors, column
from programmes.content.history import History
from programmes.content.partnerships import add_partnerships
from programmes.content.plans import add_plans
from programmes.content.reference import add_reference
from programmes.content.rows import Content, Row
from programmes.models import (
    SDG,
    BasisAgreement,
    BasisListing,
    Commitment,
    Document,
    Event,
    EventProgramme,
    FormerSlug,
    Note,
    Organisation,
    OrganisationAlias,
    Partnership,
    PartnershipLevel,
    Passage,
    PriorityArea,
    Programme,
    Responsibility,
    Sector,
    Signatory,
    Track,
    WithholdingWord,
    Wording,
)
from programmes.models.former_slugs import COLUMNS

# Each model after those it refers to, with what its readable key is made of.
MODELS: dict[type[models.Model], tuple[str, ...]] = {
    Country: (),
    Mission: (),
    SDG: (),
    Sector: (),
    WithholdingWord: (),
    Organisation: (),
    OrganisationAlias: ("organisation",),
    Partnership: ("country",),
    Document: (),
    Passage: ("document",),
    PartnershipLevel: ("partnership__country",),
    Programme: (),
    Signatory: ("programme",),
    PriorityArea: ("programme",),
    Track: ("area__programme",),
    Commitment: ("programme",),
    Wording: ("commitment__programme",),
    Responsibility: ("commitment__programme", "organisation"),
    BasisAgreement: (),
    BasisListing: ("programme", "area"),
    Event: (),
    EventProgramme: ("event", "programme"),
    Note: (),
}

KeyInFiles: TypeAlias = tuple[type[models.Model], str]
Links: TypeAlias = dict[int, set[int]]  # the keys of what each row is linked to, by the row's own
NewRow: TypeAlias = tuple[Row, models.Model]
PresentRow: TypeAlias = tuple[Row, models.Model, models.Model | None]

SHOWN_IN_CACHES = frozenset({Organisation, OrganisationAlias, Commitment, Wording, Responsibility})


@dataclass
class Outcome:
    """What loading did: counts by model, and sentences about rows that it left because they are people's now."""

    new: Counter[type[models.Model]] = field(default_factory=Counter)
    updated: Counter[type[models.Model]] = field(default_factory=Counter)
    unchanged: int = 0
    left_changed: list[str] = field(default_factory=list)
    left_deleted: list[str] = field(default_factory=list)
    not_in_files: list[str] = field(default_factory=list)
    change_set: ChangeSet | None = None

    @property
    def touched(self) -> set[type[models.Model]]:
        return set(+self.new) | set(+self.updated)


def read_content(folder: Path) -> Content:
    """Read and check all content files. Raises ContentErrors with every problem found."""
    content = Content(folder)
    add_reference(content)
    add_partnerships(content)
    add_plans(content)
    content.check()
    return content


def load_content(folder: Path, *, by: User | None = None) -> Outcome:
    """Bring the database up to the files, all or nothing, and say what was done.

    A row that only this channel has written is updated; one that people changed is left; one they deleted stays
    deleted. Raises ContentErrors when the files are wrong, another row stands in the way or somebody saved a row
    meanwhile; nothing is written then.
    """
    content = read_content(folder)
    outcome = Outcome()
    try:
        with change_set(by=by, channel=Channel.CONTENT, event=ChangeEvent.CONTENT_LOADED) as record:
            loader = _Loader(content, record, outcome)
            for model in MODELS:
                loader.load(model)
            loader.list_what_the_files_dropped()
            publishing_periods.begin_register(record.touched)
            if outcome.touched & SHOWN_IN_CACHES:
                current.refresh(cast(list[Commitment], loader.instances_of(Commitment)), at=clock.now())
    except IntegrityError as error:
        raise ContentErrors(
            [f"A row that is already there stands in the way: {error}. Change or delete it."]
        ) from error
    except StaleVersion as error:
        raise ContentErrors([f"{error} Somebody saved it during the load. Load again."]) from error
    outcome.change_set = record.change_set
    return outcome


class _LinkTable(NamedTuple):
    """The table behind a many-to-many field, and its columns for the rows on either side."""

    through: type[models.Model]
    ours: str
    theirs: str

    @classmethod
    def of(cls, model: type[models.Model], name: str) -> Self:
        field = cast(models.ManyToManyField, model._meta.get_field(name))
        through = cast("type[models.Model]", field.remote_field.through)
        return cls(through, f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id")


class _Loader:
    def __init__(self, content: Content, record: Recorder, outcome: Outcome) -> None:
        self.content, self.record, self.outcome = content, record, outcome
        self.history = History(MODELS)
        self.instances: dict[KeyInFiles, models.Model] = {}

    def instances_of(self, model: type[models.Model]) -> list[models.Model]:
        return [instance for (kind, _key), instance in self.instances.items() if kind is model]

    def load(self, model: type[models.Model]) -> None:
        rows = self.content.rows.get(model, {})
        present_rows = (
            list(model._base_manager.select_related(*MODELS[model]).order_by("-pk")) if rows else []
        )
        by_key = {key_of(instance): instance for instance in present_rows}
        by_pk = {str(instance.pk): instance for instance in present_rows}
        new: list[NewRow] = []
        present: list[PresentRow] = []
        for row in rows.values():
            instance = by_key.get(row.key) or by_pk.get(
                self.history.ours.get((model._meta.label_lower, row.key), "")
            )
            wanted = self._wanted(row)
            if instance is not None:
                self.instances[model, row.key] = instance
                present.append((row, instance, wanted))
            elif wanted is None or (model._meta.label_lower, row.key) in self.history.deleted_keys:
                self.outcome.left_deleted.append(f"{row.label} ({row.where})")
                self._follow_merge(model, row.key)
            else:
                self.instances[model, row.key] = wanted
                new.append((row, wanted))
        self._create(model, new)
        self._compare(model, present)

    def _follow_merge(self, model: type[models.Model], key: str) -> None:
        """Let rows that name one which people merged into another name that one."""
        if model in COLUMNS:
            former = FormerSlug.objects.of(model).filter(slug=key).order_by("-pk").first()
            if former is not None:
                self.instances[model, key] = former.leads_to

    def _wanted(self, row: Row) -> models.Model | None:
        """An unsaved instance as the files have it, or None when something it hangs on was deleted by people."""
        refs = {name: self.instances.get((ref.model, ref.key)) for name, ref in row.refs.items()}
        if None in refs.values():
            return None
        return row.model(**row.values, **refs)

    def _targets(self, row: Row, name: str) -> list[models.Model]:
        targets = (self.instances.get((ref.model, ref.key)) for ref in row.links[name])
        return [target for target in targets if target is not None]

    def _create(self, model: type[models.Model], new: list[NewRow]) -> None:
        refers_to_itself = any(ref.model is model for row, _wanted in new for ref in row.refs.values())
        instances = [wanted for _row, wanted in new]
        if refers_to_itself:
            for instance in instances:
                self.record.create(instance)
        elif instances:
            self.record.bulk_create(model, instances)
        for name in {name for row, _wanted in new for name in row.links}:
            self._link_new(model, name, [(row, wanted) for row, wanted in new if name in row.links])
        self.outcome.new[model] += len(new)

    def _link_new(self, model: type[models.Model], name: str, new: list[NewRow]) -> None:
        """Links of rows that were just made: written in bulk, on record as one entry for each row."""
        table = _LinkTable.of(model, name)
        links = []
        for row, instance in new:
            targets = sorted({target.pk for target in self._targets(row, name)})
            links += [table.through(**{table.ours: instance.pk, table.theirs: target}) for target in targets]
            self.record.note_links(instance, name, [], targets)
        table.through._base_manager.bulk_create(links)

    def _compare(self, model: type[models.Model], present: list[PresentRow]) -> None:
        linked = {name: self._links_of(model, name) for name in {n for row, *_ in present for n in row.links}}
        different = []
        for row, instance, wanted in present:
            names = self._differences(row, instance, wanted, linked)
            if names or wanted is None:
                different.append((row, instance, wanted, names))
            else:
                self.outcome.unchanged += 1
        written = self.history.written_by_people([instance for _row, instance, *_ in different])
        for row, instance, wanted, names in different:
            theirs = written[str(instance.pk)]
            is_theirs = theirs is None or theirs & self._managed(row) or key_of(instance) != row.key
            if is_theirs or wanted is None:
                self.outcome.left_changed.append(f"{row.label}: {', '.join(sorted(names))} ({row.where})")
            else:
                self._update(row, instance, wanted, names)

    def _links_of(self, model: type[models.Model], name: str) -> Links:
        """The keys of what each row of a model is linked to by a many-to-many field."""
        table = _LinkTable.of(model, name)
        linked: Links = {}
        for ours, theirs in table.through._base_manager.values_list(table.ours, table.theirs):
            linked.setdefault(ours, set()).add(theirs)
        return linked

    def _differences(
        self, row: Row, instance: models.Model, wanted: models.Model | None, linked: dict[str, Links]
    ) -> set[str]:
        if wanted is None:
            return set(row.refs)
        names = [*row.values, *row.refs]
        current_values, stated = snapshot(instance, names), snapshot(wanted, names)
        columns = {
            name
            for name in names
            if current_values[(f := column(row.model, name)).attname] != stated[f.attname]
        }
        links = {
            name
            for name in row.links
            if linked[name].get(instance.pk, set()) != {target.pk for target in self._targets(row, name)}
        }
        return columns | links

    def _managed(self, row: Row) -> set[str]:
        columns = {column(row.model, name).attname for name in (*row.values, *row.refs)}
        return columns | set(row.links)

    def _update(self, row: Row, instance: models.Model, wanted: models.Model, names: set[str]) -> None:
        links = names & row.links.keys()
        version = getattr(instance, "version", None)
        values = {name: getattr(wanted, name) for name in names - links}
        self.record.update(instance, expected_version=version, **values)
        for name in links:
            self.record.set_links(instance, name, self._targets(row, name))
        self.outcome.updated[row.model] += 1

    def list_what_the_files_dropped(self) -> None:
        """Rows that this channel made and that no file mentions any more: they stay until a person deletes them."""
        by_label = {model._meta.label_lower: model for model in MODELS}
        for (label, key), object_id in self.history.ours.items():
            model = by_label[label]
            if key in self.content.rows.get(model, {}) or (label, object_id) in self.history.deleted:
                continue
            self.outcome.not_in_files.append(f"{model._meta.verbose_name} {key}")
