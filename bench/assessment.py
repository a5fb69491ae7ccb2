"""What the needs assessment adds to a refresh: the same refresh without what only the assessment needs.

Left out of it are the assessment's tables (but those the pages read), all models, seeds and tests that nothing else
needs, and their feeds with files, landing and suites. A whole refresh minus this one is what the assessment adds: dbt,
suites, files, checks and Dagster's events, as somebody waits for them.
"""

from typing import Any

from bench.measure import python

LIMIT = 5
# Tables of the assessment that the pages are made from: a refresh without them has no pages to write.
_READ_BY_PAGES = {"sna_area_profiles", "sna_data_coverage"}
_WITHOUT = """
from bench.assessment import leave_out
leave_out()
from ossp_pipeline.cli.app import main
main()
"""


def refresh_without() -> list[str]:
    """A command line: `ossp refresh` of an installation that has no needs assessment."""
    return [*python(_WITHOUT), "refresh"]


def leave_out() -> None:
    """Remove the assessment in this process. Call it before the pipeline is imported, which reads these by name."""
    from ossp_pipeline.feeds.registry import FEEDS  # noqa: PLC0415
    from ossp_pipeline.settings import load_settings  # noqa: PLC0415
    from ossp_pipeline.transform import dbt_runner  # noqa: PLC0415
    from ossp_pipeline.transform.manifest import Manifest  # noqa: PLC0415

    load, invoke = dbt_runner.load_manifest, dbt_runner._invoke
    left = _only_for_the_assessment(load(load_settings()).document)
    for feed in [name for name in FEEDS if f"model.ossp.stg_{name}" in left]:
        del FEEDS[feed]

    def load_without(settings: Any) -> Manifest:
        return Manifest(_without(load(settings).document, left))

    def invoke_without(arguments: list[str], *others: Any) -> None:
        names = sorted(name.split(".")[-1] for name in left)
        invoke([*arguments, *names] if arguments[0] == "build" else arguments, *others)

    dbt_runner.load_manifest = load_without
    dbt_runner._invoke = invoke_without


def _only_for_the_assessment(document: dict[str, Any]) -> set[str]:
    """Models and seeds from which no other published table comes."""
    published = {node for exposure in document["exposures"].values() for node in exposure["depends_on"]["nodes"]}
    kept = {node for node in published if ".sna_" not in node or node.split(".")[-1] in _READ_BY_PAGES}
    needed, waiting = set(), list(kept)
    while waiting:
        node = waiting.pop()
        if node not in needed:
            needed.add(node)
            waiting += document["parent_map"].get(node, [])
    return {name for name in document["nodes"] if name.startswith(("model.", "seed.")) and name not in needed}


def _without(document: dict[str, Any], left: set[str]) -> dict[str, Any]:
    nodes = {
        name: node
        for name, node in document["nodes"].items()
        if name not in left and not left & set(node["depends_on"].get("nodes", []))
    }
    exposures = {
        name: {"depends_on": {"nodes": [item for item in exposure["depends_on"]["nodes"] if item not in left]}}
        for name, exposure in document["exposures"].items()
    }
    return {**document, "nodes": nodes, "exposures": exposures}
