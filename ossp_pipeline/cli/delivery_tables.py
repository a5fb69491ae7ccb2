"""The parts of a summary about deliveries: quarantine, replay, revisions."""

from collections import defaultdict
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from ossp_pipeline.cli.printing import ROW_COUNTS, show_heading, show_line

if TYPE_CHECKING:
    from ossp_pipeline.cli.documents import (
        BrokenRuleSummary,
        PeriodVersionsSummary,
        ReplayedDelivery,
        RevisionSummary,
        UnknownCodeSummary,
    )


def show_quarantine(rules: "list[BrokenRuleSummary]", console: Console) -> None:
    """Rejected rows by feed and period, and what each rule asks."""
    show_heading("Rejected rows of the deliveries in use", console)
    by_feed: dict[str, list[BrokenRuleSummary]] = defaultdict(list)
    for item in rules:
        by_feed[item["feed"]].append(item)
    for feed, items in by_feed.items():
        show_line(f"  {feed}", console)
        for item in items:
            show_line(f"    {item['period']}  {item['file']}  {item['rows']:,} row(s)  {item['rule']}", console)
        for rule, meaning in {item["rule"]: item["meaning"] for item in items}.items():
            show_line(f"    {rule} asks: {meaning}", console)


def show_unknown_codes(codes: "list[UnknownCodeSummary]", console: Console) -> None:
    """Values that are not agreed, each with the nearest that is."""
    show_heading("Unknown codes", console)
    for item in codes:
        code = "values that are not shown" if item["code"] is None else f"“{item['code']}”"
        nearest = f"; the nearest known: {item['nearest']}" if item["nearest"] else ""
        show_line(f"  {item['feed']} “{item['heading']}”: {code} in {item['rows']:,} row(s){nearest}", console)


def show_likely_causes(causes: list[str], console: Console) -> None:
    """What was noted while the files were read."""
    show_heading("Noted while these files were read", console)
    for cause in causes:
        show_line(f"  {cause}", console)


def show_replayed(replayed: "list[ReplayedDelivery]", console: Console) -> None:
    """Where the rows of each file went before, and where they go now."""
    table = Table("file", box=None, pad_edge=False)
    for name in ROW_COUNTS:
        table.add_column(name.replace("_", " "), justify="right")
    for item in replayed:
        before, after = item["before"], item["after"]
        table.add_row(item["file"], *(_change(before[name], after[name]) for name in ROW_COUNTS))  # type: ignore[literal-required]
    show_heading("Landed anew, in rows: before → now", console)
    console.print(table)


def show_triangle(periods: "list[PeriodVersionsSummary]", console: Console) -> None:
    """Accepted rows of every delivery of a period, each with the day on which it was received."""
    most = max(len(item["versions"]) for item in periods)
    table = Table("period", box=None, pad_edge=False)
    for number in range(1, most + 1):
        table.add_column(f"delivery {number}", justify="right")
    for item in periods:
        cells = [f"{version['accepted']:,} on {version['received_on']}" for version in item["versions"]]
        table.add_row(_place(item["period"], item["part"]), *cells)
    show_heading("Accepted rows of each delivery, oldest first", console)
    console.print(table)


def show_revised(revised: "list[RevisionSummary]", console: Console) -> None:
    """What each revision changed: the account, rows one by one, and by kind."""
    show_heading("Changed by the newest delivery: before → now", console)
    for item in revised:
        before, now, rows = item["before"], item["now"], item["rows"]
        share = "" if item["change"] is None else f" ({item['change']:+.1%})"
        limit = ", over the feed's limit" if item["over_limit"] else ""
        accepted = f"accepted {_change(before['accepted'], now['accepted'])}{share}{limit}"
        place = _place(item["period"], item["part"])
        show_line(
            f"  {place}  {now['file']}: received {_change(before['received'], now['received'])}, {accepted}", console
        )
        if rows is None:
            show_line(
                "    rows cannot be compared: the bytes of one were deleted in time, and the other landed anew", console
            )
            continue
        counts = f"{rows['same']:,} same, {rows['changed']:,} changed, {rows['gone']:,} gone, {rows['new']:,} new"
        show_line(f"    rows: {counts}", console)
        for kind in rows["kinds"]:
            name = kind["kind"] or "not given"
            show_line(f"    {kind['column']}, {name}: {_change(kind['before'], kind['now'])}", console)


def _place(period: str, part: str) -> str:
    return period if part == "all" else f"{period} {part}"


def _change(before: int, after: int) -> str:
    return f"{after:,}" if before == after else f"{before:,} → {after:,}"
