"""Zip files (slides, workbooks) whose bytes depend on their content alone: no clock, no order of writing."""

import io
import re
import zipfile
from datetime import datetime

_EPOCH = (1980, 1, 1, 0, 0, 0)
_CORE = "docProps/core.xml"
_STAMP = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</dcterms:)")


def normalise_archive(content: bytes, made: datetime) -> bytes:
    """The same archive with every file given one date and its properties dated `made`; also workbooks inside it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            inner = source.read(name)
            if name.endswith(".xlsx"):
                inner = normalise_archive(inner, made)
            elif name == _CORE:
                inner = _STAMP.sub(rb"\g<1>" + made.strftime("%Y-%m-%dT%H:%M:%SZ").encode() + rb"\g<2>", inner)
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, inner)
    return out.getvalue()
