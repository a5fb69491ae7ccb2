"""The words of a message: what is new of each kind, since when, and what to do. Plain text, short, without a figure."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from ossp_pipeline.alerts.faults import Kind
from ossp_pipeline.alerts.memory import News
from ossp_pipeline.publish.calendar import LONDON

_HEADINGS = {
    Kind.FAILED: "Failed; what was published stays as it is",
    Kind.HELD: "Held; the last good release stays up",
    Kind.MISSED: "Not delivered",
    Kind.RECOVERED: "Over",
}
_WORDS = {
    Kind.FAILED: "failed",
    Kind.HELD: "held",
    Kind.MISSED: "not delivered",
    Kind.RECOVERED: "over",
}
# Of a feed that never came, months without end, and of a build that broke, every rule: some say enough.
_PARTS_SHOWN, _LINES_SHOWN = 6, 20
_END = "`ossp alerts` lists what is outstanding, `ossp status` says more."
TEST_TITLE = "Test of the alerts"
TEST_BODY = "This is a test, asked for with `ossp alerts --test`. Nothing is wrong and nothing is to be done."


def title_of(area: str, items: Iterable[News]) -> str:
    """One line: the area, and how many subjects of each kind."""
    subjects = {(item.kind, item.fault.subject) for item in items}
    counted = {kind: sum(1 for other, _ in subjects if other is kind) for kind in _HEADINGS}
    return f"{area}: " + ", ".join(f"{count} {_WORDS[kind]}" for kind, count in counted.items() if count)


def body_of(items: Iterable[News]) -> str:
    """A paragraph for each kind, a line for each subject, the newest parts of it named."""
    together: dict[Kind, dict[tuple[str, str], list[News]]] = defaultdict(lambda: defaultdict(list))
    for item in items:
        together[item.kind][item.fault.subject, item.fault.remedy].append(item)
    paragraphs = [
        "\n".join([f"{heading}:", *_lines(list(together[kind].values()))])
        for kind, heading in _HEADINGS.items()
        if kind in together
    ]
    return "\n\n".join([*paragraphs, _END])


def _lines(subjects: list[list[News]]) -> list[str]:
    more = [f"- and {len(subjects) - _LINES_SHOWN} more"] if len(subjects) > _LINES_SHOWN else []
    return [f"- {_line(same)}" for same in subjects[:_LINES_SHOWN]] + more


def _line(same: list[News]) -> str:
    """What it is about, since when, what to do."""
    fault, at = same[0].fault, datetime.fromisoformat(min(item.at for item in same)).astimezone(LONDON)
    parts = [item.fault.part for item in same if item.fault.part]
    more = f" and {len(parts) - _PARTS_SHOWN} more" if len(parts) > _PARTS_SHOWN else ""
    named = f": {', '.join(parts[-_PARTS_SHOWN:])}{more}" if parts else ""
    what = f"{fault.subject}{named} (seen {at:%Y-%m-%d %H:%M})"
    return what if same[0].is_over else f"{what}. What to do: {fault.remedy}."
