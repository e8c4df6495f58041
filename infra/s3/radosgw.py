"""A real S3 server on this machine: Ceph's radosgw, with a monitor and an OSD.

    python infra/s3/radosgw.py -- make run AT=s3://gouji/data    # in memory, for as long as the command runs
    python infra/s3/radosgw.py                                   # in memory; says where it is, and waits for Ctrl-C
    python infra/s3/radosgw.py --at DIRECTORY --port 9000        # on disk, until told to end; started again, all there

The command finds the server by AWS_ENDPOINT_URL and the keys, and the bucket `gouji` made. On disk the keys are those
of AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY. `--host 0.0.0.0` is for a container; else nothing leaves loopback.
Needs Debian's packages radosgw, ceph-mon, ceph-osd and ceph-common; no root.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import boto3  # noqa: TID251 - makes the bucket; what publishes there is tasks/storage.py

BUCKET = "gouji"
PACKAGES = ("radosgw", "ceph-mon", "ceph-osd", "ceph-common")
NEEDED = ("ceph-mon", "ceph-osd", "ceph", "ceph-authtool", "monmaptool", "radosgw", "radosgw-admin")
ACCESS, SECRET = "gouji", "gouji-secret"
READY_SECONDS, END_SECONDS = 90, 20
LOOPBACK = "127.0.0.1"
MADE = "made.json"
"""What a directory holds once a store was made in it: what must be the same whenever it is started again."""

# No manager: its place is to watch. Authentication `none` hangs; one keyring serves all. One copy of everything. An OSD
# listens everywhere unless `cluster addr` says where, too. Without tcp_nodelay a GET takes 45 ms instead of 4.
CONF = """\
[global]
fsid = {fsid}
mon host = v2:127.0.0.1:{mon}
public addr = 127.0.0.1
cluster addr = 127.0.0.1
auth cluster required = cephx
auth service required = cephx
auth client required = cephx
keyring = {home}/keyring
run dir = {home}
admin socket =
log file = {home}/$name.log
mon cluster log file = {home}/cluster.log
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 4
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
mon allow pool size one = true
mon max pg per osd = 1000
[mon.a]
mon data = {home}/mon
[osd.0]
osd data = {home}/osd
{objects}
[client.rgw]
rgw frontends = beast endpoint={host}:{rgw} tcp_nodelay=1
rgw data = {home}/rgw
rgw enable usage log = false
rgw thread pool size = 64
"""
IN_MEMORY = """\
osd objectstore = memstore
memstore device bytes = 4294967296"""
# A sparse file of 64 GiB: the disk gives what is used. The smallest caches that Ceph allows.
ON_DISK = """\
osd objectstore = bluestore
bluestore block create = true
bluestore block size = 68719476736
bluestore min alloc size = 4096
bluestore cache autotune = false
bluestore cache size = 134217728
osd memory target = 939524096"""
CAPABILITIES = {
    "mon.": {"mon": "allow *"},
    "client.admin": {"mon": "allow *", "osd": "allow *"},
    "osd.0": {"mon": "allow profile osd", "osd": "allow *"},
    "client.rgw": {"mon": "allow rw", "osd": "allow rwx"},
}


class NotReady(Exception):
    """A daemon ended or did not answer in time."""


@dataclass(frozen=True)
class Store:
    """Where a store keeps everything and answers, and to whom."""

    home: Path
    host: str
    port: int
    access: str
    secret: str
    objects: str

    @property
    def settings(self) -> dict[str, str]:
        """Return the environment by which AWS's tools on this machine reach it."""
        return {
            "AWS_ENDPOINT_URL": f"http://{LOOPBACK}:{self.port}",
            "AWS_ACCESS_KEY_ID": self.access,
            "AWS_SECRET_ACCESS_KEY": self.secret,
            "AWS_REGION": "us-east-1",
        }


def main(words: list[str]) -> int:
    """Run the command with a server beside it and return its exit code; or serve until told to end."""
    asked = _asked(words)
    missing = [name for name in NEEDED if shutil.which(name) is None]
    if missing:
        sys.stderr.write(f"not installed: {', '.join(missing)}; apt-get install {' '.join(PACKAGES)}\n")
        return 2
    with radosgw() if asked.at is None else kept(asked.at, asked.host, asked.port) as settings:
        if asked.command:
            return subprocess.run(asked.command, env={**os.environ, **settings}, check=False).returncode
        told = settings if asked.at is None else {"AWS_ENDPOINT_URL": settings["AWS_ENDPOINT_URL"]}
        sys.stdout.write("".join(f"export {name}={value}\n" for name, value in told.items()))
        sys.stdout.flush()
        with contextlib.suppress(KeyboardInterrupt):
            signal.pause()
    return 0


def _asked(words: list[str]) -> argparse.Namespace:
    cut = words.index("--") if "--" in words else len(words)
    parser = argparse.ArgumentParser(prog="radosgw.py", description="A real S3 server on this machine.")
    parser.add_argument("--at", type=Path, metavar="DIRECTORY", help="keep everything there; without: in memory")
    parser.add_argument("--host", default=LOOPBACK, help="where S3 answers (%(default)s)")
    parser.add_argument("--port", type=int, default=0, help="a free one by default")
    asked = parser.parse_args(words[:cut])
    asked.command = words[cut + 1 :]
    return asked


@contextlib.contextmanager
def radosgw() -> Iterator[dict[str, str]]:
    """Give the settings by which AWS's tools reach a server that is ready; it and all it held are gone afterwards."""
    home = Path(tempfile.mkdtemp(prefix="gouji-s3-"))
    try:
        with _serving(Store(home, LOOPBACK, _free_ports(1)[0], ACCESS, SECRET, IN_MEMORY)) as settings:
            yield settings
    finally:
        shutil.rmtree(home)


@contextlib.contextmanager
def kept(home: Path, host: str = LOOPBACK, port: int = 0) -> Iterator[dict[str, str]]:
    """Give the settings of a server that keeps everything in a directory, with the keys of the environment.

    Whatever ended it before, a power cut too, what was written is there. Raises NotReady for a directory that holds
    something else.
    """
    if not (home / MADE).exists() and home.exists() and any(home.iterdir()):
        if not (home / "ceph.conf").exists():
            raise NotReady(f"{home} holds something else than a store")
        # Ended while it was made: nothing was ever written to it.
        shutil.rmtree(home)
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    keys = (os.environ["AWS_ACCESS_KEY_ID"], os.environ["AWS_SECRET_ACCESS_KEY"])
    with _serving(Store(home.absolute(), host, port or _free_ports(1)[0], *keys, ON_DISK)) as settings:
        yield settings


@contextlib.contextmanager
def _serving(store: Store) -> Iterator[dict[str, str]]:
    daemons: list[subprocess.Popen[bytes]] = []
    # Told to end, it ends as an exception does, daemons included.
    before = {each: signal.signal(each, lambda *_: sys.exit(143)) for each in (signal.SIGTERM, signal.SIGHUP)}
    try:
        _start(store, daemons)
        yield store.settings
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
        # What is in memory is gone anyway; what is on disk is spared a recovery. Who asks ends before who answers.
        patience = END_SECONDS if store.objects == ON_DISK else 0
        for daemon in reversed(daemons):
            _end(daemon, patience)


def _end(daemon: subprocess.Popen[bytes], patience: float) -> None:
    with contextlib.suppress(ProcessLookupError):
        if patience:
            os.killpg(daemon.pid, signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                daemon.wait(patience)
        os.killpg(daemon.pid, signal.SIGKILL)
    daemon.wait()


def _start(store: Store, daemons: list[subprocess.Popen[bytes]]) -> None:
    home, conf = store.home, store.home / "ceph.conf"
    again = (home / MADE).exists()
    made = json.loads((home / MADE).read_text()) if again else {"fsid": str(uuid.uuid4()), "mon": _free_ports(1)[0]}
    conf.write_text(CONF.format(home=home, host=store.host, rgw=store.port, objects=store.objects, **made))

    def daemon(*words: str) -> None:
        log = (home / f"{words[0]}.out").open("wb")
        with log:
            started = subprocess.Popen(
                [*words, "-c", str(conf), "-f"],
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
        daemons.append(started)

    at = ("-c", str(conf))
    if not again:
        _make_monitor(home, at, **made)
    daemon("ceph-mon", "-i", "a")
    if not again:
        osd = str(uuid.uuid4())
        _do("ceph", *at, "osd", "create", osd)
        _do("ceph-osd", *at, "-i", "0", "--mkfs", "--osd-uuid", osd)
    daemon("ceph-osd", "-i", "0")
    daemon("radosgw", "-n", "client.rgw")
    if not again:
        _do("radosgw-admin", *at, "user", "create", "--uid", "gouji", "--display-name", "gouji",
            "--access-key", store.access, "--secret-key", store.secret)  # fmt: skip
    _wait_for(store.port, home, daemons)
    keys = {"aws_access_key_id": store.access, "aws_secret_access_key": store.secret, "region_name": "us-east-1"}
    boto3.client("s3", endpoint_url=store.settings["AWS_ENDPOINT_URL"], **keys).create_bucket(Bucket=BUCKET)
    (home / MADE).write_text(json.dumps(made))


def _make_monitor(home: Path, at: tuple[str, ...], fsid: str, mon: int) -> None:
    for name, capabilities in CAPABILITIES.items():
        allowed = [word for daemon, may in capabilities.items() for word in ("--cap", daemon, may)]
        create = [] if (home / "keyring").exists() else ["--create-keyring"]
        _do("ceph-authtool", str(home / "keyring"), *create, "--gen-key", "-n", name, *allowed)
    for folder in ("mon", "osd", "rgw"):
        (home / folder).mkdir()
    _do("monmaptool", "--create", "--fsid", fsid, "--addv", "a", f"[v2:{LOOPBACK}:{mon}]", str(home / "monmap"))
    _do("ceph-mon", *at, "--mkfs", "-i", "a", "--monmap", str(home / "monmap"), "--keyring", str(home / "keyring"))


def _do(*words: str) -> None:
    done = subprocess.run(words, capture_output=True, text=True, timeout=READY_SECONDS, check=False)
    if done.returncode != 0:
        raise NotReady(f"{' '.join(words[:4])} ...: {done.stderr or done.stdout}")


def _wait_for(port: int, home: Path, daemons: list[subprocess.Popen[bytes]]) -> None:
    until = time.monotonic() + READY_SECONDS
    while True:
        dead = [each for each in daemons if each.poll() is not None]
        if dead or time.monotonic() > until:
            said = "\n".join(path.read_text(errors="replace")[-2000:] for path in sorted(home.glob("*.out")))
            raise NotReady(f"{[each.args for each in dead]}\n{said}")
        with contextlib.suppress(OSError), socket.create_connection((LOOPBACK, port), timeout=1):
            return
        time.sleep(0.1)


def _free_ports(count: int) -> list[int]:
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind((LOOPBACK, 0))
        return [each.getsockname()[1] for each in sockets]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
