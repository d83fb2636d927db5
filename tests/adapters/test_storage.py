"""Files are kept whole, under the name of their content, and nowhere else."""

import hashlib
import os
from pathlib import Path

import pytest

from toolfy_portal.adapters.storage import LocalStorage

SHA = hashlib.sha256(b"logo").hexdigest()


def files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_bytes_come_back_by_their_content(tmp_path: Path) -> None:
    storage = LocalStorage(tmp_path)
    assert storage.get(SHA) is None
    assert storage.put(b"logo") == storage.put(b"logo") == SHA
    assert storage.get(SHA) == b"logo"
    assert files(tmp_path) == [f"{SHA[:2]}/{SHA}"]


def test_a_cache_is_filled_once(tmp_path: Path) -> None:
    storage = LocalStorage(tmp_path)
    storage.keep("ab" * 32, b"first")
    storage.keep("ab" * 32, b"second")
    assert storage.get("ab" * 32) == b"first"


@pytest.mark.parametrize("name", ["", "../" * 21 + "x", "A" * 64, "a" * 63, "a" * 65, "g" * 64, f"/{'a' * 63}"])
def test_other_names_are_refused_a59(tmp_path: Path, name: str) -> None:
    storage = LocalStorage(tmp_path)
    with pytest.raises(ValueError, match="SHA-256"):
        storage.get(name)
    with pytest.raises(ValueError, match="SHA-256"):
        storage.keep(name, b"x")
    assert files(tmp_path) == []


def test_a_full_disk_leaves_nothing_behind_r17(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    storage = LocalStorage(tmp_path)
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        storage.put(b"logo")
    assert files(tmp_path) == []
    monkeypatch.undo()
    assert storage.get(storage.put(b"logo")) == b"logo"


def test_files_are_for_their_owner_alone_r23(tmp_path: Path) -> None:
    LocalStorage(tmp_path).put(b"logo")
    assert (tmp_path / SHA[:2] / SHA).stat().st_mode & 0o777 == 0o600
