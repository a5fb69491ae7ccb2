"""A summary document as plain text, part by part; parts that are absent or empty are left out."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table

from ossp_pipeline.cli.delivery_tables import (
    show_likely_causes,
    show_quarantine,
    show_replayed,
    show_revised,
    show_triangle,
    show_unknown_codes,
)
from ossp_pipeline.cli.printing import ROW_COUNTS, show_heading, show_line, show_lines
from ossp_pipeline.errors import explain

if TYPE_CHECKING:
    from ossp_pipeline.cli.documents import (
        ConnectionSummary,
        FeedStatus,
        GateSummary,
        PublicSummary,
        Refusal,
        Rejection,
        WaitingSummary,
    )
    from ossp_pipeline.publish.planned_status import PlannedSummary
    from ossp_pipeline.publish.postgres.state import TargetSummary

_VERDICTS = {"publish": "publish", "hold": "HOLD; the last good release stays up"}
_WARNINGS_SHOWN = 12


def print_summary(document: Mapping[str, object], console: Console) -> None:
    """Print the parts the document has, in reading order."""
    for name, show in _PARTS.items():
        if document.get(name):
            show(document[name], console)


def _show_repaired(lines: list[str], console: Console) -> None:
    show_heading("Repaired after a crash", console)
    show_lines(lines, console)


def _show_feeds(feeds: Mapping[str, Mapping[str, object]], console: Console) -> None:
    table = Table("feed", box=None, pad_edge=False)
    for name in ("files", *ROW_COUNTS):
        table.add_column(name.replace("_", " "), justify="right")
    for feed, counts in feeds.items():
        table.add_row(feed, *(f"{counts[name]:,}" for name in ("files", *ROW_COUNTS)))
    show_heading("What came in, in rows", console)
    console.print(table)


def _show_refused(refused: "list[Refusal]", console: Console) -> None:
    show_heading("Refused files", console)
    _list_refused(refused, console)


def _show_still_refused(refused: "list[Refusal]", console: Console) -> None:
    show_heading("Refused before, and still outstanding", console)
    _list_refused(refused, console)


def _list_refused(refused: "list[Refusal]", console: Console) -> None:
    for item in refused:
        position = ", ".join(f"{name} {item.get(name)}" for name in ("line", "column") if item.get(name))
        where = f" ({position})" if position else ""
        show_line(f"  {item['feed']}  {item['file']}  {item['code']}{where}", console)
        show_line(f"    {explain(item['message'], item['remedy'])} A right name: {item['example']}", console)


def _show_rejected(rejected: "list[Rejection]", console: Console) -> None:
    by_rule: dict[str, list[Rejection]] = defaultdict(list)
    for item in rejected:
        by_rule[item["rule"]].append(item)
    show_heading("Rejected rows, by rule", console)
    for rule, items in by_rule.items():
        lines = ", ".join(str(line) for line in items[0]["lines"])
        more = f", and {len(items) - 1} more file(s)" if len(items) > 1 else ""
        total = sum(item["rows"] for item in items)
        show_line(f"  {rule}: {total:,} row(s); {items[0]['file']} line {lines}{more}", console)


def _show_status(feeds: "list[FeedStatus]", console: Console) -> None:
    table = Table("feed", "newest period", "next due", "late", "days late", "refused", box=None, pad_edge=False)
    for item in feeds:
        state = item["late_in_words"] or ("" if item["is_expected"] else "not expected in this area")
        coming = f"{item['next']['period']} on {item['next']['due']}" if item["next"] else ""
        days = max((late["days_late"] for late in item["late"]), default=0)
        files = str(len(item["refused"]) or "")
        table.add_row(item["feed"], item["newest"] or "none", coming, state, f"{days:,}" if days else "", files)
    show_heading("Feeds", console)
    console.print(table)
    if refused := [refusal for item in feeds for refusal in item["refused"]]:
        _show_still_refused(refused, console)


def _show_gate(gate: "GateSummary", console: Console) -> None:
    show_heading(f"The gate: {_VERDICTS[gate['verdict']]}", console)
    if gate["rules"]:
        counts = f"{gate['rules']} rules, {len(gate['reasons'])} reason(s) to hold"
        console.print(f"  {counts}, {len(gate['warnings'])} warning(s), {len(gate['waived'])} waived")
    for reason in gate["reasons"]:
        show_line(f"  - {reason['rule']}: {reason['detail']}", console)
        show_line(f"    What to do ({reason['owner']}): {reason['remedy']}", console)
    for warning in gate["warnings"][:_WARNINGS_SHOWN]:
        show_line(f"  - warning {warning['rule']}: {warning['detail']}", console)
    if more := len(gate["warnings"][_WARNINGS_SHOWN:]):
        show_line(f"  - and {more} more warning(s): in the certificate", console)


def _show_waits(waits: "WaitingSummary", console: Console) -> None:
    show_heading(f"Build {waits['build_id']} passed the gate and waits", console)
    show_lines(waits["reasons"], console)


def _show_planned(planned: "list[PlannedSummary]", console: Console) -> None:
    show_heading("Planned releases", console)
    for item in planned:
        when = f"{item['moment'][:10]} {item['moment'][11:16]}{' (provisional)' if item['is_provisional'] else ''}"
        state = " ".join(part for part in (item["state"], item["release_id"]) if part)
        why = f": {item['why']}" if item["why"] else ""
        edition = ", public edition" if item["edition"] == "public" else ""
        show_line(f"  - {when}  {item['title']} ({item['period']}{edition}): {state}{why}", console)
        for move in item["moved"]:
            show_line(f"      moved from {move['from']}, announced {move['announced']}: {move['reason']}", console)


def _show_issued(issued: list[dict[str, Any]], console: Console) -> None:
    show_heading("Workbooks to send", console)
    for item in issued:
        counts = [f"{count} {name.lower()}" for name, count in item["rows"].items()]
        counts += [f"{item['to_comment_on']} counted measures to comment on"] if item["to_comment_on"] else []
        show_line(f"  {item['lead']}: {', '.join(counts)}\n    {item['workbook']}", console)


def _show_returns(returns: list[dict[str, Any]], console: Console) -> None:
    for item in returns:
        who = f", {item['lead']}, {item['quarter']}" if item["lead"] else ""
        show_heading(f"{item['file']}: {item['outcome']}{who}", console)
        if item["refusal"]:
            refusal = item["refusal"]
            show_line(f"  {refusal['code']}: {explain(refusal['message'], refusal['remedy'])}", console)
        for finding in item["findings"]:
            cell = f"{finding['sheet']}!{finding['cell']}"
            show_line(f"  - {cell}: {finding['wrong']}. To fix: {finding['mend']}.", console)
        counts = ", ".join(f"{count} {state}" for state, count in item["rows"].items() if count)
        lines = [*item["notes"], f"rows now: {counts}" if counts else "", f"answer for the sender: {item['answer']}"]
        for line in filter(None, lines):
            show_line(f"  {line}", console)


def _show_outstanding(outstanding: list[dict[str, Any]], console: Console) -> None:
    for entry in outstanding:
        state = ", ".join(f"{count} {name}" for name, count in entry["counts"].items())
        remark = ("" if entry["is_issued"] else "; not issued yet") + ("; closed" if entry["is_closed"] else "")
        show_heading(f"{entry['lead']}, due {entry['due']}: {state}{remark}", console)
        for line in entry["reminder"].splitlines():
            show_line(f"    {line}", console)


def _show_postgres(state: "TargetSummary", console: Console) -> None:
    style = "red" if state["is_behind"] else None
    console.print(state["message"], style=style, markup=False, soft_wrap=True)


def _show_public(state: "PublicSummary", console: Console) -> None:
    show_line(state["message"], console)


def _show_next(lines: list[str], console: Console) -> None:
    show_heading("What to do next", console)
    show_lines(lines, console)


def _show_wrong(rows: list[dict[str, Any]], console: Console) -> None:
    show_heading("Wrong in the partnership folder", console)
    for row in rows:
        line = f", line {row['line']}" if row["line"] else ""
        column = f", column {row['column']}" if row["column"] and row["file"].endswith(".csv") else ""
        show_line(f"  {row['file']}{line}{column}: {row['problem']}.", console)


def _show_not_stated(tables: list[dict[str, Any]], console: Console) -> None:
    show_heading("Not stated yet", console)
    for table in tables:
        show_line(f"  {table['file']}: {table['what'].lower()}; ask the {table['ask']}", console)


def _show_sheets(rows: list[dict[str, Any]], console: Console) -> None:
    show_heading("Wrong in the workbook: nothing is changed", console)
    for row in rows:
        column = f", column {row['column']}" if row["column"] else ""
        what = explain(row["problem"], row["remedy"])
        show_line(f"  sheet {row['sheet']}, row {row['row']}{column}: {what}", console)


def _show_changes(changes: list[dict[str, str]], console: Console) -> None:
    for item in changes:
        who = f"{item['at']}, {item['by']}: " if "by" in item else ""
        values = f"“{item['before']}” is now “{item['after']}”"
        show_line(f"  {who}{item['file']}, {item['key']}, {item['column']}: {values}", console)


def _show_adopted(reports: list[dict[str, Any]], console: Console) -> None:
    for report in reports:
        into = f" → {report['becomes']}, {report['rows']} row(s)" if report["rows"] or report["left_out"] else ""
        show_heading(f"{report['file']}{into}", console)
        show_lines([f"left out, {line}" for line in report["left_out"]], console)
        show_lines([f"to decide: {line}" for line in report["decide"]], console)


def _show_not_understood(problems: list[str], console: Console) -> None:
    show_heading("Cannot be understood", console)
    show_lines(problems, console)


def _show_connections(connections: "list[ConnectionSummary]", console: Console) -> None:
    for item in connections:
        show_heading(f"{item['name']} ({item['feed']}, {item['kind']})", console)
        lines = [f"fetched {name}" for name in item["files"]] + item["notes"] + list(filter(None, [item["error"]]))
        show_lines(lines or ["nothing new"], console)


def _show_found(found: list[str], console: Console) -> None:
    show_heading("Rows found", console)
    show_lines(found, console)


def _show_past(past: list[str], console: Console) -> None:
    show_heading("Past their retention", console)
    show_lines(past, console)


_PARTS: dict[str, Callable[[Any, Console], None]] = {
    "repaired": _show_repaired,
    "feeds": _show_feeds,
    "refused": _show_refused,
    "outstanding": _show_still_refused,
    "rejected": _show_rejected,
    "quarantine": show_quarantine,
    "unknown_codes": show_unknown_codes,
    "likely_causes": show_likely_causes,
    "replayed": show_replayed,
    "triangle": show_triangle,
    "revised": show_revised,
    "status": _show_status,
    "gate": _show_gate,
    "planned": _show_planned,
    "waits": _show_waits,
    "issued": _show_issued,
    "returns": _show_returns,
    "owed": _show_outstanding,
    "wrong": _show_wrong,
    "not_stated": _show_not_stated,
    "wrong_in_workbook": _show_sheets,
    "changes": _show_changes,
    "adopted": _show_adopted,
    "not_understood": _show_not_understood,
    "connections": _show_connections,
    "found": _show_found,
    "past": _show_past,
    "message": show_heading,
    "public": _show_public,
    "postgres": _show_postgres,
    "next": _show_next,
}
