"""A part of a page that is written by `make docs`, between two markers; people write the rest of the page."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Part:
    """The part between the markers; `name` is in them and in the message when they are gone."""

    name: str

    @property
    def start(self) -> str:
        """The line the part begins with."""
        return f"<!-- {self.name}: written by `make docs` -->"

    @property
    def end(self) -> str:
        """The line the part ends with."""
        return f"<!-- end of {self.name} -->"

    def replace(self, page: str, text: str) -> str:
        """The page with the part written anew. Raises ValueError where a marker is missing."""
        before, found_start, rest = page.partition(self.start)
        _, found_end, after = rest.partition(self.end)
        if not (found_start and found_end):
            title = page.partition("\n")[0].lstrip("# ")
            raise ValueError(f"the page “{title}” lacks one of the lines {self.start} and {self.end}. Put them in")
        return f"{before}{self.start}\n\n{text}\n\n{self.end}{after}"
