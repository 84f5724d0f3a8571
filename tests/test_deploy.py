"""Set-up scripts on awkward machines: root-only folders, long paths, two checkouts, nobody to install."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
NEEDED = ("bash", "dirname", "ls", "cut", "sort", "tail", "head", "grep", "xargs", "cat", "id", "echo")

as_root = pytest.mark.skipif(os.getuid() != 0, reason="only root can act for several users")


def checkout(folder: Path) -> Path:
    """A checkout with nothing but its set-up scripts."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copytree(ROOT / "deploy", folder / "deploy")
    for name in ("requirements.txt", "requirements-dev.txt"):
        shutil.copy(ROOT / name, folder)
    return folder


def run(*command: object, user: str | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    prefix = [str(shutil.which("runuser")), "-u", user, "--"] if user else []
    return subprocess.run(
        [*prefix, *map(str, command)], capture_output=True, text=True, timeout=120, cwd="/",
        env={**os.environ, **environment},
    )  # fmt: skip


def answer(folder: Path, user: str | None = None) -> str:
    """What the cluster of a checkout says through the address that it wrote."""
    address = (folder / ".local" / "database_url").read_text().strip()
    socket = address.split("host=")[1]
    sql = "create extension if not exists postgis; select current_database()"
    found = run("psql", "-qAtX", "-h", socket, "-U", "patrolgrid", "-d", "patrolgrid", "-c", sql, user=user)
    return found.stdout.strip() or found.stderr


@pytest.fixture
def clusters():
    """Checkouts whose clusters are removed in the end."""
    folders: list[tuple[Path, str | None]] = []
    yield folders
    for folder, user in folders:
        run(folder / "deploy/cluster.sh", "remove", user=user)


@as_root
def test_cluster_of_a_root_only_checkout_runs_as_another_user(tmp_path, clusters):
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    folder = checkout(private / "patrolgrid")
    clusters.append((folder, None))

    started = run(folder / "deploy/cluster.sh", "start")

    assert started.returncode == 0, started.stderr
    assert answer(folder) == "patrolgrid"


@as_root
def test_second_start_reuses_the_running_cluster(tmp_path, clusters):
    folder = checkout(tmp_path / "one")
    clusters.append((folder, None))
    run(folder / "deploy/cluster.sh", "start")
    socket = Path((folder / ".local/database_url").read_text().strip().split("host=")[1])
    process = (socket.parent / "data/postmaster.pid").read_text().split()[0]

    again = run(folder / "deploy/cluster.sh", "start")

    assert again.returncode == 0
    assert (socket.parent / "data/postmaster.pid").read_text().split()[0] == process


@as_root
def test_two_checkouts_have_clusters_of_their_own(tmp_path, clusters):
    folders = [checkout(tmp_path / name) for name in ("one", "two")]
    clusters += [(folder, None) for folder in folders]

    for folder in folders:
        run(folder / "deploy/cluster.sh", "start")

    addresses = {(folder / ".local/database_url").read_text() for folder in folders}
    assert len(addresses) == 2
    assert [answer(folder) for folder in folders] == ["patrolgrid"] * 2


@as_root
def test_ordinary_user_with_a_path_too_long_for_a_socket(clusters):
    # Not below pytest's own folder, which only its owner can enter.
    base = Path("/var/tmp") / f"patrolgrid-test-{os.getpid()}"
    folder = checkout(base / ("long" * 20) / ("path" * 20))
    run("chown", "-R", "nobody", base)
    clusters.append((folder, "nobody"))

    started = run(folder / "deploy/cluster.sh", "start", user="nobody", XDG_RUNTIME_DIR="")

    try:
        assert started.returncode == 0, started.stderr
        assert answer(folder, user="nobody") == "patrolgrid"
    finally:
        run(folder / "deploy/cluster.sh", "remove", user="nobody", XDG_RUNTIME_DIR="")
        clusters.clear()
        shutil.rmtree(base)


@as_root
def test_set_up_without_root_or_sudo_says_what_to_install():
    base = Path("/var/tmp") / f"patrolgrid-bare-{os.getpid()}"
    folder = checkout(base)
    tools = base / "bin"
    tools.mkdir()
    for name in NEEDED:
        if path := shutil.which(name):
            (tools / name).symlink_to(path)
    run("chown", "-R", "nobody", base)

    try:
        refused = run("/bin/bash", folder / "deploy/setup.sh", user="nobody", PATH=str(tools))
    finally:
        shutil.rmtree(base)

    assert refused.returncode == 1
    assert "apt-get install python3 python3-venv" in refused.stderr


def test_database_name_with_a_quote_is_refused(tmp_path):
    refused = run(ROOT / "deploy/cluster.sh", "database", "x'; drop database x")

    assert refused.returncode == 2
    assert "database name" in refused.stderr
