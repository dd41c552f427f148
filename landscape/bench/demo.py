"""The app on a cluster of one's own machine: a scheduler, two workers and the app as processes on loopback."""

import argparse
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from landscape.bench.processes import LOOPBACK, ROOT, LocalCluster

END_SECONDS = 20


@contextmanager
def app_on_cluster(port: int) -> Iterator[tuple[LocalCluster, "subprocess.Popen[bytes]"]]:
    """Starts everything, and ends everything afterwards.

    Args:
        port: Where the app listens, on the loopback interface alone.
    """
    cluster = LocalCluster(n_workers=2)
    command = [sys.executable, "-m", "streamlit", "run", "app.py"]
    command += ["--server.address", LOOPBACK, "--server.port", str(port)]
    app = subprocess.Popen(command, cwd=ROOT, env=os.environ | {"LANDSCAPE_CLUSTER": cluster.address})
    try:
        yield cluster, app
    finally:
        app.terminate()
        try:
            app.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            app.kill()
            app.wait()
        cluster.close()


def main() -> int:
    """Serves until it is interrupted."""
    parser = argparse.ArgumentParser(prog="python -m landscape.bench.demo", description=__doc__)
    parser.add_argument("--port", type=int, default=8501)
    port = parser.parse_args().port
    with app_on_cluster(port) as (cluster, app):
        print(f"The scheduler listens at {cluster.address}; the app at http://{LOOPBACK}:{port}.", flush=True)
        try:
            return app.wait()
        except KeyboardInterrupt:
            return 0


if __name__ == "__main__":
    sys.exit(main())
