"""The macros of the dbt project, rendered without dbt."""

import re
from types import SimpleNamespace

from jinja2 import Environment

from ossp_pipeline.settings import DBT_PROJECT

_TEXT = "\n".join(path.read_text(encoding="utf-8") for path in sorted((DBT_PROJECT / "macros").glob("*.sql")))


class CompilerError(Exception):
    """What dbt raises when a macro refuses what it is given."""


def _refuse(message: str) -> None:
    raise CompilerError(message)


def render(call: str) -> str:
    """The SQL that a call writes, such as `z_95()`."""
    template = Environment(autoescape=False).from_string(_TEXT + "{{ " + call + " }}")
    known = {"exceptions": SimpleNamespace(raise_compiler_error=_refuse), "return": lambda value: value}
    return template.render(known).strip()


def words_of(macro: str) -> list[str]:
    """The list of words in a macro of statuses.sql."""
    body = re.search(rf"{{% macro {macro}\(word\) -%}}(.*?){{%- endmacro %}}", _TEXT, re.DOTALL)
    assert body, f"no macro {macro}"
    return re.findall(r"'([^']*)'", body[1].split("word, [")[1])
