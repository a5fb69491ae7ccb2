"""What readers see: the views, the pointer, and which releases stay.

A switch is one row of `ossp.pointer`. A view is replaced only where its table's columns changed, which new code can do
and new data cannot; it is replaced in the same transaction, once nobody is reading it. No reader ever waits: locks that
readers could hold are requested with NOWAIT, and where one is taken the publisher gives up.
"""

import time
from importlib.resources import files

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from ossp_pipeline.errors import TargetError
from ossp_pipeline.publish.postgres.connection import LOCK_NOT_AVAILABLE, sqlstate
from ossp_pipeline.publish.postgres.load import TargetTable, send
from ossp_pipeline.publish.postgres.place import Place
from ossp_pipeline.transform.tables import literal, quoted

_TRIES, _PAUSE_SECONDS = 50, 0.1
_NO_RIGHT = "42501"
_IN_USE = (LOCK_NOT_AVAILABLE, "2BP01")
_OUR_VIEW = "current_release"
_VIEW_COLUMNS = """
    select cls.relname, attribute.attname, format_type(attribute.atttypid, attribute.atttypmod)
    from pg_class cls
    join pg_attribute attribute on attribute.attrelid = cls.oid and attribute.attnum > 0
    where cls.relnamespace = '{schema}'::regnamespace and cls.relkind = 'v' and cls.relname <> :ours
    order by cls.relname, attribute.attnum
"""
_LOADED_RELEASES = """
    select release_id, schema_name from {schema}.releases
    where to_regnamespace(quote_ident(schema_name)) is not null order by release_id
"""
_DELETE_RELEASES_WITHOUT_SCHEMA = """
    delete from {schema}.releases
    where to_regnamespace(quote_ident(schema_name)) is null
    and release_id not in (select release_id from {schema}.pointer)
"""
_MOVE_POINTER = """
    insert into {schema}.pointer (release_id) values (:id)
    on conflict (only_row) do update set release_id = excluded.release_id
"""
_APPEND_HISTORY = "insert into {schema}.release_history (release_id, why) values (:id, :why)"
_SCHEMAS_WITHOUT_RELEASE = """
    select nspname from pg_namespace
    where nspname ~ :ours and nspowner = current_user::regrole
    and nspname not in (select schema_name from {schema}.releases)
"""


def create_layout(connection: Connection, place: Place) -> None:
    """Create the edition's schema and its readers' role where they do not exist. Raises TargetError."""
    with connection.begin():
        known = connection.scalar(
            text("select count(*) from pg_roles where rolname = :reader"), {"reader": place.reader}
        )
        if not known:
            _create_role(connection, place.reader)
        statements = files(__package__).joinpath("layout.sql").read_text(encoding="utf-8")
        connection.exec_driver_sql(place.sql(statements).replace("{reader}", quoted(place.reader)))


def current_release_id(connection: Connection, place: Place) -> str | None:
    """The id of the release that readers see; None before the first."""
    with connection.begin():
        if connection.scalar(place.text("select to_regclass('{schema}.pointer')")) is None:
            return None
        release_id: str | None = connection.scalar(place.text("select release_id from {schema}.pointer"))
        return release_id


def loaded_releases(connection: Connection, place: Place) -> dict[str, str]:
    """The releases that Postgres holds, oldest first: id and schema."""
    with connection.begin():
        if connection.scalar(place.text("select to_regclass('{schema}.releases')")) is None:
            return {}
        return {row.release_id: row.schema_name for row in connection.execute(place.text(_LOADED_RELEASES))}


def switch(connection: Connection, release_id: str, tables: list[TargetTable], place: Place, why: str) -> None:
    """Make readers see a loaded release. Raises TargetError where a view that must change is read without a pause."""
    with connection.begin():
        for statement in _changed_views(connection, tables, place):
            connection.exec_driver_sql(statement)
        send(connection, [line for table in tables for line in table.comments("view", place.schema)])
        connection.execute(place.text(_MOVE_POINTER), {"id": release_id})
        connection.execute(place.text(_APPEND_HISTORY), {"id": release_id, "why": why})


def take_down(connection: Connection, place: Place) -> None:
    """Let readers read nothing of this edition any more, at once: also who is in the middle of a transaction."""
    if current_release_id(connection, place) is None:
        return
    schemas = ", ".join(quoted(name) for name in (place.schema, *loaded_releases(connection, place).values()))
    with connection.begin():
        connection.exec_driver_sql(f"revoke usage on schema {schemas} from {quoted(place.reader)}")
        connection.execute(place.text("delete from {schema}.pointer"))


def drop_unlisted(connection: Connection, place: Place) -> list[str]:
    """Drop schemas of ours that belong to no release, and return their names. Unlists releases without a schema."""
    with connection.begin():
        connection.execute(place.text(_DELETE_RELEASES_WITHOUT_SCHEMA))
        ours = {"ours": f"^{place.prefix}_[0-9]+_[0-9a-f]{{8}}$"}
        names = list(connection.scalars(place.text(_SCHEMAS_WITHOUT_RELEASE), ours))
        for name in names:
            connection.exec_driver_sql(f"drop schema {quoted(name)} cascade")
    return names


def drop_old(connection: Connection, current: str | None, place: Place) -> list[str]:
    """Drop all but the current and the newest others, or all where none is current. Returns ids still being read."""
    schemas = loaded_releases(connection, place)
    others = [release_id for release_id in sorted(schemas, reverse=True) if release_id != current]
    stay = place.keep - 1 if current else 0
    return [name for name in others[stay:] if not _drop(connection, name, schemas[name], place)]


def _drop(connection: Connection, release_id: str, schema: str, place: Place) -> bool:
    try:
        with connection.begin():
            names = connection.scalars(text("select tablename from pg_tables where schemaname = :s"), {"s": schema})
            tables = ", ".join(f"{quoted(schema)}.{quoted(name)}" for name in names)
            if tables:
                connection.exec_driver_sql(f"lock table {tables} in access exclusive mode nowait")
                # Not CASCADE: it would drop what somebody else built on a release.
                connection.exec_driver_sql(f"drop table {tables}")
            connection.exec_driver_sql(f"drop schema {quoted(schema)}")
            connection.execute(place.text("delete from {schema}.releases where release_id = :id"), {"id": release_id})
    except DBAPIError as error:
        if sqlstate(error) in _IN_USE:
            return False
        raise
    return True


def _changed_views(connection: Connection, tables: list[TargetTable], place: Place) -> list[str]:
    """Statements that give every view the columns of its table. Locks the views they replace."""
    present: dict[str, list[tuple[str, str]]] = {}
    for view, name, kind in connection.execute(place.text(_VIEW_COLUMNS), {"ours": _OUR_VIEW}):
        present.setdefault(view, []).append((name, kind))
    wanted = {table.name: table for table in tables}
    stale = [name for name, columns in present.items() if name not in wanted or wanted[name].columns != columns]
    if stale:
        _lock_views(connection, ", ".join(f"{place.schema}.{quoted(name)}" for name in stale))
    made = [table for table in tables if table.name not in present or table.name in stale]
    return [f"drop view {place.schema}.{quoted(name)}" for name in stale] + [
        _create_view(table, place) for table in made
    ]


def _lock_views(connection: Connection, views: str) -> None:
    """Lock views between two readers: tried again and again, so that no reader waits behind us. Raises TargetError."""
    for _ in range(_TRIES):
        try:
            with connection.begin_nested():
                connection.exec_driver_sql(f"lock table {views} in access exclusive mode nowait")
            return
        except DBAPIError as error:
            if sqlstate(error) != LOCK_NOT_AVAILABLE:
                raise
            time.sleep(_PAUSE_SECONDS)
    remedy = "end the session that holds them (pg_stat_activity shows it); the next refresh tries again"
    raise TargetError("E-POSTGRES", "columns changed, and somebody reads the views without a pause", remedy)


def _create_view(table: TargetTable, place: Place) -> str:
    where = f"{place.schema}.{quoted(table.name)}"
    names = ", ".join(literal(name) for name, _ in table.columns)
    kinds = ", ".join(f"{quoted(name)} {kind}" for name, kind in table.columns)
    body = f"select * from {place.schema}.rows_of({literal(table.name)}, array[{names}]) as release_rows ({kinds})"
    return f"create view {where} as {body};\ngrant select on {where} to {quoted(place.reader)}"


def _create_role(connection: Connection, reader: str) -> None:
    statement = f"create role {quoted(reader)} nologin"
    try:
        with connection.begin_nested():
            connection.exec_driver_sql(statement)
    except DBAPIError as error:
        if sqlstate(error) != _NO_RIGHT:
            raise
        remedy = f"ask the database's administrator to run: {statement};"
        raise TargetError(
            "E-POSTGRES", f"there is no role {reader}, and this user may not create one", remedy
        ) from None
