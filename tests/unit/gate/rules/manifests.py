"""dbt manifests by hand: a model, its tests and what is published."""

from typing import Any

from ossp_pipeline.transform.manifest import Manifest


def manifest_of(tests: dict[str, dict[str, Any]], published: tuple[str, ...] = ()) -> Manifest:
    """A project with these data tests (name → meta), each attached to the model its name begins with."""
    nodes = {
        f"test.ossp.{name}": {
            "resource_type": "test",
            "unique_id": f"test.ossp.{name}",
            "name": name,
            "attached_node": f"model.ossp.{name.split('__')[0]}",
            "config": {"meta": meta},
            "depends_on": {"nodes": [f"model.ossp.{name.split('__')[0]}"]},
        }
        for name, meta in tests.items()
    }
    exposures = {"exposure.ossp.all": {"depends_on": {"nodes": [f"model.ossp.{name}" for name in published]}}}
    return Manifest({"nodes": nodes, "exposures": exposures})
