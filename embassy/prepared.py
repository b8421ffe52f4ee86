"""Queries that are written once and asked often.

Django writes the SQL of a query anew each time it is asked, which costs many times more than the answer. A prepared
query is built from QuerySets like any other, but once in a process: then only its values change. Which rows may be
shown is still decided by the QuerySets alone, so a query is written anew as soon as any method of theirs is another.
"""

from functools import cache, wraps
from itertools import chain

from django.apps import apps
from django.db import connection, models
from django.db.models.query import ModelIterable, get_related_populators


class Given(models.Expression):
    """The place of a value in a query; the value comes when the query is asked."""

    def __init__(self, name, field):
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, _compiler, _connection):
        return "%s", [self]


def prepared(**fields):
    """Make a function that builds a QuerySet into one that asks the database and returns the list of rows.

    `fields` names its parameters, all by keyword, with the kind of value that each takes. They may stand wherever the
    ORM takes an expression: `filter(programme=programme)` can be prepared, `filter(pk__in=keys)` and None cannot.
    """

    def decorate(build):
        kept = None

        @wraps(build)
        def ask(**values):
            nonlocal kept
            rules = _rules()
            if kept is None or kept[0] != rules:
                kept = (
                    rules,
                    _Statement(build(**{name: Given(name, field) for name, field in fields.items()})),
                )
            return kept[1].rows(
                {
                    name: field.get_db_prep_value(values[name], connection, prepared=True)
                    for name, field in fields.items()
                }
            )

        return ask

    return decorate


def _rules():
    """Every method of every QuerySet of ours, as they are now."""
    return list(chain.from_iterable([methods.values() for methods in _methods()]))


@cache
def _querysets():
    managers = [manager for model in apps.get_models() for manager in model._meta.managers]
    found = {getattr(manager, "_queryset_class", models.QuerySet) for manager in managers}
    return sorted(found - {models.QuerySet}, key=lambda rows: rows.__qualname__)


@cache
def _methods():
    """Views of the QuerySets' namespaces, which show what is in them when they are looked at."""
    return [vars(rows) for rows in _querysets()]


class _Statement:
    """The SQL of a QuerySet, and how a row of its result becomes a tuple or an instance."""

    def __init__(self, queryset):
        compiler = queryset.query.get_compiler(connection=connection)
        self.sql, self.params = compiler.as_sql()
        select = compiler.select[: compiler.col_count]
        self.converted = [
            (place, column)
            for place, (_, column) in compiler.get_converters([column for column, *_ in select]).items()
        ]
        self.instance = None
        if queryset._iterable_class is ModelIterable:
            self.instance = _instances(queryset, compiler)

    def rows(self, values):
        with connection.cursor() as cursor:
            cursor.execute(self.sql, [values[it.name] if isinstance(it, Given) else it for it in self.params])
            rows = cursor.fetchall()
        rows = self._as_python(rows) if self.converted else rows
        return [self.instance(row) for row in rows] if self.instance else rows

    def _as_python(self, rows):
        """The rows with dates as dates and so on; how is the connection's to say, and each thread has its own."""
        rows = list(map(list, rows))
        for place, column in self.converted:
            for convert in connection.ops.get_db_converters(column) + column.get_db_converters(connection):
                for row in rows:
                    row[place] = convert(row[place], column, connection)
        return rows


def _instances(queryset, compiler):
    """What makes instances of rows, related ones with them, as Django's own iteration does."""
    info = compiler.klass_info
    first, last = info["select_fields"][0], info["select_fields"][-1] + 1
    names = [column.target.attname for column, *_ in compiler.select[first:last]]
    related = get_related_populators(info, compiler.select, queryset.db)
    annotations = (compiler.annotation_col_map or {}).items()

    def instance(row):
        made = info["model"].from_db(queryset.db, names, row[first:last])
        for one in related:
            one.populate(row, made)
        for name, place in annotations:
            setattr(made, name, row[place])
        return made

    return instance


def written_once(build):
    """Keep what a function makes of QuerySets, their SQL above all, until any method of theirs is another."""
    kept = {}

    @wraps(build)
    def made(*arguments):
        rules = _rules()
        if arguments not in kept or kept[arguments][0] != rules:
            kept[arguments] = (rules, build(*arguments))
        return kept[arguments][1]

    return made
