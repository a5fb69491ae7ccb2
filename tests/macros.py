"""The macros and models of the dbt project, rendered without dbt."""

import re
from types import SimpleNamespace
from typing import Any

from jinja2 import Environment

from ossp_pipeline.contracts.edition import Edition
from ossp_pipeline.settings import DBT_PROJECT

_ENVIRONMENT = Environment(autoescape=False)
_TEXT = "\n".join(path.read_text(encoding="utf-8") for path in sorted((DBT_PROJECT / "macros").glob("*.sql")))
# Compiled once: that takes a tenth of a second, and calls of macros are rendered by the hundred.
_MACROS = _ENVIRONMENT.from_string(_TEXT)


class CompilerError(Exception):
    """What dbt raises when a macro refuses what it is given."""


class NoLedger:
    """What a model asks about relations, where the public has seen nothing yet. As dbt's `adapter`."""

    def get_relation(self, database: str, schema: str, identifier: str) -> str | None:
        """The relation of this name; None: there is none."""
        return None

    def get_columns_in_relation(self, relation: str) -> list[Any]:
        """Its columns, each with its name."""
        raise NotImplementedError


def _refuse(message: str) -> None:
    raise CompilerError(message)


def render(call: str, edition: Edition = Edition.PARTNERSHIP) -> str:
    """The SQL that a call writes, such as `z_95()`."""
    return _rendered("{{ " + call + " }}", edition, this=None)


def render_model(name: str, edition: Edition, adapter: NoLedger) -> str:
    """The query of a model, with the tables it refers to by their names."""
    (path,) = (DBT_PROJECT / "models").rglob(f"{name}.sql")
    this = SimpleNamespace(database="warehouse", identifier=name)
    return _rendered(path.read_text(encoding="utf-8"), edition, this=this, adapter=adapter, ref=lambda table: table)


def _rendered(text: str, edition: Edition, **known: Any) -> str:
    asked = {"edition": str(edition)}
    words: dict[str, Any] = {
        "exceptions": SimpleNamespace(raise_compiler_error=_refuse),
        # What a macro returns is text here, and the text of a False would be true.
        "return": lambda value: value or "",
        "var": asked.get,
        **known,
    }
    macros = {name: macro for name, macro in vars(_MACROS.make_module(words)).items() if not name.startswith("_")}
    return _ENVIRONMENT.from_string(text).render(words | macros).strip()


def words_of(macro: str) -> list[str]:
    """The list of words in a macro of statuses.sql."""
    body = re.search(rf"{{% macro {macro}\(word\) -%}}(.*?){{%- endmacro %}}", _TEXT, re.DOTALL)
    assert body, f"no macro {macro}"
    return re.findall(r"'([^']*)'", body[1].split("word, [")[1])
