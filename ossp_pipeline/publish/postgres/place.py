"""Where an edition goes in the database: names that no other edition uses, and the one role that may read them."""

from dataclasses import dataclass

from sqlalchemy import TextClause, text

from ossp_pipeline.contracts.edition import Edition
from ossp_pipeline.errors import UsageError
from ossp_pipeline.settings import Settings


@dataclass(frozen=True)
class Place:
    """The place of one edition.

    schema  of the views and the pointer
    prefix  of the schemas of its releases
    reader  the role that may read all of it
    keep    how many of its releases stay
    """

    schema: str
    prefix: str
    reader: str
    keep: int

    def sql(self, statement: str) -> str:
        """A statement with this schema's name in the place of `{schema}`."""
        return statement.replace("{schema}", self.schema)

    def text(self, statement: str) -> TextClause:
        """The same, for parameters."""
        return text(self.sql(statement))


def place_of(settings: Settings, edition: Edition) -> Place:
    """The place of an edition. Raises UsageError where both would be read by one role."""
    if edition is Edition.PARTNERSHIP:
        return Place("ossp", "release", settings.postgres_reader, settings.postgres_keep)
    if settings.postgres_public_reader == settings.postgres_reader:
        remedy = "name another role: whoever may read one edition must not read the other by it"
        raise UsageError("E-SETTING", "“postgres_public_reader” is the same role as “postgres_reader”", remedy)
    return Place("ossp_public", "public_release", settings.postgres_public_reader, 1)
