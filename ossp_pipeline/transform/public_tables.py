"""The tables of the public edition: the build's own, with all that counts people made anew from protected counts.

Nothing is protected after the fact. The build is copied, and dbt makes the models that count people a second time
(`edition: public`, dbt_project/macros/protection.sql) with everything that follows from them: totals, rates, shares,
changes and ranks are worked out of protected counts.
"""

import shutil
from collections.abc import Callable
from pathlib import Path

from ossp_pipeline.atomic_files import remove, write_folder, write_json
from ossp_pipeline.settings import Settings
from ossp_pipeline.transform.build import Build, Builds, link_file, profile
from ossp_pipeline.transform.dbt_runner import NodeResult, rebuild_public
from ossp_pipeline.transform.ledger import load_ledger


def make_public_tables(
    settings: Settings,
    of: Build,
    builds: Builds,
    ledger: Path | None,
    on_result: Callable[[NodeResult], None] = lambda result: None,
) -> tuple[Build, list[NodeResult]]:
    """Make the public edition of a build whose tables are made, in place of an earlier one. Raises BuildFailed.

    `builds`: those of the public edition, where it gets the folder of the same name. `ledger`: what the public has seen
    already; None where that is nothing, or is to be revised.
    """
    public = Build(builds.folder / of.build_id)
    remove(public.folder)
    write_folder(public.folder, lambda folder: _copy(of, folder, public.folder))
    if ledger:
        load_ledger(ledger, public.warehouse)
    return public, rebuild_public(settings, public, on_result)


def _copy(of: Build, folder: Path, place: Path) -> None:
    """Inputs are never written to, so links will do; the warehouse is."""
    shutil.copytree(of.inputs, folder / "inputs", copy_function=link_file)
    shutil.copyfile(of.folder / "plan.json", folder / "plan.json")
    shutil.copyfile(of.warehouse, folder / of.warehouse.name)
    write_json(folder / "profiles.yml", profile(place))
    for name in ("evidence", "spill"):
        (folder / name).mkdir()
