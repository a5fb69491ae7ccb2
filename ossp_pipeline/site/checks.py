"""Is the site fit to go out? Rules over its files as they lie there, filed as evidence of the candidate.

`site.pages.fetch_nothing`   no address elsewhere, no script, no style attribute, the strict policy in every page
`site.links.resolve`         every link leads to a file, and every fragment to a place on its page
`site.subjects.have_pages`   every published measure and every ward has its page
`site.names.own_area`        no other partnership, district or force is named that nothing of this one names
`site.numbers.published`     every number is in a published row that its line names, or derived from published rows
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

from ossp_pipeline.contracts.outcome import Outcome, Severity, Status
from ossp_pipeline.site.board import Board
from ossp_pipeline.site.foreign_names import foreign_names
from ossp_pipeline.site.pages import POLICY, SITE, STYLE
from ossp_pipeline.site.read_back import wrong_numbers
from ossp_pipeline.site.views.measure_rows import page_of

FETCH, LINKS, PAGES = "site.pages.fetch_nothing", "site.links.resolve", "site.subjects.have_pages"
NAMES, NUMBERS = "site.names.own_area", "site.numbers.published"
RULES = (FETCH, LINKS, PAGES, NAMES, NUMBERS)
# What publishing lays beside the candidate's files, and beside the release itself.
_LATER = ("../certificate.html", "../SHA256SUMS", "../../index.html")
_ADDRESSED = ("href", "src", "srcset", "action", "formaction", "data", "poster", "xlink:href", "background", "ping")
_ACTIVE = ("script", "iframe", "object", "embed", "base", "form", "style", "img", "image", "use", "video", "audio")
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)
_NAMED = 5


@dataclass
class Seen(HTMLParser):
    """What matters of one page: its links, its anchors, and what it should not hold."""

    links: list[str] = field(default_factory=list)
    anchors: set[str] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)
    policy: str = ""

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note links, anchors and whatever fetches, runs or styles."""
        if tag in _ACTIVE:
            self.wrong.append(f"<{tag}>")
        named = {name: value or "" for name, value in attrs}
        if named.get("http-equiv", "").lower() == "content-security-policy":
            self.policy = named.get("content", "")
        elif "http-equiv" in named:
            self.wrong.append("another http-equiv")
        for name, value in named.items():
            if name.startswith("on") or name == "style":
                self.wrong.append(f"{name}=")
            elif name in _ADDRESSED:
                self.links.append(value)
            elif name == "id":
                self.anchors.add(value)


def judge_site(candidate: Path, board: Board, stated: Iterable[str] = ()) -> list[Outcome]:
    """Results of the rules on the site of a candidate.

    stated  what the partnership's folder says: it may name other areas
    """
    folder = candidate / SITE
    seen = {path.name: _read(path) for path in sorted(folder.glob("*.html"))}
    return [
        _outcome(FETCH, _fetches(folder, seen), "look at the template or the text that brings it in"),
        _outcome(LINKS, _dead_links(folder, seen), "look at the template the link is in"),
        _outcome(PAGES, _without_page(board, seen), "look at ossp_pipeline/site/pages.py, `pages`"),
        _outcome(
            NAMES,
            list(foreign_names(candidate, folder, board, stated)),
            "look at where the page has it from: what is true of one area alone belongs into its partnership folder",
        ),
        _outcome(
            NUMBERS,
            list(wrong_numbers(folder, board)),
            "look at the view that prints it; a row's figure needs the row's name in its line, and what is counted or "
            "divided is declared in ossp_pipeline/site/derived_facts.py: see docs/dashboard.md, Every number read back",
        ),
    ]


def _read(path: Path) -> Seen:
    seen = Seen()
    seen.feed(path.read_text(encoding="utf-8"))
    seen.close()
    return seen


def _fetches(folder: Path, seen: dict[str, Seen]) -> list[str]:
    faults = [f"{name}: {what}" for name, page in seen.items() for what in page.wrong]
    faults += [f"{name}: no strict policy" for name, page in seen.items() if page.policy != POLICY]
    faults += [f"{name}: {link}" for name, page in seen.items() for link in page.links if _ELSEWHERE.match(link)]
    style = folder / STYLE
    if not style.exists() or re.search(r"url\(|@import|expression", style.read_text(encoding="utf-8")):
        faults.append(f"{STYLE}: missing, or it fetches")
    return faults if seen else ["no page was written"]


def _dead_links(folder: Path, seen: dict[str, Seen]) -> list[str]:
    files = {path.name for path in folder.iterdir()} | {f"data/{path.name}" for path in folder.glob("data/*")}
    faults = []
    for name, page in seen.items():
        for link in sorted(set(page.links)):
            target, _, anchor = link.partition("#")
            if target in _LATER or _ELSEWHERE.match(link):
                continue
            is_there = target in files or (target.startswith("../") and (folder / target).is_file())
            aimed = seen.get(target or name)
            lands = not anchor or (aimed is not None and anchor in aimed.anchors)
            if not ((is_there or not target) and lands):
                faults.append(f"{name}: {link}")
    return faults


def _without_page(board: Board, seen: dict[str, Seen]) -> list[str]:
    wanted = {"index.html"} | {page_of("measure", item.measure_id) for item in board.measures}
    wanted |= {page_of("ward", ward["area_code"]) for ward in board.wards}
    missing = sorted(wanted - seen.keys())
    clashes = len(board.measures) - len({page_of("measure", item.measure_id) for item in board.measures})
    return missing + ([f"{clashes} measures share a page with another"] if clashes else [])


def _outcome(rule: str, wrong: list[str], remedy: str) -> Outcome:
    more = f" and {len(wrong) - _NAMED} more" if len(wrong) > _NAMED else ""
    return Outcome(
        rule=rule,
        subject=SITE,
        tool="dashboard",
        status=Status.FAILED if wrong else Status.PASSED,
        severity=Severity.HOLD,
        observed=len(wrong),
        detail=f"{'; '.join(wrong[:_NAMED])}{more}" if wrong else "every page holds it",
        remedy=remedy,
        owner="data engineer",
    )
