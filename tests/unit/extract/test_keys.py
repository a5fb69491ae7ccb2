"""Pseudonym keys: made once, private, outside the data, and refused otherwise."""

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from ossp_pipeline.errors import KeyFileError
from ossp_pipeline.extract import keys
from ossp_pipeline.extract.keys import kept_key


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "safe" / "keys"


def test_key_is_made_once_and_private(folder: Path, data: Path) -> None:
    key = kept_key(folder, "crime", (data,))
    path = folder / "crime.key"
    assert (len(key), path.read_text()) == (32, key.hex() + "\n")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert kept_key(folder, "crime", (data,)) == key


def test_every_feed_has_a_key_of_its_own(folder: Path, data: Path) -> None:
    assert len({kept_key(folder, name, (data,)) for name in ("a", "b", "c")}) == 3


@pytest.mark.parametrize(
    "place", [lambda data: data, lambda data: data / "keys", lambda data: data / ".." / "data" / "x"]
)
def test_key_folder_inside_the_data_is_refused_before_a_key_is_made(place: Callable[[Path], Path], data: Path) -> None:
    with pytest.raises(KeyFileError, match="The key folder lies inside") as refused:
        kept_key(place(data), "crime", (Path("/nowhere"), data))
    assert "OSSP_KEYS" in refused.value.remedy
    assert list(data.rglob("*.key")) == []


def test_key_that_is_a_link_into_the_data_is_refused(folder: Path, data: Path) -> None:
    kept_key(folder, "crime", (data,))
    (folder / "crime.key").rename(data / "crime.key")
    (folder / "crime.key").symlink_to(data / "crime.key")
    with pytest.raises(KeyFileError, match="lies inside"):
        kept_key(folder, "crime", (data,))


def test_key_folder_beside_the_data_may_share_the_start_of_its_name(data: Path) -> None:
    assert len(kept_key(data.with_name("data-keys"), "crime", (data,))) == 32


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644, 0o601, 0o610])
def test_key_that_others_can_read_is_refused_with_the_command_that_fixes_it(
    mode: int, folder: Path, data: Path
) -> None:
    kept_key(folder, "crime", (data,))
    (folder / "crime.key").chmod(mode)
    with pytest.raises(KeyFileError, match="can be read by others") as refused:
        kept_key(folder, "crime", (data,))
    assert refused.value.remedy == f"run `chmod 600 {folder / 'crime.key'}`"


@pytest.mark.parametrize("mode", [0o755, 0o750, 0o701, 0o770, 0o777])
def test_key_folder_of_any_other_mode_is_refused_with_the_command_that_fixes_it(
    mode: int, folder: Path, data: Path
) -> None:
    kept_key(folder, "crime", (data,))
    folder.chmod(mode)
    with pytest.raises(KeyFileError, match="is open to others") as refused:
        kept_key(folder, "asb", (data,))
    assert refused.value.remedy == f"run `chmod 700 {folder}`"
    assert [path.name for path in folder.iterdir()] == ["crime.key"], "none is made where others may read it"


def test_key_reached_through_a_link_is_refused(folder: Path, data: Path) -> None:
    kept_key(folder, "crime", (data,))
    link = folder.with_name("link")
    link.symlink_to(folder)
    with pytest.raises(KeyFileError, match="through a link"):
        kept_key(link, "crime", (data,))
    (folder / "crime.key").rename(folder / "moved.key")
    (folder / "crime.key").symlink_to(folder / "moved.key")
    with pytest.raises(KeyFileError, match="through a link"):
        kept_key(folder, "crime", (data,))


@pytest.mark.parametrize("content", [bytes(32), b"\xab" * 32, bytes(range(15)) * 2 + b"\x00\x00"])
def test_key_that_anybody_could_guess_is_refused(content: bytes, folder: Path, data: Path) -> None:
    kept_key(folder, "crime", (data,))
    (folder / "crime.key").write_text(content.hex())
    with pytest.raises(KeyFileError, match="is not random") as refused:
        kept_key(folder, "crime", (data,))
    assert content.hex()[:8] not in str(refused.value)


def test_key_of_another_user_is_refused(folder: Path, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept_key(folder, "crime", (data,))
    another = os.getuid() + 1
    monkeypatch.setattr(keys.os, "getuid", lambda: another)
    with pytest.raises(KeyFileError, match="belongs to another user"):
        kept_key(folder, "crime", (data,))


@pytest.mark.parametrize(
    "content", [b"", b"\n", b"ab" * 31, b"ab" * 33, b"not a key at all", b"zz" * 32, b"\xff" * 64, b"ab" * 31 + b"a"]
)
def test_damaged_key_is_refused_without_quoting_it(content: bytes, folder: Path, data: Path) -> None:
    kept_key(folder, "crime", (data,))
    (folder / "crime.key").write_bytes(content)
    with pytest.raises(KeyFileError, match="does not hold 32 bytes") as refused:
        kept_key(folder, "crime", (data,))
    assert "safe copy" in refused.value.remedy
    assert "abab" not in str(refused.value)
    assert refused.value.__context__ is None


@pytest.mark.parametrize("step", ["secrets.token_hex", "os.fsync", "pathlib.Path.replace"])
def test_crash_while_a_key_is_made_leaves_none_or_a_whole_one(
    step: str, folder: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def kill(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(step, kill)
        with pytest.raises(Killed):
            kept_key(folder, "crime", (data,))
    assert not (folder / "crime.key").exists()
    assert len(kept_key(folder, "crime", (data,))) == 32
