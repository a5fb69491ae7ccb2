"""What every part of a printed summary is made of: headings, lines and lists. Nothing in them is read as markup."""

from rich.console import Console

# Where the rows of a file can go; `received` is all of them.
ROW_COUNTS = ("received", "accepted", "rejected", "duplicate", "out_of_area")


def show_heading(text: str, console: Console) -> None:
    """A line in bold, after a blank one."""
    console.print(f"\n{text}", style="bold", markup=False, soft_wrap=True)


def show_line(text: str, console: Console) -> None:
    """One line, as long as it is."""
    console.print(text, markup=False, soft_wrap=True)


def show_lines(lines: list[str], console: Console) -> None:
    """A list, an item a line."""
    for line in lines:
        show_line(f"  - {line}", console)
