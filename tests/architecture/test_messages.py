"""Messages of errors: written without a full stop, because the one place that prints them adds it."""

import ast

import pytest

from ossp_pipeline.settings import PROJECT

PACKAGE = PROJECT / "ossp_pipeline"
MODULES = sorted(PACKAGE.rglob("*.py"))


def raised_with_code(tree: ast.Module) -> list[ast.Call]:
    """Calls such as `UsageError("E-HELD", message, remedy)`."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args]
    return [node for node in calls if str(getattr(node.args[0], "value", "")).startswith("E-")]


def ending_of(text: ast.expr, tree: ast.Module) -> set[str]:
    """The last characters of a literal; of a name, those of every literal the module gives it."""
    if isinstance(text, ast.Name):
        assigned = [node.value for node in ast.walk(tree) if isinstance(node, ast.Assign) and is_target(node, text.id)]
        return {ending for value in assigned if not isinstance(value, ast.Name) for ending in ending_of(value, tree)}
    if isinstance(text, ast.IfExp):
        return ending_of(text.body, tree) | ending_of(text.orelse, tree)
    if isinstance(text, ast.BinOp):
        return ending_of(text.right, tree)
    if isinstance(text, ast.JoinedStr):
        return ending_of(text.values[-1], tree)
    return {text.value[-2:]} if isinstance(text, ast.Constant) and isinstance(text.value, str) else set()


def is_target(node: ast.Assign, name: str) -> bool:
    return any(isinstance(target, ast.Name) and target.id == name for target in node.targets)


def test_messages_and_remedies_end_without_a_full_stop():
    faulty, judged = [], 0
    for path in MODULES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for call in raised_with_code(tree):
            endings = [ending for text in call.args[1:3] for ending in ending_of(text, tree)]
            judged += len(endings)
            if any(ending.endswith((".", " ")) for ending in endings):
                faulty.append(f"{path.relative_to(PACKAGE)}:{call.lineno}")
    assert faulty == []
    assert judged > 150, "the rule finds what it judges"


@pytest.mark.parametrize(
    ("source", "is_faulty"),
    [
        ('raise A("E-A", "what is wrong", "do this")', False),
        ('raise A("E-A", "what is wrong.", "do this")', True),
        ('raise A("E-A", f"what is wrong with {x}", f"do {x}.")', True),
        ('remedy = "do this."\nraise A("E-A", "what is wrong", remedy)', True),
        ('raise A("E-A", "what is wrong", "do " + ("this." if x else "that"))', True),
    ],
)
def test_the_rule_sees_a_full_stop_wherever_it_is_written(source, is_faulty):
    tree = ast.parse(source)
    (call,) = raised_with_code(tree)
    endings = {ending for text in call.args[1:3] for ending in ending_of(text, tree)}
    assert any(ending.endswith(".") for ending in endings) == is_faulty
