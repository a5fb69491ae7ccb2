"""What readers see: the views, the pointer, and which releases stay.

A switch is one row of `ossp.pointer`. The views are touched only where a table's columns changed, which new code does
and new data never; then they are replaced in the same transaction, once nobody is reading them. No reader ever waits:
locks that readers could hold are asked for with NOWAIT, and the publisher is the one that gives way.
"""

import time
from importlib.resources import files

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from ossp_pipeline.errors import TargetError
from ossp_pipeline.publish.postgres.connection import NOT_NOW, sqlstate
from ossp_pipeline.publish.postgres.load import TargetTable, run
from ossp_pipeline.transform.tables import literal, quoted

_TRIES, _PAUSE_SECONDS = 50, 0.1
_NO_RIGHT = "42501"
_IN_USE = (NOT_NOW, "2BP01")
_OUR_VIEW = "current_release"
_COLUMNS = text("""
    select cls.relname, attribute.attname, format_type(attribute.atttypid, attribute.atttypmod)
    from pg_class cls
    join pg_attribute attribute on attribute.attrelid = cls.oid and attribute.attnum > 0
    where cls.relnamespace = 'ossp'::regnamespace and cls.relkind = 'v' and cls.relname <> :ours
    order by cls.relname, attribute.attnum
""")
_KEPT = text("""
    select release_id, schema_name from ossp.releases
    where to_regnamespace(quote_ident(schema_name)) is not null order by release_id
""")
_FORGET = text("""
    delete from ossp.releases
    where to_regnamespace(quote_ident(schema_name)) is null and release_id not in (select release_id from ossp.pointer)
""")
_MOVE = text("""
    insert into ossp.pointer (release_id) values (:id)
    on conflict (only_row) do update set release_id = excluded.release_id
""")
_REMEMBER = text("insert into ossp.release_history (release_id, why) values (:id, :why)")
_UNLISTED = text("""
    select nspname from pg_namespace
    where nspname ~ '^release_[0-9]+_[0-9a-f]{8}$' and nspowner = current_user::regrole
    and nspname not in (select schema_name from ossp.releases)
""")


def lay_out(connection: Connection, reader: str) -> None:
    """Make the schema `ossp` and the readers' role where they are not there yet. Raises TargetError."""
    with connection.begin():
        known = connection.scalar(text("select count(*) from pg_roles where rolname = :reader"), {"reader": reader})
        if not known:
            _create_role(connection, reader)
        statements = files(__package__).joinpath("layout.sql").read_text(encoding="utf-8")
        connection.exec_driver_sql(statements.replace("{reader}", quoted(reader)))


def pointed_at(connection: Connection) -> str | None:
    """The id of the release readers see; None before the first."""
    with connection.begin():
        if connection.scalar(text("select to_regclass('ossp.pointer')")) is None:
            return None
        return connection.scalar(text("select release_id from ossp.pointer"))


def kept(connection: Connection) -> dict[str, str]:
    """The releases that are whole here, oldest first: id and schema."""
    with connection.begin():
        if connection.scalar(text("select to_regclass('ossp.releases')")) is None:
            return {}
        return {row.release_id: row.schema_name for row in connection.execute(_KEPT)}


def switch(connection: Connection, release_id: str, tables: list[TargetTable], reader: str, why: str) -> None:
    """Let readers see a loaded release, whole. Raises TargetError where a changed view is read all the time."""
    with connection.begin():
        for statement in _changed_views(connection, tables, reader):
            connection.exec_driver_sql(statement)
        run(connection, [line for table in tables for line in table.comments("view", "ossp")])
        connection.execute(_MOVE, {"id": release_id})
        connection.execute(_REMEMBER, {"id": release_id, "why": why})


def drop_unlisted(connection: Connection) -> list[str]:
    """Remove schemas of ours that no release stands behind; answers with their names. Forgets releases without one."""
    with connection.begin():
        connection.execute(_FORGET)
        names = list(connection.scalars(_UNLISTED))
        for name in names:
            connection.exec_driver_sql(f"drop schema {quoted(name)} cascade")
    return names


def drop_old(connection: Connection, current: str, keep: int) -> list[str]:
    """Drop all but the current and the newest others; answers with the ids that stay because they are in use."""
    schemas = kept(connection)
    others = [release_id for release_id in sorted(schemas, reverse=True) if release_id != current]
    return [name for name in others[keep - 1 :] if not _drop(connection, name, schemas[name])]


def _drop(connection: Connection, release_id: str, schema: str) -> bool:
    try:
        with connection.begin():
            names = connection.scalars(text("select tablename from pg_tables where schemaname = :s"), {"s": schema})
            tables = ", ".join(f"{quoted(schema)}.{quoted(name)}" for name in names)
            if tables:
                connection.exec_driver_sql(f"lock table {tables} in access exclusive mode nowait")
                # Not CASCADE: what somebody built on a release is theirs.
                connection.exec_driver_sql(f"drop table {tables}")
            connection.exec_driver_sql(f"drop schema {quoted(schema)}")
            connection.execute(text("delete from ossp.releases where release_id = :id"), {"id": release_id})
    except DBAPIError as error:
        if sqlstate(error) in _IN_USE:
            return False
        raise
    return True


def _changed_views(connection: Connection, tables: list[TargetTable], reader: str) -> list[str]:
    """Statements that give every view the columns of its table; none where they have them. Holds what it changes."""
    present: dict[str, list[tuple[str, str]]] = {}
    for view, name, kind in connection.execute(_COLUMNS, {"ours": _OUR_VIEW}):
        present.setdefault(view, []).append((name, kind))
    wanted = {table.name: table for table in tables}
    stale = [name for name, columns in present.items() if name not in wanted or wanted[name].columns != columns]
    if stale:
        _hold(connection, ", ".join(f"ossp.{quoted(name)}" for name in stale))
    made = [table for table in tables if table.name not in present or table.name in stale]
    return [f"drop view ossp.{quoted(name)}" for name in stale] + [_view(table, reader) for table in made]


def _hold(connection: Connection, views: str) -> None:
    """Take views for ourselves between two readers; a reader who comes meanwhile waits for none of our waiting."""
    for _ in range(_TRIES):
        try:
            with connection.begin_nested():
                connection.exec_driver_sql(f"lock table {views} in access exclusive mode nowait")
            return
        except DBAPIError as error:
            if sqlstate(error) != NOT_NOW:
                raise
            time.sleep(_PAUSE_SECONDS)
    remedy = "end the session that holds them (pg_stat_activity shows it); the next refresh tries again"
    raise TargetError("E-POSTGRES", "columns changed, and somebody reads the views without a pause", remedy)


def _view(table: TargetTable, reader: str) -> str:
    where = f"ossp.{quoted(table.name)}"
    names = ", ".join(literal(name) for name, _ in table.columns)
    kinds = ", ".join(f"{quoted(name)} {kind}" for name, kind in table.columns)
    body = f"select * from ossp.rows_of({literal(table.name)}, array[{names}]) as kept ({kinds})"
    return f"create view {where} as {body};\ngrant select on {where} to {quoted(reader)}"


def _create_role(connection: Connection, reader: str) -> None:
    statement = f"create role {quoted(reader)} nologin"
    try:
        with connection.begin_nested():
            connection.exec_driver_sql(statement)
    except DBAPIError as error:
        if sqlstate(error) != _NO_RIGHT:
            raise
        remedy = f"let the database's administrator run: {statement};"
        raise TargetError("E-POSTGRES", f"there is no role {reader}, and we may not create one", remedy) from None
