"""Checksum files as the usual programs write them; and what a file is that has one beside it."""

import hashlib

import pytest

from ossp_pipeline.extract.connectors.checksums import checked_name, is_checksum_file, read_digests
from tests.unit.extract.connectors.arriving import Folder

CONTENT = b"a\n1\n"
SHA256, MD5 = hashlib.sha256(CONTENT).hexdigest(), hashlib.md5(CONTENT).hexdigest()
SHA1, SHA512 = hashlib.sha1(CONTENT).hexdigest(), hashlib.sha512(CONTENT).hexdigest()
SPACED = " ".join(SHA256[at : at + 2] for at in range(0, 64, 2))
HEADS = "\r\nAlgorithm       Hash{}Path\r\n---------       ----{}----\r\n"
TABLE = HEADS.format(" " * 67, " " * 67) + "SHA256          {}       C:\\Data\\a.csv\r\n\r\n\r\n"
LIST = "\r\n\r\nAlgorithm : SHA256\r\nHash      : {}\r\nPath      : C:\\Data\\a.csv\r\n\r\n\r\n\r\n"
FORMS = {
    "bare": SHA256,
    "sha256sum": f"{SHA256}  a.csv\n",
    "sha256sum of a binary": f"{SHA256} *a.csv\r\n",
    "sha256sum with a folder": f"{SHA256}  ./out/a.csv\n",
    "capital letters": f"{SHA256.upper()}  a.csv\n",
    "blanks before": f"  {SHA256}  a.csv",
    "BSD": f"SHA256 (a.csv) = {SHA256}\n",
    "openssl 1": f"SHA256(a.csv)= {SHA256}\n",
    "openssl 3": f"SHA2-256(a.csv)= {SHA256}\n",
    "name first": f"a.csv {SHA256}\n",
    "name and a colon": f"a.csv: {SHA256}\r\n",
    "certutil": f"SHA256 hash of a.csv:\r\n{SHA256}\r\nCertUtil: -hashfile command completed successfully.\r\n",
    "certutil of Windows 7": f"SHA256 hash of file a.csv:\r\n{SPACED}\r\nCertUtil: -hashfile command completed.\r\n",
    "certutil in German": f"SHA256-Hash von a.csv:\r\n{SHA256}\r\nCertUtil: -hashfile-Befehl wurde ausgeführt.\r\n",
    "PowerShell table": TABLE.format(SHA256.upper()),
    "PowerShell list": LIST.format(SHA256.upper()),
    "PowerShell CSV": f'"Algorithm","Hash","Path"\r\n"SHA256","{SHA256.upper()}","C:\\Data\\a.csv"\r\n',
    "PowerShell list of SHA512": LIST.replace("SHA256", "SHA512").format(
        f"{SHA512[:66].upper()}\r\n            {SHA512[66:].upper()}"
    ),
    "MD5": f"{MD5}  a.csv\n",
    "SHA1": f"{SHA1}  a.csv\n",
    "SHA512": f"{SHA512}  a.csv\n",
    "several, of which one is of the file": f"{'0' * 64}  b.csv\n{SHA256}  a.csv\n",
    "with a comment": f"# made on Monday\n{SHA256}  a.csv\n",
}
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le")


@pytest.mark.parametrize("form", FORMS)
def test_a_file_whose_bytes_match_is_taken_without_waiting(form: str, folder: Folder) -> None:
    for encoding in ENCODINGS:
        folder.put("a.csv", CONTENT)
        folder.put("a.csv.sha256", FORMS[form].encode(encoding))
        assert folder.names() == (["a.csv"], []), encoding


@pytest.mark.parametrize("form", FORMS)
def test_a_file_whose_bytes_differ_is_never_taken_and_says_so_once_it_is_at_rest(form: str, folder: Folder) -> None:
    folder.put("a.csv", b"other")
    folder.put("a.csv.sha256", FORMS[form].encode())
    assert folder.names() == ([], ["a.csv"]), "the rest of it may still come"
    folder.time.seconds += 3
    assert folder.names() == ([], [])
    assert folder.left() == {"a.csv": "DIFFERS"}
    assert [item.checksum for item in folder.look().left] == ["a.csv.sha256"]
    folder.put("a.csv", CONTENT)
    assert folder.names() == (["a.csv"], [])


@pytest.mark.parametrize(
    "text", [b"", b"\n", b"nothing", b"\xff\xfe\x00", b"0" * 63, SHA256.encode() + b"\n" * 200_000, b"0:1:2 b.csv"]
)
def test_a_checksum_in_no_known_form_keeps_the_file_and_says_so(text: bytes, folder: Folder) -> None:
    folder.put("a.csv", CONTENT)
    folder.put("a.csv.sha256", text)
    assert folder.names(wait=True) == ([], [])
    assert folder.left() == {"a.csv": "UNKNOWN"}


def test_several_checksums_none_of_which_is_of_the_file_say_nothing_of_it(folder: Folder) -> None:
    folder.put("a.csv", CONTENT)
    folder.put("a.csv.sha256", f"{'0' * 64}  b.csv\n{SHA256}  c.csv\n".encode())
    assert folder.left() == {"a.csv": "UNKNOWN"}


@pytest.mark.parametrize(
    "name",
    ["a.csv.sha256", "a.csv.SHA256", "a.csv.md5", "a.csv.sha512", "a.csv.sha256sum", "a.csv.sha256.txt", "a.sha256"],
)
def test_a_checksum_file_is_known_by_its_name_and_goes_with_its_file(name: str, folder: Folder) -> None:
    folder.put("a.csv", CONTENT)
    checksum = folder.put(name, SHA256.encode())
    (arrival,) = folder.look().arrived
    arrival.remove()
    assert not checksum.exists() and not arrival.path.exists()


@pytest.mark.parametrize("name", ["SHA256SUMS", "sha256sums.txt", "MD5SUMS", "checksums.txt"])
def test_a_list_covers_the_files_it_names_each_until_it_is_taken(name: str, folder: Folder) -> None:
    other = hashlib.sha256(b"later").hexdigest()
    folder.put("a.csv", CONTENT)
    folder.put("unlisted.csv")
    listing = folder.put(name, f"{SHA256}  a.csv\n{other}  b.csv\n".encode())
    assert folder.names() == (["a.csv"], ["unlisted.csv"])
    folder.look().arrived[0].remove()
    assert read_digests(listing.read_bytes())[0].name == "b.csv" and SHA256 not in listing.read_text()
    folder.put("b.csv", b"half of it")
    assert folder.left() == {"b.csv": "DIFFERS"}
    folder.put("b.csv", b"later")
    {arrival.path.name: arrival for arrival in folder.look().arrived}["b.csv"].remove()
    assert not listing.exists()


@pytest.mark.parametrize("filler", ["\n", " ", "=", "x:\n", "a =", "Hash : ", "00 ", "(", "\\"])
def test_no_text_takes_long_to_read(filler: str) -> None:
    """H12: a test that hangs fails. This is the longest text that is read."""
    text = f"x:{filler * (100_000 // len(filler))}x"
    assert read_digests(text.encode()) == []
    assert read_digests("\n".join([f"x{filler * 300}y"[:599]] * 160).encode()) == []


@pytest.mark.parametrize("name", ["a.csv", "md5.csv", "sha256", "summary.txt", "a.csv.sha3", "a.csv.txt"])
def test_any_other_name_is_no_checksum_files(name: str) -> None:
    assert not is_checksum_file(name) and checked_name(name) is None


def test_an_end_marker_says_that_a_file_is_whole_and_goes_with_it(folder: Folder) -> None:
    folder.put("a.csv")
    folder.put("b.csv")
    marker = folder.put("a.csv.done", b"")
    assert folder.names() == (["a.csv"], ["b.csv"])
    folder.look().arrived[0].remove()
    assert not marker.exists()


def test_a_checksum_that_differs_counts_for_more_than_an_end_marker(folder: Folder) -> None:
    folder.put("a.csv", b"other")
    folder.put("a.csv.done", b"")
    folder.put("a.csv.sha256", SHA256.encode())
    assert folder.left() == {"a.csv": "DIFFERS"}
