"""What a measure counts, in words: the catalogue names categories as the models do (`type=Burglary;code=56A`)."""

from ossp_pipeline.site.tables import Row

_ALL = "all"
# What a source counts one by one.
_CASES = {
    "crime": "crimes",
    "asb": "incidents of anti-social behaviour",
    "complainants": "people who reported anti-social behaviour",
    "supervision": "people under supervision",
    "treatment": "people in treatment",
}
# How a category is text of them, by one value and by several; docs/measures.md lists which there are.
_PHRASES = {
    "type": "of the type {}",
    "group": ("of the offence group {}", "of the offence groups {}"),
    "subgroup": ("of the offence subgroup {}", "of the offence subgroups {}"),
    "code": ("of the Home Office code {}", "of the Home Office codes {}"),
    "list": "on the list “{}”",
    "flag": "flagged “{}”",
    "victim": "with a victim {}",
    "source": "recorded by: {}",
    "reports": "with {} reports",
    "iom": "in Integrated Offender Management",
    "risk": "whose risk of serious harm is {}",
    "accommodation": "whose accommodation is {}",
    "employment": "whose employment is {}",
    "ordered": "with a requirement ordered ({})",
    "started": "with a requirement started ({})",
    "ended": "with a requirement ended ({})",
    "completed": "with a requirement completed ({})",
    "substance": "for the use of: {}",
    "exit": "whose way out was {}",
}
_WHOLE = {
    ("crime", "outcome=followed"): "crimes followed for six months",
    ("crime", "outcome=in time"): "crimes given an outcome within six months",
    ("crime", "outcome=charged in time"): "crimes charged or summonsed within six months",
    ("asb", "closed=followed"): "incidents of anti-social behaviour followed for three months",
    ("asb", "closed=in time"): "incidents of anti-social behaviour closed within three months",
    ("complainants", "reports=any"): "all people who reported anti-social behaviour",
    ("treatment", "new=yes"): "people new in treatment",
    ("treatment", "new=from criminal justice"): "people new in treatment, from criminal justice",
    ("treatment", "earlier=all"): "all people in treatment in the twelve months that ended half a year before",
}


def in_words(facts: Row, name: str) -> str:
    """The numerator or the denominator of a measure; a returned one has its words in the catalogue already."""
    text, source = str(facts[name]), str(facts["source"])
    cases = _CASES.get(source)
    if cases is None or (text != _ALL and "=" not in text):
        return text
    if text == _ALL:
        return f"all {cases}"
    return _WHOLE.get((source, text)) or f"{cases} {', or '.join(_categories(text))}"


def _categories(text: str) -> list[str]:
    values: dict[str, list[str]] = {}
    for item in text.split(";"):
        kind, _, value = item.partition("=")
        values.setdefault(kind, []).append(value)
    return [_phrase(kind, items) for kind, items in values.items()]


def _phrase(kind: str, values: list[str]) -> str:
    text = _PHRASES.get(kind, f"{kind}: {{}}")
    words = text if isinstance(text, str) else text[len(values) > 1]
    *most, last = values
    return words.format(f"{', '.join(most)} or {last}" if most else last)
