"""The proof of an erasure: every file is searched, and a certificate says with counts alone what was found."""

from dataclasses import replace
from pathlib import Path

from ossp_pipeline.atomic_files import remove, write_json
from ossp_pipeline.contracts.feed import Feed
from ossp_pipeline.extract.erased import Ledger
from ossp_pipeline.governance.byte_scan import Scan, scan_folder, spellings
from ossp_pipeline.governance.found_rows import Found
from ossp_pipeline.governance.identifiers import Identifiers
from ossp_pipeline.settings import Settings

# A shorter reference is a part of other numbers.
_SHORTEST_SOUGHT = 6


def prove(settings: Settings, number: int, wanted: Identifiers, found: Found) -> tuple[Scan, Path]:
    """Look for what was erased in every file, and write the certificate: counts, never a value."""
    scan = scan_folder(settings.data, sought(wanted, found))
    if found_in_dagster := [name for name in scan.found if name.startswith("dagster/")]:
        # Its databases keep what was deleted in free pages: only without the files it is gone.
        remove(settings.dagster_home)
        scan = replace(scan, found=tuple(name for name in scan.found if name not in found_in_dagster))
    path = certificate_path(settings, number)
    entry = next(item for item in Ledger(settings).entries if item.number == number)
    document = {
        "erasure": number,
        "feed": entry.feed,
        "at": entry.at,
        "people": len(entry.people),
        "consent_withdrawn": entry.is_withdrawn,
        "rows_erased": entry.rows,
        "files_rewritten": len(entry.files),
        "files_scanned": scan.files,
        "bytes_scanned": scan.size_bytes,
        "files_that_still_hold_it": len(scan.found),
        "dagster_history_removed": bool(found_in_dagster),
    }
    write_json(path, document)
    return scan, path


def sought(wanted: Identifiers, found: Found) -> set[bytes]:
    """What must be nowhere: the references as written, the rows as they lay in the files, the pseudonyms."""
    references = [person[0] for person in wanted.spelled if wanted.is_reference and len(person[0]) >= _SHORTEST_SOUGHT]
    forms = {form for text in (*references, *found.pseudonyms) for form in spellings(text)}
    return forms | {row.strip() for item in found.in_bytes for row in item.rewritten.removed}


def erased_before(settings: Settings, feed: Feed, wanted: Identifiers) -> int | None:
    """The last erasure of any of these people: its proof is made again. None: there was none."""
    ledger = Ledger(settings)
    tokens = {*ledger.tokens(feed.name, wanted.names, wanted.people)} if ledger.entries else set()
    numbers = [entry.number for entry in ledger.entries if entry.feed == feed.name and tokens & {*entry.people}]
    return max(numbers, default=None)


def certificate_path(settings: Settings, number: int) -> Path:
    """The certificate of an erasure."""
    return settings.erasures / f"{number:04d}.json"
