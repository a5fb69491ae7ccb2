"""What a piece of work found: a value that JSON can hold, and a table where there is one."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True)
class Found:
    """The answer of a piece of work. Most work has no table, and its child does without the library for tables."""

    value: Any = None
    table: pa.Table | None = None


# The answer of work that gives its table piece by piece, and at the end its value: None where no table counts.
Tables = Generator["pa.Table", None, Any]
