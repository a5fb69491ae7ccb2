"""Repair the data folder, and the partnership folder, after a crash or a power cut: every run begins with this.

Runs that Dagster still believes in are repaired in `orchestration/doctor.py`.
"""

from ossp_pipeline.atomic_files import leftovers, remove
from ossp_pipeline.governance.erasure import finish_erasure
from ossp_pipeline.governance.rotation import finish_rotation
from ossp_pipeline.partnership.folder import complete_change
from ossp_pipeline.publishing import Publishing
from ossp_pipeline.settings import Settings
from ossp_pipeline.transform.build import Builds


def repair_data_folder(settings: Settings, publishing: Publishing, public: Publishing) -> list[str]:
    """Repair releases, half-written files and unfinished builds. Returns what was repaired, a sentence each.

    publishing, public  of the partnership's edition and of the public one
    """
    repaired = finish_erasure(settings) + finish_rotation(settings) + _repair_edition(publishing)
    if public.settings.data.exists():
        repaired += _repair_edition(public)
    return repaired + [
        f"a change of {name} was being written when a run ended, and is completed"
        for name in complete_change(settings.partnership)
    ]


def _repair_edition(publishing: Publishing) -> list[str]:
    repaired = publishing.releases.repair()
    if repaired:
        publishing.write_pages()
    publishing.update_pages()
    return repaired + _remove_half_written(publishing.settings) + _remove_unfinished(publishing.builds)


def _remove_half_written(settings: Settings) -> list[str]:
    folders = (settings.received, settings.raw, settings.builds, settings.releases, settings.erasures)
    paths = [path for folder in folders for path in leftovers(folder)]
    for path in paths:
        remove(path)
    return [f"{path.relative_to(settings.data)} was being written when a run ended, and is removed" for path in paths]


def _remove_unfinished(builds: Builds) -> list[str]:
    unfinished = [build for build in builds.all() if not build.is_made]
    for build in unfinished:
        remove(build.folder)
    return [
        f"build {build.build_id} was never finished, and is removed: a retry is a new build" for build in unfinished
    ]
