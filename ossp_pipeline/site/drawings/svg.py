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


def _brief(value: object) -> str:
    """Numbers with at most one decimal, so that a page stays small and the same everywhere."""
    return f"{value:.1f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
