"""Keeps bytes by their content, in a folder."""

import hashlib
import os
import tempfile
from pathlib import Path
from typing import Protocol


class FileStorage(Protocol):
    """Keeps immutable bytes."""

    def put(self, data: bytes) -> str:
        """Keep the bytes and return their SHA-256 in hex."""
        ...

    def get(self, sha256: str) -> bytes | None:
        """Return the bytes, None if they aren't here."""
        ...

    def keep(self, name: str, data: bytes) -> None:
        """Keep bytes under the SHA-256 of what they were made from: a cache that is filled once."""
        ...


class LocalStorage:
    """Embedded default: `aa/<sha256>` under one folder; written whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, data: bytes) -> str:
        """Keep the bytes and return their SHA-256 in hex."""
        name = hashlib.sha256(data).hexdigest()
        self.keep(name, data)
        return name

    def get(self, sha256: str) -> bytes | None:
        """Return the bytes, None if they aren't here."""
        path = self._path(sha256)
        return path.read_bytes() if path.exists() else None

    def keep(self, name: str, data: bytes) -> None:
        """Write the bytes under a name of 64 hex digits, unless they are there already."""
        path = self._path(name)
        if path.exists():
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).replace(path)
        except OSError:
            Path(temporary).unlink(missing_ok=True)  # a full disk must not fill with halves
            raise

    def _path(self, name: str) -> Path:
        if len(name) != 64 or not set(name) <= set("0123456789abcdef"):  # SHA-256 in hex
            raise ValueError("a stored file's name is a SHA-256")
        return self._folder / name[:2] / name
