"""The area a partnership answers for: the codes that lie in it and the police force it belongs to."""

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True)
class Area:
    """The codes and the police force of the area.

    codes   every small-area, ward, district and CSP code inside the area, of any vintage, and its districts by name;
            None means everywhere
    force   name of the police force as data.police.uk writes it; None means any force
    """

    codes: frozenset[str] | None
    force: str | None

    @property
    def fingerprint(self) -> str:
        """Twelve hex digits that change when the area does. The order of the codes does not matter."""
        codes = ["everywhere"] if self.codes is None else sorted(self.codes)
        return hashlib.sha256("\n".join([*codes, self.force or ""]).encode()).hexdigest()[:12]
