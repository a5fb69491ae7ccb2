"""Archives of several published files that are read together: one delivery, in which each file is kept as it came."""

import io
import zipfile
from collections.abc import Mapping

from ossp_pipeline.errors import DeliveryRefused
from ossp_pipeline.extract.readers.file_kinds import DAMAGED_ARCHIVE, ZIP, spreadsheet_kind

# The oldest date that an archive can hold: the same files always make the same bytes.
_NO_DATE = (1980, 1, 1, 0, 0, 0)
_MOST_FILES = 20


def read_members(raw: bytes, largest: int) -> dict[str, bytes]:
    """The files of an archive; empty for a spreadsheet and for any other file. Raises DeliveryRefused."""
    if not raw.startswith(ZIP):
        return {}
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            names = [name for name in archive.namelist() if not name.endswith("/")]
            if spreadsheet_kind(names):
                return {}
            _refuse_size(archive, len(names), largest)
            return {name: archive.read(name) for name in names}
    except DAMAGED_ARCHIVE as error:
        message = "this is a ZIP or Excel file that is damaged, cut off or has a password, not a CSV file"
        raise DeliveryRefused("E-NOTDATA", message, "ask the supplier to send the CSV file again") from error


def write_archive(files: Mapping[str, bytes]) -> bytes:
    """An archive of these files, by name."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, content in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(name, _NO_DATE), content)
    return out.getvalue()


def _refuse_size(archive: zipfile.ZipFile, files: int, largest: int) -> None:
    """The sizes in an archive's list are those its parts unpack to: reading past them fails."""
    if files > _MOST_FILES or sum(item.file_size for item in archive.infolist()) > largest:
        limit = largest // 1_000_000
        message = f"the archive holds more than {_MOST_FILES} files, or unpacks to more than {limit:,} MB"
        raise DeliveryRefused("E-SIZE", message, "pack only the files that are read together")
