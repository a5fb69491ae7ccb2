"""The certificate for people: one HTML page, no script, nothing fetched."""

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, select_autoescape

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=select_autoescape(default=True, default_for_string=True),
    trim_blocks=True,
    lstrip_blocks=True,
)


def certificate_page(document: dict[str, Any]) -> str:
    """HTML of a certificate. Every text is escaped."""
    return _TEMPLATES.get_template("certificate.html.j2").render(certificate=document)
