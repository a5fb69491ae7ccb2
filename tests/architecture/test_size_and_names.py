"""Sizes and names (design, sections 5 and 8). Complexity of one function is ruff's, C901 in pyproject.toml."""

import ast
import statistics
import warnings
from pathlib import Path

import pytest

from ossp_pipeline.settings import PROJECT

PACKAGE = PROJECT / "ossp_pipeline"
MODULES = sorted(PACKAGE.rglob("*.py"))
FORBIDDEN = {"utils", "helpers", "misc", "common", "constants", "base", "manager"}
# More is worth a look, and no fault: a cap on lines becomes a target, and code is packed to fit it.
USUAL_MODULE = 250
DEEPEST = 3


def functions_of(path: Path) -> list[ast.FunctionDef]:
    return [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.FunctionDef)]


def lines_of(function: ast.FunctionDef) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


def depth_of(node: ast.AST, depth: int = 0) -> int:
    blocks = (ast.If, ast.For, ast.While, ast.With, ast.Try)
    deepest = depth
    for child in ast.iter_child_nodes(node):
        is_elif = isinstance(node, ast.If) and isinstance(child, ast.If) and child in node.orelse
        if not isinstance(child, ast.FunctionDef):
            deepest = max(deepest, depth_of(child, depth + (isinstance(child, blocks) and not is_elif)))
    return deepest


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_module_says_what_it_is_and_nests_little(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    if len(lines) > USUAL_MODULE:
        warnings.warn(f"{len(lines)} lines: does {path.relative_to(PACKAGE)} do two things?", stacklevel=1)
    assert ast.get_docstring(ast.parse("\n".join(lines))), "a module says what belongs in it"
    assert path.stem not in FORBIDDEN
    for function in functions_of(path):
        assert depth_of(function) <= DEEPEST, function.name


def test_functions_are_short():
    lengths = sorted(lines_of(function) for path in MODULES for function in functions_of(path))
    assert statistics.median(lengths) <= 12
    assert lengths[int(len(lengths) * 0.9)] <= 30


def test_public_functions_say_what_they_do():
    silent = [
        f"{path.relative_to(PACKAGE)}:{function.name}"
        for path in MODULES
        for node in ast.parse(path.read_text()).body
        for function in ([node] if isinstance(node, ast.FunctionDef) else getattr(node, "body", []))
        if isinstance(function, ast.FunctionDef)
        and not function.name.startswith("_")
        and not getattr(node, "name", "").startswith("_")
        and not ast.get_docstring(function)
        and not any(getattr(item, "id", "") == "override" for item in function.decorator_list)
    ]
    # The SQLAlchemy dialect overrides documented methods of its base class.
    assert [name for name in silent if not name.startswith("gate/rules/sql_dialect.py")] == []
