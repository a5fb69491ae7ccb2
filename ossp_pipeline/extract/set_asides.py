"""Refused files that people set aside: kept line by line in `data/set_asides.jsonl`, never changed or removed."""

from dataclasses import asdict
from pathlib import Path

from ossp_pipeline.atomic_files import append_json, read_json_lines
from ossp_pipeline.contracts.delivery import SetAside


class SetAsides:
    """The file of an installation. The caller holds the data folder's lock while it adds."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def add(self, set_aside: SetAside) -> None:
        """Append it, and wait until it is on the disk."""
        append_json(self.path, asdict(set_aside))

    def all(self) -> list[SetAside]:
        """Oldest first."""
        documents = read_json_lines(self.path)
        return [SetAside(**{**item, "deliveries": tuple(item["deliveries"])}) for item in documents]
