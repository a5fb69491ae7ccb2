"""The text of a checksum file, in the forms of the usual programs: which digest it gives, for which file.

sha256sum and its kin (`<digest>  name`), with `--tag` (`SHA256 (name) = <digest>`), openssl, names before the digest,
Windows' `certutil -hashfile` (also its old form, with a space after each byte) and PowerShell's `Get-FileHash`, as a
table, a list or CSV. In UTF-8 or UTF-16, capital letters or small ones.
"""

import codecs
import re
from dataclasses import dataclass

# The number of hexadecimal digits tells the algorithm.
ALGORITHMS = {32: "md5", 40: "sha1", 56: "sha224", 64: "sha256", 96: "sha384", 128: "sha512"}
_NAME = re.compile(r"(.+)\.(?:md5|sha(?:1|224|256|384|512)?)(?:sums?)?(?:\.txt)?", re.IGNORECASE)
_LIST_NAME = re.compile(r"(?:md5|sha(?:1|224|256|384|512)?|check)[-_]?sums?(?:\.txt)?", re.IGNORECASE)
_DIGEST = rf"(?P<digest>{'|'.join(f'[0-9A-Fa-f]{{{digits}}}' for digits in sorted(ALGORITHMS, reverse=True))})"
_ALGORITHM = r"(?:MD5|SHA(?:[23]?-)?(?:1|224|256|384|512))"
# So that no line takes long to read.
_LONGEST_LINE = 600
# In this order: a line is read by the first that it is written as.
_LINES = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"{_ALGORITHM}\s*\((?P<name>.+)\)\s*=\s*{_DIGEST}",
        rf'"?{_ALGORITHM}"?[\s,]+"?{_DIGEST}"?(?:[\s,]+"?(?P<name>.+?)"?)?',
        rf"\\?{_DIGEST}(?:\s+\*?(?P<name>.+))?",
        rf"(?P<name>.*\S)[:=,\s]+{_DIGEST}",
    )
)
# The digest with a space after each byte, as certutil wrote it before Windows 8.
_SPACED = re.compile(r"(?m)^[0-9A-Fa-f]{2}(?: [0-9A-Fa-f]{2}){15,63}[ \t\r]*$")
# The lines of a list as PowerShell writes it, and what it wraps to the next one.
_WRAPPED = re.compile(r"(?<=\S)\r?\n {8,}(?=\S)")
_LISTED = re.compile(rf"(?m)^Hash +: {_DIGEST} *\nPath +: (?P<name>.+)$", re.IGNORECASE)
# Two lines of certutil: a sentence in the language of its Windows, then the digest.
_TITLED = re.compile(
    rf"(?m)^(?:{_ALGORITHM} hash of (?:file )?(?P<name>[^\n]+)|[^\n]+):\n{_DIGEST}[ \t]*$", re.IGNORECASE
)


@dataclass(frozen=True)
class Digest:
    """What a checksum file gives: the digest in small letters, and the file that it names; None where it names none."""

    value: str
    name: str | None

    @property
    def algorithm(self) -> str:
        """As `hashlib` calls it."""
        return ALGORITHMS[len(self.value)]

    def is_of(self, file_name: str) -> bool:
        """Whether it names this file, alone or with its folder."""
        return self.name is not None and re.split(r"[/\\]", self.name)[-1] == file_name


def is_checksum_file(name: str) -> bool:
    """Whether a file's name says that it holds checksums."""
    return is_list(name) or checked_name(name) is not None


def is_list(name: str) -> bool:
    """Whether a file's name says that it holds the checksums of several files, as SHA256SUMS."""
    return _LIST_NAME.fullmatch(name) is not None


def checked_name(name: str) -> str | None:
    """The name of the file that a checksum file lies beside: a.csv for a.csv.sha256; None for any other file."""
    match = _NAME.fullmatch(name)
    return match[1] if match else None


def read_digests(content: bytes) -> list[Digest]:
    """Every digest in the text of a checksum file; none where its form is not known."""
    text = _SPACED.sub(lambda match: match.group().replace(" ", ""), _text(content))
    text = _WRAPPED.sub("", text)
    found = [*_LISTED.finditer(text)] or [*_TITLED.finditer(text)]
    lines = [line.strip() for line in text.splitlines() if len(line) <= _LONGEST_LINE]
    found = found or [match for line in lines if (match := _read_line(line))]
    return [Digest(match["digest"].lower(), match["name"]) for match in found]


def digests_for(digests: list[Digest], file_name: str, lies_beside: bool) -> list[Digest]:
    """Those of a file. A checksum file that lies beside it, called as it is, need not name it."""
    named = [digest for digest in digests if digest.is_of(file_name)]
    is_alone = len({digest.value for digest in digests}) == 1
    return named or (digests if is_alone and lies_beside else [])


def _read_line(line: str) -> re.Match[str] | None:
    return next((match for form in _LINES if (match := form.fullmatch(line))), None)


def _text(content: bytes) -> str:
    """The text with plain line ends. PowerShell writes UTF-16; some programs do so without the byte order mark."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = content.decode("utf-16", errors="replace")
    elif content[1:2] == b"\x00":
        text = content.decode("utf-16-le", errors="replace")
    else:
        text = content.decode("utf-8-sig", errors="replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")
