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
# How a category is said of them, by one value and by several; docs/measures.md lists which there are.
_SAID = {
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
    ("complainants", "reports=any"): "all people who reported anti-social behaviour",
    ("treatment", "new=yes"): "people new in treatment",
    ("treatment", "new=from criminal justice"): "people new in treatment, from criminal justice",
    ("treatment", "earlier=all"): "all people in treatment in the twelve months that ended half a year before",
}


def in_words(facts: Row, name: str) -> str:
    """The numerator or the denominator of a measure; a returned one has its words in the catalogue already."""
    said, source = str(facts[name]), str(facts["source"])
    cases = _CASES.get(source)
    if cases is None or (said != _ALL and "=" not in said):
        return said
    if said == _ALL:
        return f"all {cases}"
    return _WHOLE.get((source, said)) or f"{cases} {', or '.join(_categories(said))}"


def _categories(said: str) -> list[str]:
    values: dict[str, list[str]] = {}
    for item in said.split(";"):
        kind, _, value = item.partition("=")
        values.setdefault(kind, []).append(value)
    return [_said(kind, found) for kind, found in values.items()]


def _said(kind: str, values: list[str]) -> str:
    said = _SAID.get(kind, f"{kind}: {{}}")
    words = said if isinstance(said, str) else said[len(values) > 1]
    *most, last = values
    return words.format(f"{', '.join(most)} or {last}" if most else last)
