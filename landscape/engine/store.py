"""Finished results on a disk or in a bucket, by key; several programs may share one store."""

import logging
import re
import threading
import time
import uuid
from contextlib import suppress
from typing import Any

import fsspec
import platformdirs

from landscape.engine.packing import DamagedError, pack, unpack

BUDGET_BYTES = 1_000_000_000
MOST_BYTES = 250_000_000  # of one result: five times the largest scene
FOLDER = "landscape-results"
ASIDE = "aside"
# The folder may be one that holds its owner's own files: only what has exactly such a name is ever counted or removed.
_KEY = re.compile(r"[0-9a-f]{64}-[0-9a-f]{16}")
_RESULT = re.compile(rf"(?P<two>[0-9a-f]{{2}})/(?=(?P=two)){_KEY.pattern}\.npz")
_SET_ASIDE = re.compile(rf"{ASIDE}/{_KEY.pattern}")
_HALF = re.compile(rf"{_RESULT.pattern}\.[0-9a-f]{{32}}\.part")
OLD_SECONDS = 3600.0  # a half-written file this old was left behind by a program that died

log = logging.getLogger(__name__)


def default_url() -> str:
    """The folder for caches of this user."""
    return platformdirs.user_cache_dir("loss-landscape-lab", appauthor=False)


class Store:
    """Results by key under an fsspec URL: a folder, `s3://...`, `memory://...`.

    They stand in a folder of their own below it, and whatever else is there is neither read nor counted nor removed.
    A file appears whole or not at all: a folder gets it under another name first, and a bucket's upload is atomic.
    Whatever goes wrong with the store (no space, no permission, no network) is logged once in a row and costs a
    computation, never a result.

    Args:
        url: Where.
        budget: Most bytes kept; the files not used for longest go first.
    """

    def __init__(self, url: str, budget: int = BUDGET_BYTES) -> None:
        self.budget = budget
        self.fs, self.root = fsspec.core.url_to_fs(url, use_listings_cache=False)  # others write to it too
        self.root = f"{self.root.rstrip('/')}/{FOLDER}"
        self._is_folder = "file" in ((self.fs.protocol,) if isinstance(self.fs.protocol, str) else self.fs.protocol)
        self._lock = threading.Lock()
        self._bytes: int | None = None
        self._items = 0
        self._quiet = False
        self._left: set[str] = set()  # half-written files that could not be removed when they should have been

    def path_of(self, key: str) -> str:
        """Where the result of a key is.

        Raises:
            ValueError: It is not a key under which results are stored.
        """
        if not _KEY.fullmatch(key):
            raise ValueError(f"key must be as `stored_as` makes it; got {key[:100]!r}.")
        return f"{self.root}/{key[:2]}/{key}.npz"

    def get(self, key: str) -> Any | None:
        """The result of a key, or None. A file that is damaged or foreign is set aside."""
        path = self.path_of(key)
        self.clear()
        try:
            content = self._read(path)
        except FileNotFoundError:
            return None
        except DamagedError as damage:
            self._set_aside(path, key, damage)
            return None
        except Exception as error:  # each kind of file system has its own
            self._tell("read", error)
            return None
        try:
            result = unpack(key, content)
        except DamagedError as damage:
            self._set_aside(path, key, damage)
            return None
        except Exception as error:  # what a library finds in strange bytes must cost no more than a computation
            self._tell("understand", error)
            return None
        self._touch(path)
        return result

    def put(self, key: str, result: Any) -> None:
        """Keeps a result, and drops old ones to stay within the budget."""
        path = self.path_of(key)
        self.clear()
        try:
            content = pack(key, result)
            if len(content) > min(self.budget, MOST_BYTES):
                return
            self._write(path, content)
            with self._lock:
                if self._bytes is None or self._bytes + len(content) > self.budget:
                    self._evict()
                else:
                    self._bytes, self._items = self._bytes + len(content), self._items + 1
            self._quiet = False
        except Exception as error:  # each kind of file system has its own
            self._tell("write", error)

    def _evict(self) -> None:
        """Counts anew, removes what was left half-written, and drops the files not used for longest."""
        files = self._count()
        for _, size, path in sorted(files):
            if (self._bytes or 0) <= self.budget:
                break
            self._remove(path)
            self._bytes, self._items = (self._bytes or 0) - size, self._items - 1

    def census(self) -> tuple[int, int]:
        """Bytes and number of results; 0 before the first is written."""
        return self._bytes or 0, self._items

    def clear(self) -> None:
        """Removes what this program left half-written while nothing could be removed."""
        for path in tuple(self._left):
            self._remove(path)

    def _read(self, path: str) -> bytes:
        """The content of a file that may be a result: opening a pipe would wait for ever, and a link leads elsewhere.

        Raises:
            DamagedError: It is something else.
        """
        info = self.fs.info(path)
        if info["type"] != "file" or info.get("islink"):
            raise DamagedError("It is not a plain file.")
        if info["size"] > MOST_BYTES:
            raise DamagedError(f"The file has more than the {MOST_BYTES:,} bytes that a result may have.")
        content: bytes = self.fs.cat_file(path)
        return content

    def _write(self, path: str, content: bytes) -> None:
        self.fs.makedirs(path.rsplit("/", 1)[0], exist_ok=True)
        if not self._is_folder:
            self.fs.pipe_file(path, content)
            return
        rough = f"{path}.{uuid.uuid4().hex}.part"
        try:
            self.fs.pipe_file(rough, content)
            self.fs.mv(rough, path)
        except BaseException:
            self._remove(rough)
            raise

    def _count(self) -> list[tuple[float, int, str]]:
        """Time of the last use, size and path of every file; sets the totals."""
        now, files = time.time(), []
        for path, info in self.fs.find(self.root, detail=True).items():
            name = path.removeprefix(self.root).strip("/")
            used = info.get("mtime") or info.get("LastModified") or info.get("created") or 0.0
            used = used if isinstance(used, (int, float)) else used.timestamp()
            if _HALF.fullmatch(name) and now - used > OLD_SECONDS:
                self._remove(path)
            elif _RESULT.fullmatch(name) or _SET_ASIDE.fullmatch(name):
                files.append((float(used), int(info["size"]), path))
        self._bytes, self._items = sum(size for _, size, _ in files), len(files)
        return files

    def _set_aside(self, path: str, key: str, damage: DamagedError) -> None:
        log.warning("store: %s set aside: %s", key[:12], damage)
        try:
            self.fs.makedirs(f"{self.root}/{ASIDE}", exist_ok=True)
            self.fs.mv(path, f"{self.root}/{ASIDE}/{key}")
        except Exception as error:
            self._tell("set aside", error)

    def _touch(self, path: str) -> None:
        if self._is_folder:
            with suppress(OSError):  # a store that may only be read is a store all the same
                self.fs.touch(path, truncate=False)

    def _remove(self, path: str) -> None:
        try:
            self.fs.rm_file(path)
        except FileNotFoundError:
            pass
        except Exception as error:
            self._tell("remove", error)
            if path.endswith(".part"):
                self._left.add(path)
            return
        self._left.discard(path)

    def _tell(self, what: str, error: Exception) -> None:
        """Once, until something works again: a full disk must not fill the log as well."""
        if not self._quiet:
            self._quiet = True
            log.warning("store: could not %s, going on without: %s: %s", what, type(error).__name__, error)
