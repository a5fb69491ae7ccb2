"""Elements of a drawing. Looks are attributes, never styles: browsers, printers and Word then all agree."""

from markupsafe import Markup, escape

FONT = "Arial, Helvetica, sans-serif"
INK, GREY, NAVY = "#0b0c0c", "#505a5f", "#12436D"
TEAL, PLUM, ORANGE = "#28A197", "#801650", "#F46A25"


def tag(name: str, *children: str, **attributes: object) -> Markup:
    """An element. Underscores in names become hyphens; plain text among the children is escaped."""
    pairs = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(value) if isinstance(value, str) else _brief(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    inner = "".join(child if isinstance(child, Markup) else escape(child) for child in children)
    # All that goes in was escaped above; `name` is ours.
    return Markup(f"<{name}{pairs}>{inner}</{name}>" if children else f"<{name}{pairs}/>")  # noqa: S704


def drawing(width: float, height: float, name: str, title: str, description: str, *children: str) -> Markup:
    """A whole picture on white, named and described for those who do not see it. `name` is unique on its page."""
    return tag(
        "svg",
        tag("title", title, id=f"{name}-title"),
        tag("desc", description, id=f"{name}-desc"),
        tag("rect", width=width, height=height, fill="#ffffff"),
        *children,
        viewBox=f"0 0 {_brief(width)} {_brief(height)}",
        width=width,
        height=height,
        role="img",
        aria_labelledby=f"{name}-title {name}-desc",
        font_family=FONT,
        font_size=14,
    )


def text(x: float, y: float, words: str, **attributes: object) -> Markup:
    """Words at a place, in ink unless said otherwise."""
    return tag("text", words, x=x, y=y, **{"fill": INK, **attributes})


def line(points: list[tuple[float, float]], **attributes: object) -> Markup:
    """A line through points."""
    places = " ".join(f"{_brief(x)},{_brief(y)}" for x, y in points)
    return tag("polyline", points=places, fill="none", **attributes)


def mark(kind: str, x: float, y: float) -> Markup:
    """The mark of a kind of point: each has a shape of its own, so that colour is not needed."""
    edge = {"stroke": INK, "stroke_width": 1}
    if kind == "concern":
        return tag("path", d=f"M{_brief(x)} {_brief(y - 7)}l7 7l-7 7l-7 -7z", fill=ORANGE, **edge)
    if kind == "improvement":
        return tag("rect", x=x - 5, y=y - 5, width=10, height=10, fill=TEAL, **edge)
    if kind in ("neutral high", "neutral low"):
        return tag("path", d=f"M{_brief(x)} {_brief(y - 7)}l7 12h-14z", fill=PLUM, **edge)
    if kind == "provisional":
        return tag("circle", cx=x, cy=y, r=4, fill="#ffffff", stroke=NAVY, stroke_width=2)
    if kind == "missing":
        return tag("path", d=f"M{_brief(x - 4)} {_brief(y - 4)}l8 8m0 -8l-8 8", stroke=GREY, stroke_width=2)
    return tag("circle", cx=x, cy=y, r=3.5, fill=NAVY)


def _brief(value: object) -> str:
    """Numbers with at most one decimal, so that a page stays small and the same everywhere."""
    return f"{value:.1f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
