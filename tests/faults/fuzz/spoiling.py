"""Spoiled files: bytes of good ones, changed in ways in which files go wrong, or are made to.

A container is opened and what it holds is spoiled, so that a reader gets past the container; now and then the bytes of
the container itself are.
"""

import io
import json
import random
import zipfile
from collections.abc import Callable
from typing import Any

# What readers stumble over, in text, in XML and in JSON.
TOKENS = (
    b'"',
    b'""',
    b",",
    b";",
    b"\t",
    b"\n",
    b"\r",
    b"\r\n",
    b"\x00",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"\x80",
    b"\xe2\x80\xae",
    b"\xed\xa0\x80",
    b"\\ud800",
    b"=1+1",
    b"1e400",
    b"-",
    b"NaN",
    b"null",
    b"[",
    b"]",
    b"{",
    b"}",
    b"[[[[[[[[",
    b"<",
    b">",
    b"</",
    b"&",
    b"&#0;",
    b"&lt;",
    b"<!--",
    b"-->",
    b"<![CDATA[",
    b"<!DOCTYPE a [<!ENTITY b 'c'>]>",
    b'r="ZZZ9"',
    b't="s"',
    b"9999999999",
    b'table:number-rows-repeated="99999999"',
    b'table:number-columns-repeated="99999999"',
    b"<row>",
    b"</row>",
    b"<table:table-row>",
    b"</table:table>",
)

VALUES = (
    None,
    True,
    0,
    -1,
    1e308,
    10**400,
    "",
    "2026-13",
    "\ud800",
    "\x00",
    "a,b\n",
    [],
    {},
    [[]],
    [None],
    {"a": []},
    ["x"],
)


def spoiled(draw: random.Random, content: bytes) -> bytes:
    """The bytes with one to four changes."""
    changed = bytearray(content)
    for _ in range(draw.choice((1, 1, 1, 2, 3, 4))):
        draw.choice(_CHANGES)(draw, changed)
    return bytes(changed)


def spoiled_container(draw: random.Random, content: bytes) -> bytes:
    """A ZIP file in which one part is spoiled, left out or doubled; of some, the bytes of the file itself."""
    if draw.random() < 0.25:
        return spoiled(draw, content)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = [(name, archive.read(name)) for name in archive.namelist()]
    place = draw.randrange(len(parts))
    name, part = parts[place]
    kind = draw.random()
    if kind < 0.9:
        parts[place] = (name, spoiled(draw, part))
    elif kind < 0.95:
        del parts[place]
    else:
        parts.append((draw.choice(("../a", "a.zip", name, "/a", "a")), part))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", draw.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))) as archive:
        for name, part in dict(parts).items():
            archive.writestr(name, part)
    return out.getvalue()


def spoiled_json(draw: random.Random, content: bytes) -> bytes:
    """A document in which one value is another; of some, the bytes are spoiled."""
    if draw.random() < 0.4:
        return spoiled(draw, content)
    document = json.loads(content)
    holder: Any = document
    while True:
        keys: list[Any] = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
        if not keys:
            break
        key = draw.choice(keys)
        if not isinstance(holder[key], dict | list) or draw.random() < 0.25:
            _put(draw, holder, key)
            break
        holder = holder[key]
    return json.dumps(document).encode()


def _put(draw: random.Random, holder: Any, key: Any) -> None:
    if isinstance(holder, list) and draw.random() < 0.3:
        holder.append(holder[key])
    elif draw.random() < 0.2:
        del holder[key]
    else:
        holder[key] = draw.choice(VALUES)


def _span(draw: random.Random, changed: bytearray) -> tuple[int, int]:
    start = draw.randrange(len(changed) + 1)
    return start, min(len(changed), start + draw.choice((1, 1, 2, 5, 20, 200)))


def _flip(draw: random.Random, changed: bytearray) -> None:
    for _ in range(draw.choice((1, 1, 3)) if changed else 0):
        changed[draw.randrange(len(changed))] = draw.randrange(256)


def _leave_out(draw: random.Random, changed: bytearray) -> None:
    start, end = _span(draw, changed)
    del changed[start:end]


def _double(draw: random.Random, changed: bytearray) -> None:
    start, end = _span(draw, changed)
    changed[start:start] = changed[start:end] * draw.choice((1, 1, 2, 50))


def _cut_off(draw: random.Random, changed: bytearray) -> None:
    del changed[draw.randrange(len(changed) + 1) :]


def _insert(draw: random.Random, changed: bytearray) -> None:
    start = draw.randrange(len(changed) + 1)
    changed[start:start] = draw.choice(TOKENS)


def _replace(draw: random.Random, changed: bytearray) -> None:
    start, end = _span(draw, changed)
    changed[start:end] = draw.choice(TOKENS)


def _repeat_line(draw: random.Random, changed: bytearray) -> None:
    lines = bytes(changed).splitlines(keepends=True)
    if lines:
        line = draw.choice(lines)
        place = bytes(changed).find(line)
        changed[place:place] = line


_CHANGES: tuple[Callable[[random.Random, bytearray], None], ...] = (
    _flip,
    _leave_out,
    _double,
    _cut_off,
    _insert,
    _insert,
    _replace,
    _replace,
    _repeat_line,
)
