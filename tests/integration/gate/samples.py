"""How a sample is written: what is done to a sound table, in SQL over `base`, and the rules that must fail with it.

A sample breaks its own rule and no other. Where that cannot be, `also` names the companions.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Sample:
    """What is done to the table, and the rules that cannot but fail too."""

    sql: str
    also: tuple[str, ...] = ()

    def with_rules(self, *rules: str) -> "Sample":
        """The same, where other rules look at the same fault."""
        return Sample(self.sql, rules)


def put(where: str, **changes: str) -> Sample:
    """Columns of some rows replaced."""
    return Sample(f"select * replace ({_replaced(where, changes)}) from base")


def add(where: str, **changes: str) -> Sample:
    """Some rows there again, with other values in some columns."""
    replaced = f" replace ({_replaced('true', changes)})" if changes else ""
    return Sample(f"select * from base union all select *{replaced} from base where {where}")


def keep(where: str) -> Sample:
    """The other rows gone."""
    return Sample(f"select * from base where {where}")


def first(where: str) -> str:
    """A condition that only the first such row meets."""
    return f"n = (select min(n) from base where {where})"


def _replaced(where: str, changes: dict[str, str]) -> str:
    return ", ".join(
        f"case when {where} then {value} else {column} end as {column}" for column, value in changes.items()
    )


NO_ROWS = keep("false")
