"""People whom a list recognises without naming them: by tokens of what identifies them.

Two lists are kept: of people who were erased, and of people who withdrew consent. A token is made as a pseudonym is,
but with a key of the list's own, so that a list outlives the rotation of that key.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from ossp_pipeline.protect.pseudonyms import pseudonym

Columns = tuple[str, ...]


@dataclass(frozen=True)
class KnownPeople:
    """People of one feed. `tokens`: by the columns that identify them together."""

    feed: str
    key: bytes = field(default=b"", repr=False)
    tokens: Mapping[Columns, frozenset[str]] = field(default_factory=dict)

    def token(self, columns: Columns, values: Iterable[str]) -> str:
        """The token of one person."""
        return pseudonym(self.key, self.feed, "+".join(columns), *values)

    def matches(self, cells_of: Callable[[str], list[str]]) -> list[bool] | None:
        """Whether each row is about one of them; None where the list is empty.

        cells_of  the cells of a column, by its name
        """
        found: list[bool] | None = None
        for columns, tokens in self.tokens.items():
            people = zip(*map(cells_of, columns), strict=True)
            hits = [self.token(columns, person) in tokens for person in people]
            found = hits if found is None else [one or other for one, other in zip(found, hits, strict=True)]
        return found

    @property
    def digest_parts(self) -> list[str]:
        """Every token, in a fixed order."""
        return sorted(token for tokens in self.tokens.values() for token in tokens)
