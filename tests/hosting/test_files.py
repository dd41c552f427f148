"""What can be checked of the container files without a container engine."""

import fnmatch
import re
import shlex

import pytest
import yaml

from landscape.exports.files import LANDSCAPE_VERSION
from tests.hosting.serving import CONFIGURATION, ROOT

COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
SERVICES = COMPOSE["services"]
OF_DASK = {name: service for name, service in SERVICES.items() if service.get("command", [""])[0] == "dask"}


def instructions():
    """The Dockerfile's instructions, each as its name and the rest."""
    text = re.sub(r"^#.*\n", "", (ROOT / "Dockerfile").read_text(encoding="utf-8"), flags=re.MULTILINE)
    lines = text.replace("\\\n", " ").splitlines()
    return [tuple(line.split(maxsplit=1)) for line in lines if line.strip()]


def all_of(name):
    return [rest for one, rest in instructions() if one == name]


def version_of(image):
    return image.rpartition(":")[2] if ":" in image else "latest"


# Dockerfile


def test_base_image_is_of_one_version():
    (image,) = all_of("FROM")
    assert re.fullmatch(r"python:3\.\d+-slim-\w+", image)
    required = re.search(r'requires-python = ">=3\.(\d+)"', (ROOT / "pyproject.toml").read_text())[1]
    assert int(re.search(r"3\.(\d+)", image)[1]) >= int(required)


def test_it_does_not_run_as_root():
    names = [name for name, _ in instructions()]
    assert all_of("USER") == ["1000"]
    assert names.index("USER") > max(i for i, name in enumerate(names) if name in ("RUN", "COPY"))


def test_health_is_asked_where_the_app_answers():
    (check,) = all_of("HEALTHCHECK")
    assert "--start-period=" in check
    port = re.search(r"--server\.port=(\d+)", all_of("CMD")[0])[1]
    assert f"http://127.0.0.1:{port}/health" in check
    assert all_of("EXPOSE") == [port]


def test_all_interfaces_only_by_a_flag_of_the_container():
    assert '"--server.address=0.0.0.0"' in all_of("CMD")[0]
    assert 'address = "127.0.0.1"' in (ROOT / ".streamlit" / "config.toml").read_text()


def test_what_is_installed_is_pinned():
    pinned = dict(re.findall(r"^(\S+)==(\S+)$", (ROOT / "requirements.txt").read_text(), re.MULTILINE))
    for run in all_of("RUN"):
        if "pip install" in run:
            words = [word for word in shlex.split(run) if word not in ("pip", "install", "-r")]
            assert all(
                word.startswith("--") or word.startswith("https:") or word.endswith(".txt") or "==" in word
                for word in words
            ), words
        for name, version in re.findall(r"(\w+)==(\S+)", run):
            assert pinned[name] == version
    assert not any("PYTHONHASHSEED" in rest for _, rest in instructions())


def test_everything_copied_is_there_and_not_left_out():
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    for copy in all_of("COPY"):
        for source in copy.split()[:-1]:
            assert (ROOT / source).exists(), source
            assert f"!{source}" in ignored, source


def test_nothing_secret_and_nothing_else_is_sent_to_the_builder():
    lines = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if not line.startswith("#")]
    assert lines[0] == "*"

    def sent(path):
        keep = True
        for line in lines:
            pattern = line.removeprefix("!")
            if fnmatch.fnmatch(path, pattern) or path.startswith(f"{pattern}/"):
                keep = line.startswith("!")
        return keep

    assert sent("landscape/ui/server/hosting.py")
    assert sent(".streamlit/config.toml")
    for path in (".git/config", ".venv/bin/python", ".streamlit/secrets.toml", "tests/conftest.py", ".env", "x.pem"):
        assert not sent(path), path


# compose.yaml


def test_only_nginx_has_a_port_outside_and_on_the_loopback_interface():
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["nginx"]
    assert all(port.startswith("127.0.0.1:") for port in SERVICES["nginx"]["ports"])
    assert not any(service.get("network_mode") for service in SERVICES.values())


def test_the_scheduler_is_reached_from_the_cluster_alone():
    assert set(OF_DASK) == {"scheduler", "worker"}
    for service in OF_DASK.values():
        assert service["networks"] == ["cluster"]
        assert "--no-dashboard" in service["command"]
    assert COMPOSE["networks"]["cluster"]["internal"]
    assert COMPOSE["networks"]["front"]["internal"]
    assert "cluster" not in SERVICES["nginx"]["networks"]


def test_everything_starts_again():
    assert {service["restart"] for service in SERVICES.values()} == {"always"}


def test_every_container_has_limits_and_no_powers():
    for name, service in SERVICES.items():
        assert re.fullmatch(r"\d+[mg]", service["mem_limit"]), name
        assert service["pids_limit"] <= 1024, name
        assert service["ulimits"]["nofile"]["hard"] >= 16_384, name
        assert service["read_only"], name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert all("size=" in one for one in service["tmpfs"]), name
        assert service["logging"]["options"].keys() == {"max-size", "max-file"}, name


def test_images_are_of_one_version():
    for service in SERVICES.values():
        assert version_of(service["image"]) != "latest"
    assert {version_of(SERVICES[name]["image"]) for name in SERVICES if name != "nginx"} == {LANDSCAPE_VERSION}


def test_nginx_knows_the_replicas_and_waits_for_them():
    text = CONFIGURATION.read_text(encoding="utf-8")
    replicas = re.findall(r"server ([\w-]+):8501 max_fails", text)
    assert len(replicas) >= 2
    assert replicas == SERVICES["nginx"]["depends_on"]
    for name in replicas:
        assert "front" in SERVICES[name]["networks"]
        assert SERVICES[name]["depends_on"] == ["scheduler"]
    (volume,) = SERVICES["nginx"]["volumes"]
    assert (ROOT / volume.split(":")[0]).samefile(CONFIGURATION)
    listens = re.search(r"listen (\d+);", text)[1]
    assert [port.split(":")[-1] for port in SERVICES["nginx"]["ports"]] == [listens]


def test_replicas_share_one_store():
    ours = [service for name, service in SERVICES.items() if name != "nginx"]
    assert all(service["volumes"] == ["store:/store"] for service in ours)
    stores = {service["environment"]["LANDSCAPE_STORE"] for name, service in SERVICES.items() if name.startswith("app")}
    assert stores == {"file:///store"}
    assert "store" in COMPOSE["volumes"]


def test_nobody_gains_rights():
    for name, service in SERVICES.items():
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert service["read_only"]
        if name != "nginx":
            assert service["cap_drop"] == ["ALL"]
        assert "privileged" not in service


@pytest.mark.parametrize("name", OF_DASK)
def test_the_commands_and_their_options_exist(name):
    cli = pytest.importorskip(f"distributed.cli.dask_{name}", reason="needs what requirements-cluster.txt adds")
    _, command, *words = OF_DASK[name]["command"]
    assert command == name
    with cli.main.make_context(command, list(words)) as context:  # ends the test where an option is unknown
        assert context.params["dashboard"] is False
        assert context.params.get("port", "8786") == context.params.get("scheduler", ":8786").rpartition(":")[2]


def test_the_app_is_told_the_schedulers_address():
    host, port = re.search(r"--host (\S+) --port (\d+)", " ".join(OF_DASK["scheduler"]["command"])).groups()
    assert host == "scheduler"
    for name in ("app-1", "app-2"):
        assert SERVICES[name]["environment"]["LANDSCAPE_CLUSTER"] == f"tcp://{host}:{port}"
    assert f"tcp://{host}:{port}" in OF_DASK["worker"]["command"]
