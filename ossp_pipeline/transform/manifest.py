"""What dbt knows about the project: its models, their tests, and which tables are published.

Read from dbt's manifest as plain JSON, so that nobody need import dbt to know the tables; `dbt_runner` makes it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Test:
    """A dbt data test. `name` is `<table>__<column or grain>__<rule>`; the same with dots is its rule id."""

    unique_id: str
    name: str
    model: str
    severity: str
    rationale: str
    remedy: str
    owner: str

    @property
    def rule(self) -> str:
        """Rule id. A table's own name may hold two underscores; a test's name ends in two parts of its own."""
        return ".".join(self.name.rsplit("__", 2))


@dataclass(frozen=True)
class Model:
    """A dbt model or seed. `grain` is the columns whose values no two rows share; empty where no test states it."""

    unique_id: str
    name: str
    layer: str
    description: str
    columns: dict[str, dict[str, str]] = field(default_factory=dict)
    depends_on: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    meta: dict[str, Any] = field(default_factory=dict)
    grain: tuple[str, ...] = ()


@dataclass(frozen=True)
class Manifest:
    """The parts of dbt's manifest that this project uses."""

    document: dict[str, Any]

    @cached_property
    def models(self) -> dict[str, Model]:
        """Models and seeds by name, each after those it depends on."""
        nodes = self.document["nodes"].values()
        grains = _grains(nodes)
        models = {
            node["name"]: _model(node, grains.get(node["unique_id"], ()))
            for node in nodes
            if node["resource_type"] in ("model", "seed")
        }
        order = TopologicalSorter({name: sorted(model.depends_on) for name, model in sorted(models.items())})
        return {name: models[name] for name in order.static_order()}

    @cached_property
    def tests(self) -> dict[str, Test]:
        """Data tests by unique id."""
        nodes = self.document["nodes"].values()
        return {node["unique_id"]: _test(node) for node in nodes if node["resource_type"] == "test"}

    @cached_property
    def published(self) -> list[str]:
        """The tables under an exposure: the publication list, and nothing else goes out."""
        return sorted(
            {
                reference.split(".")[-1]
                for exposure in self.document["exposures"].values()
                for reference in exposure["depends_on"]["nodes"]
            }
        )

    @cached_property
    def typed(self) -> dict[str, list[str]]:
        """Published tables with words that people typed, and the columns these stand in."""
        named = {name: model.meta.get("typed") for name, model in self.models.items() if name in self.published}
        return {name: columns for name, columns in named.items() if columns}


def _grains(nodes: Iterable[dict[str, Any]]) -> dict[str, tuple[str, ...]]:
    """The grain by the model's unique id, from the test that holds it."""
    tests = [node for node in nodes if (node.get("test_metadata") or {}).get("name") == "unique_grain"]
    return {test["attached_node"]: tuple(test["test_metadata"]["kwargs"]["columns"]) for test in tests}


def _model(node: dict[str, Any], grain: tuple[str, ...]) -> Model:
    depends = node.get("depends_on", {}).get("nodes", [])
    folder = Path(node["original_file_path"]).parent.name
    return Model(
        unique_id=node["unique_id"],
        name=node["name"],
        layer="seeds" if node["resource_type"] == "seed" else folder,
        description=node["description"].strip(),
        columns={
            name: {"type": column.get("data_type") or "", "meaning": column["description"]}
            for name, column in node["columns"].items()
        },
        depends_on=tuple(parent.split(".")[-1] for parent in depends if not parent.startswith("source.")),
        sources=tuple(".".join(parent.split(".")[-2:]) for parent in depends if parent.startswith("source.")),
        meta=node.get("config", {}).get("meta") or {},
        grain=grain,
    )


def _test(node: dict[str, Any]) -> Test:
    meta = node["config"].get("meta") or {}
    parents = [parent for parent in node["depends_on"]["nodes"] if parent.startswith(("model.", "seed."))]
    attached = node.get("attached_node") or (parents[0] if parents else "")
    return Test(
        unique_id=node["unique_id"],
        name=node["name"],
        model=meta.get("table") or attached.split(".")[-1],
        severity=meta.get("severity", "hold"),
        rationale=meta.get("rationale", ""),
        remedy=meta.get("remedy", "look at the model's SQL and at the rows this test returns"),
        owner=meta.get("owner", "data engineer"),
    )
