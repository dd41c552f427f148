"""A cluster whose scheduler, workers and clients show each other certificates, set up as HOSTING.md says."""

import socket
import time

import dask
import distributed
import numpy as np
import pytest
import trustme

from landscape.bench.processes import LOOPBACK, LocalCluster, wait_until
from landscape.engine import Engine
from landscape.engine.cluster import UNREACHABLE, Cluster
from landscape.picture.scene import compute
from tests.conftest import tiny_scene
from tests.engine.test_executors import double
from tests.picture.test_scene import assert_same_bits

pytestmark = pytest.mark.slow
ROLES = ("SCHEDULER", "WORKER", "CLIENT")
PREFIX = "DASK_DISTRIBUTED__COMM__"


def certified(folder, authority):
    """What HOSTING.md says to set, with certificates of this authority."""
    authority.cert_pem.write_to_path(folder / "authority.pem")
    variables = {f"{PREFIX}REQUIRE_ENCRYPTION": "True", f"{PREFIX}TLS__CA_FILE": str(folder / "authority.pem")}
    for role in ROLES:
        certificate = authority.issue_cert(LOOPBACK, common_name=role.lower())
        certificate.private_key_pem.write_to_path(folder / f"{role}.key")
        certificate.cert_chain_pems[0].write_to_path(folder / f"{role}.pem")
        variables |= {
            f"{PREFIX}TLS__{role}__CERT": str(folder / f"{role}.pem"),
            f"{PREFIX}TLS__{role}__KEY": str(folder / f"{role}.key"),
        }
    return variables


@pytest.fixture(scope="module")
def encrypted(tmp_path_factory):
    """Variables of the environment, and the processes of a cluster."""
    variables = certified(tmp_path_factory.mktemp("certificates"), trustme.CA())
    cluster = LocalCluster(n_workers=1, tls=variables)
    yield variables, cluster
    cluster.close()


def with_settings(variables):
    """Dask reads its environment when it is imported; here it is told later."""
    return dask.config.set(
        {name.removeprefix("DASK_").lower().replace("__", "."): value for name, value in variables.items()}
    )


def test_a_piece_comes_back_and_bits_are_the_same(encrypted):
    variables, processes = encrypted
    with with_settings(variables):
        cluster = Cluster(processes.address)
        engine = Engine(executor=cluster)
        try:
            values = np.random.default_rng(0).standard_normal(1000)
            np.testing.assert_array_equal(cluster.submit(double, values).result(60), 2 * values)
            scene = tiny_scene(seeds="3-5")
            job = engine.ask(scene, "reader")
            job.wait(60)
            assert_same_bits(engine.poll(job, "reader").scene, compute(scene))
        finally:
            engine.close()


@pytest.mark.parametrize("stranger", ["in clear text", "without certificates", "with those of another authority"])
def test_strangers_are_not_served(encrypted, tmp_path, stranger):
    _, processes = encrypted
    address = processes.address.replace("tls:", "tcp:") if stranger == "in clear text" else processes.address
    with with_settings(certified(tmp_path, trustme.CA()) if "another" in stranger else {}):
        cluster = Cluster(address)
        try:
            future = cluster.submit(double, 21)
            wait_until(cluster.trouble, 30)
            assert cluster.trouble() == UNREACHABLE
            assert not future.done()
        finally:
            cluster.close()


def test_a_refusal_is_not_asked_for_again_without_a_pause(monkeypatch):
    calls = []

    def refused(*_args, **_kwargs):
        calls.append(1)
        raise TypeError("no certificate")

    monkeypatch.setattr(distributed, "Client", refused)
    cluster = Cluster("tls://127.0.0.1:1")
    try:
        cluster.submit(double, 21)
        wait_until(cluster.trouble)
        time.sleep(1)
    finally:
        cluster.close()
    assert 1 <= len(calls) <= 4


def test_scheduler_lets_nothing_in_clear_text(encrypted):
    _, processes = encrypted
    with socket.create_connection((LOOPBACK, processes.port), 5) as stranger:
        stranger.settimeout(10)
        stranger.sendall(b"\x00" * 64)
        with pytest.raises(ConnectionResetError):
            stranger.recv(4096)
