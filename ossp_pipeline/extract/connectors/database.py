"""A partner's table or view, read in one transaction that sees one state of the database, in chunks, into a CSV file.

Only columns of the feed's contract are selected, and of those only what landing keeps or recognises people by: a column
that landing would drop is not read, and stays empty in the file. The rows written are counted against the database's
own count in the same transaction. No message of a driver is shown: it may quote a row, or the address.
"""

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from ossp_pipeline.addresses import is_this_machine
from ossp_pipeline.contracts.column import Column, Kind
from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.contracts.period import Period
from ossp_pipeline.errors import FetchError
from ossp_pipeline.extract.connectors.connector import Fetched, LostError, Place, until_not_lost
from ossp_pipeline.extract.connectors.delivery_box import DeliveryBox, checked_name
from ossp_pipeline.extract.connectors.options import Secret, checked_address, wrong
from ossp_pipeline.settings import CONNECTIONS

_CHUNK = 5_000


@dataclass(frozen=True)
class Product:
    """A database product.

    isolation  the level at which a transaction sees one state of the database throughout
    encrypted  what the address says, so that the connection to another machine is encrypted and the server proven
    driver     what to install, where it is not here
    options    for the driver
    """

    isolation: str
    encrypted: tuple[str, str]
    driver: str = ""
    options: dict[str, Any] = field(default_factory=dict)


# By how the address begins.
PRODUCTS = {
    "postgresql+psycopg": Product(
        "REPEATABLE READ",
        ("sslmode", "verify-full"),
        options={"connect_timeout": 10, "application_name": "ossp", "options": "-c default_transaction_read_only=on"},
    ),
    # REPEATABLE READ there locks rows and still lets new ones in; its owner switches SNAPSHOT on.
    "mssql+pyodbc": Product("SNAPSHOT", ("Encrypt", "yes"), "pyodbc"),
    "oracle+oracledb": Product("SERIALIZABLE", ("protocol", "tcps"), "oracledb"),
}


@dataclass(frozen=True, kw_only=True)
class DatabaseOptions:
    """What a connection of the kind `database` states.

    address        as SQLAlchemy writes it, without the password
    table          table or view, with its schema where it has one
    file_name      in the inbox, with {period} and {version}
    period_column  column of the table with the day that puts a row into its period; without it, the table is about the
                   last period that has ended
    periods        how many of the last periods that have ended are read
    columns        column of the table by heading of the contract, where the two differ
    password       where the password is; without one, the driver looks where it always does
    """

    address: str
    table: str
    file_name: str
    period_column: str = ""
    periods: int = 1
    columns: dict[str, str] = field(default_factory=dict)
    password: Secret | None = None


@dataclass(frozen=True)
class Database:
    """The connector."""

    feed: Feed
    options: DatabaseOptions
    place: Place

    def verify(self) -> object:
        """Look at the address, and at the name in the inbox."""
        period = self._periods()[-1]
        checked_name(self.options.file_name, self.feed, self.place.name, period, 1)
        return self._address()

    def check(self) -> list[str]:
        """How many rows of which period would be fetched, and of which columns."""
        with self._snapshot() as connection:
            counts = {str(period): _count(connection, self._select(period)) for period in self._periods()}
        columns = ", ".join(column.heading for column in read_columns(self.feed))
        return [f"{period}: {rows:,} row(s) would be fetched, columns {columns}" for period, rows in counts.items()]

    def fetch(self, inbox: Path) -> Fetched:
        """Fetch every period in one transaction. One whose table has no rows is noted, and no file is made of it."""
        return until_not_lost(self._fetch_once, inbox)

    def _fetch_once(self, inbox: Path) -> Fetched:
        state, fetched = self.place.read_state(), Fetched()
        box = DeliveryBox(inbox, self.feed, self.place.name, state)
        try:
            with self._snapshot() as connection:
                self._fetch_all(connection, box, fetched)
        finally:  # what came before a failure is in the inbox
            self.place.write_state(state)
        return fetched

    def _fetch_all(self, connection: sa.Connection, box: DeliveryBox, fetched: Fetched) -> None:
        for period in self._periods():
            select = self._select(period)
            rows = _count(connection, select)
            if not rows:
                fetched.notes.append(f"{period}: the table has no rows, so no file was made")
                continue
            version = self.place.next_version(self.feed, period, box.state)
            name = checked_name(self.options.file_name, self.feed, self.place.name, period, version)
            is_new = box.put(period, name, partial(self._write, connection, select, rows))
            (fetched.files if is_new else fetched.notes).append(name if is_new else f"{period}: nothing new")

    def _write(self, connection: sa.Connection, select: sa.Select[Any], expected: int, handle: BinaryIO) -> None:
        read = {column.heading: at for at, column in enumerate(read_columns(self.feed))}
        columns = [(read.get(column.heading), column) for column in self.feed.columns]
        text = io.TextIOWrapper(handle, encoding=self.feed.encodings[0], newline="", write_through=True)
        writer = csv.writer(text, delimiter=self.feed.delimiter, lineterminator="\n")
        writer.writerow(self.feed.headings)
        written = 0
        result = connection.execution_options(stream_results=True, yield_per=_CHUNK).execute(select)
        for chunk in result.partitions():
            writer.writerows(
                ["" if at is None else as_text(row[at], column, self.feed) for at, column in columns] for row in chunk
            )
            written += len(chunk)
            if handle.tell() > self.feed.largest_file:
                message = f"“{self.place.name}”: a period has more than {self.feed.largest_file / 1e6:,.0f} MB"
                raise FetchError("E-FETCH", message, "select fewer rows in a view")
        text.detach()
        if written != expected:
            message = f"“{self.place.name}”: the database counts {expected:,} row(s), and gave {written:,}"
            raise FetchError("E-FETCH", message, "ask its owner whether the view gives the same rows each time")

    def _periods(self) -> list[Period]:
        number = self.options.periods if self.options.period_column else 1
        return self.place.ended_periods(self.feed, number)

    def _select(self, period: Period) -> sa.Select[Any]:
        return select_rows(self.feed, self.options, period)

    @contextmanager
    def _snapshot(self) -> Iterator[sa.Connection]:
        """One transaction that sees one state of the database and changes nothing."""
        url, product = self._url()
        try:
            engine = sa.create_engine(url, poolclass=NullPool, hide_parameters=True, connect_args=product.options)
            with engine.connect().execution_options(isolation_level=product.isolation) as connection:
                yield connection
        except (NoSuchModuleError, ModuleNotFoundError):
            message = f"“{self.place.name}”: the driver for {url.drivername} is not installed"
            raise wrong(message, f"install {product.driver} into the environment that runs `ossp`") from None
        except DBAPIError as error:
            raise self._refusal(error) from None
        except SQLAlchemyError as error:
            message = f"“{self.place.name}”: the database cannot be asked ({type(error).__name__})"
            raise FetchError("E-FETCH", message, "correct the connection, or ask the owner of the database") from None

    def _refusal(self, error: DBAPIError) -> FetchError:
        """What a refusal means, by its standard code alone."""
        state = str(getattr(error.orig, "sqlstate", None) or "")
        if error.connection_invalidated or state.startswith(("08", "57P", "40")):
            remedy = "try again later; if it stays so, ask the owner of the database"
            return LostError("E-FETCH", f"“{self.place.name}”: the connection was lost each time it was tried", remedy)
        if state.startswith("42"):
            message = f"“{self.place.name}”: the table, a column or the right to read it is missing (SQLSTATE {state})"
            return FetchError("E-FETCH", message, "compare `table`, `columns` and the rights with what was agreed")
        if not state:
            message = f"“{self.place.name}”: the database cannot be reached, or does not let us in"
            return FetchError("E-FETCH", message, "correct the `address` and the `password`, or ask its owner")
        message = f"“{self.place.name}”: the database refuses with SQLSTATE {state}"
        return FetchError("E-FETCH", message, "ask the owner of the database; its log says more")

    def _url(self) -> tuple[sa.URL, Product]:
        url, product = self._address()
        password = self.options.password
        return (url.set(password=password.read(self.place.keys)) if password else url), product

    def _address(self) -> tuple[sa.URL, Product]:
        where = f"“{self.place.name}” in {CONNECTIONS}"
        try:
            url = sa.make_url(self.options.address)
        except ArgumentError:
            raise wrong(f"{where}: the address cannot be read", "write dialect+driver://user@host/database") from None
        product = PRODUCTS.get(url.drivername)
        if product is None:
            raise wrong(f"{where}: {url.drivername} is not known here", f"use one of: {', '.join(PRODUCTS)}")
        checked_address(self.options.address, self.place.name)
        hosts = (url.host, *url.normalized_query.get("host", ()), *url.normalized_query.get("hostaddr", ()))
        option, value = product.encrypted
        if not all(is_this_machine(host) for host in hosts if host) and url.query.get(option) != value:
            message = f"{where}: the address names another machine, and does not say that the server is proven"
            raise wrong(message, f"end it with ?{option}={value}")
        return url, product


def read_columns(feed: Feed) -> list[Column]:
    """The columns that are selected: what landing keeps or recognises people by."""
    needed = {*feed.person_from, *(name for _, names in feed.counted for name in names)}
    needed |= {*feed.key, feed.area_column, feed.owner_column, feed.consent[0] if feed.consent else None}  # type: ignore[arg-type]
    return [column for column in feed.columns if column.landed or column.name in needed]


def select_rows(feed: Feed, options: DatabaseOptions, period: Period) -> sa.Select[Any]:
    """The query for one period: columns of the contract by name, never all that there are."""
    schema, _, name = options.table.rpartition(".")
    wanted = [options.columns.get(column.heading, column.heading) for column in read_columns(feed)]
    named = {*wanted, options.period_column} - {""}
    table = sa.table(name, *(sa.column(column) for column in named), schema=schema or None)
    select = sa.select(*(table.c[column] for column in wanted))
    if options.period_column:
        day = sa.type_coerce(table.c[options.period_column], sa.Date)
        select = select.where(day >= period.start, day < period.end + timedelta(days=1))
    return select


def as_text(value: Any, column: Column, feed: Feed) -> str:
    """A value as the feed's contract writes it; empty where there is none."""
    if value is None:
        return ""
    if isinstance(value, bool) and column.kind is Kind.FLAG:
        return "Y" if value else "N"
    if isinstance(value, datetime) and column.kind is not Kind.TEXT:
        return value.strftime(feed.date_format + (" %H:%M" if column.kind is Kind.DATETIME else ""))
    if isinstance(value, date) and column.kind is not Kind.TEXT:
        return value.strftime(feed.date_format)
    if isinstance(value, float | Decimal) and column.kind is Kind.INTEGER and value == int(value):
        return str(int(value))
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _count(connection: sa.Connection, select: sa.Select[Any]) -> int:
    return connection.execute(sa.select(sa.func.count()).select_from(select.subquery())).scalar_one()
