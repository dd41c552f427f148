"""Processes as a host runs them: the app, and nginx with the shipped configuration."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

from landscape.bench.processes import free_port

ROOT = Path(__file__).resolve().parents[2]
CONFIGURATION = ROOT / "assets" / "hosting" / "nginx.conf"
START_SECONDS = 120
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")


class Answer:
    """Status, headers and body of an answer, whatever its status."""

    def __init__(self, found):
        self.status, self.headers, self.body = found.status, found.headers, found.read()


def ask(address, **headers):
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        with urllib.request.urlopen(urllib.request.Request(address, headers=named), timeout=30) as found:
            return Answer(found)
    except urllib.error.HTTPError as found:
        with found:
            return Answer(found)


def wait_until(answers, process, log):
    end = time.monotonic() + START_SECONDS
    while True:
        try:
            if answers():
                return
        except OSError:
            pass
        assert process.poll() is None, f"it ended and said:\n{log.read_text()}"
        assert time.monotonic() < end, f"it did not start and said:\n{log.read_text()}"
        time.sleep(0.1)


@contextmanager
def running(command, log, environment=None):
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            stdout=output,
            stderr=output,
            env=os.environ | (environment or {}),
            start_new_session=True,
        )
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


@contextmanager
def app(log, *flags, base="", before=(), **environment):
    """The app on a free port of the loopback interface: its address and its process.

    Args:
        log: Where its output goes.
        flags: For Streamlit.
        base: The base path, if the flags name one.
        before: A command that starts it, such as one that limits it.
        environment: Variables.
    """
    port = free_port()
    command = [*before, sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port), *flags]
    address = f"http://127.0.0.1:{port}{base}"
    with running(command, log, environment) as process:
        wait_until(lambda: ask(f"{address}/health").status == 200, process, log)
        yield address, process


def configuration(folder, port, replicas):
    """The shipped configuration with addresses and folders of this test: nothing else is changed."""
    text = CONFIGURATION.read_text(encoding="utf-8")
    names = re.findall(r"server ([\w-]+:\d+) max_fails", text)
    assert len(names) == len(replicas)
    for name, replica in zip(names, replicas, strict=True):
        text = text.replace(f"server {name} ", f"server {replica} ")
    text, n = re.subn(r"listen 8080;", f"listen 127.0.0.1:{port};", text)
    assert n == 1
    return text.replace(" /tmp/", f" {folder}/")


@contextmanager
def nginx(folder, replicas):
    """Nginx before some replicas: its address, and the file with what it logs."""
    port, log, file = free_port(), folder / "nginx.log", folder / "nginx.conf"
    file.write_text(configuration(folder, port, replicas), encoding="utf-8")
    folder.chmod(0o755)  # its workers run under another user
    command = [NGINX, "-e", "stderr", "-c", str(file), "-g", "daemon off;"]
    address = f"http://127.0.0.1:{port}"
    with running(command, log) as process:
        wait_until(lambda: ask(f"{address}/health").status == 200, process, log)
        yield address, log
