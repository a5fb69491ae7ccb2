"""An archive that arrived, replaced by the files in it: these lie in the inbox then, in a folder that names it.

The archive itself is not kept: what in it is no delivery may be about people, and nobody asked for it. The receipts of
its files say by its hash which one they came in.

What is no delivery among them stays there and is named, like anything else in the inbox. An archive that is not one to
unpack is received as it came, so that landing refuses it by name. After a crash it is unpacked again.
"""

import shutil
from pathlib import Path

from ossp_pipeline.atomic_files import sha256_of
from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.extract.connectors.folder import UNPACKED, Arrival, arrivals_in
from ossp_pipeline.extract.unpack.opening import Unpacked, unpack_confined

_ARCHIVES = frozenset({".zip", ".gz"})
# Hidden, so that nothing in it is taken before all of it is there.
_UNPACKING = ".ossp-unpacking"


def unpack_arrivals(arrivals: list[Arrival], feed: Feed) -> tuple[list[Arrival], list[Path]]:
    """The files to take: of archives, the files in them; and archives that could not be unpacked now."""
    taken: list[Arrival] = []
    later: list[Path] = []
    for arrival in arrivals:
        if feed.join or arrival.path.suffix.lower() not in _ARCHIVES:
            taken.append(arrival)
        elif (files := _replace(arrival, feed)) is not None:
            taken += files
        else:
            later.append(arrival.path)
    return taken, later


def _replace(arrival: Arrival, feed: Feed) -> list[Arrival] | None:
    """The files of an archive in its place; the archive, where it is not one to unpack; None: another time."""
    folder = arrival.path.with_name(_UNPACKING)
    shutil.rmtree(folder, ignore_errors=True)
    try:
        folder.mkdir()
        how = unpack_confined(arrival.path, folder, feed.largest_file)
        if how is Unpacked.REFUSED:
            return [arrival]
        if how is Unpacked.FAILED or not arrival.is_unchanged:
            return None
        place = arrival.path.with_name(f"{arrival.path.name}-{sha256_of(arrival.path)[:12]}{UNPACKED}")
        _move(folder, place)
    except OSError:  # the share is full, or may not be written to
        return None
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    arrival.remove()
    return arrivals_in(place, feed)


def _move(folder: Path, place: Path) -> None:
    """Each file appears whole, in the place of one that an earlier attempt left."""
    for path in sorted(item for item in folder.rglob("*") if item.is_file()):
        target = place / path.relative_to(folder)
        target.parent.mkdir(parents=True, exist_ok=True)
        path.replace(target)
