"""Closed pages: their sessions end in time, others stay, and what they held is given back without new visitors."""

import asyncio
import gc
import weakref

import pytest
from streamlit.runtime import RuntimeConfig
from streamlit.runtime.caching.storage.dummy_cache_storage import MemoryCacheStorageManager
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage
from streamlit.runtime.memory_session_storage import MemorySessionStorage
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.runtime import Runtime
from streamlit.runtime.session_manager import SessionClient
from streamlit.runtime.uploaded_file_manager import UploadedFileRec

from landscape.ui.server import closed_pages
from landscape.ui.server.closed_pages import KEPT_SECONDS, SWEEP_SECONDS, Sweeper
from tests.ui.asgi import run


class Page(SessionClient):
    def write_forward_msg(self, msg):
        """Hears nothing."""

    @property
    def client_context(self):
        return None


class Scene:
    """Something large that a session shows."""


@pytest.fixture
def runtime(tmp_path):
    script = tmp_path / "page.py"
    script.write_text("")
    Runtime._instance = None
    yield Runtime(
        RuntimeConfig(
            script_path=str(script),
            media_file_storage=MemoryMediaFileStorage("/media"),
            uploaded_file_manager=MemoryUploadedFileManager("/upload"),
            cache_storage_manager=MemoryCacheStorageManager(),
            is_hello=False,
            session_storage=MemorySessionStorage(ttl_seconds=300),
        )
    )
    Runtime._instance = None


def opened(runtime):
    """A session with something in it, and a weak hold of that."""
    session_id = runtime.connect_session(Page(), user_info={})
    scene = Scene()
    runtime._session_mgr.get_session_info(session_id).session.session_state["scene"] = scene
    return session_id, weakref.ref(scene)


def test_a_closed_page_lets_go_in_time_and_an_open_one_keeps_all(runtime):
    now = [0.0]

    async def work():
        await runtime.start()
        sweeper = Sweeper(runtime, lambda: now[0])
        (closed, gone), (_, kept) = opened(runtime), opened(runtime)
        runtime.disconnect_session(closed)
        found = []
        for now[0] in (0.0, KEPT_SECONDS - 1, KEPT_SECONDS, KEPT_SECONDS + SWEEP_SECONDS):
            found.append(sweeper.sweep())
        gc.collect()
        held = (gone() is None, kept() is None)
        runtime.stop()
        return found, held

    assert run(work()) == ([0, 0, 1, 0], (True, False))
    assert KEPT_SECONDS + SWEEP_SECONDS < 30


def test_who_comes_back_in_time_finds_everything(runtime):
    now = [0.0]

    async def work():
        await runtime.start()
        sweeper = Sweeper(runtime, lambda: now[0])
        session_id, scene = opened(runtime)
        runtime.disconnect_session(session_id)
        sweeper.sweep()
        now[0] = KEPT_SECONDS - 1
        again = runtime.connect_session(Page(), user_info={}, existing_session_id=session_id)
        now[0] = KEPT_SECONDS + 1
        n = sweeper.sweep()
        runtime.disconnect_session(session_id)
        now[0] += 1
        n += sweeper.sweep()  # the time begins anew
        gc.collect()
        held = scene() is not None
        runtime.stop()
        return again == session_id, n, held

    assert run(work()) == (True, 0, True)


def test_files_of_closed_sessions_go_with_them(runtime):
    """Also of those that Streamlit dropped by itself, when more than 128 had been closed at once."""
    now, files = [0.0], runtime.uploaded_file_mgr

    async def work():
        await runtime.start()
        sweeper = Sweeper(runtime, lambda: now[0])
        everybody = [opened(runtime)[0] for _ in range(132)]
        for one in everybody:
            files.add_file(one, UploadedFileRec("1", "a.csv", "text/csv", b"1,2"))
        for one in everybody[:-1]:
            runtime.disconnect_session(one)
        for now[0] in (0.0, KEPT_SECONDS):
            sweeper.sweep()
        left = set(files.file_storage) == {everybody[-1]}
        runtime.stop()
        return left

    assert run(work())


def test_sweeping_ends_with_the_server_and_survives_another_streamlit(monkeypatch, caplog):
    class Other:
        @staticmethod
        def exists():
            return True

        @staticmethod
        def instance():
            return object()

    monkeypatch.setattr(closed_pages, "Runtime", Other)
    monkeypatch.setattr(closed_pages, "SWEEP_SECONDS", 0.01)
    run(asyncio.wait_for(closed_pages.let_go_of_closed_pages(), 5))
    assert "closed pages: could not be let go" in caplog.text
