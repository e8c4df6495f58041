"""A real S3 server on this machine for as long as a command runs: Ceph's radosgw, with a monitor and an OSD in memory.

    python infra/s3/radosgw.py -- make run AT=s3://gouji/data
    python infra/s3/radosgw.py                  # says where it is, and waits for Ctrl-C

The command finds the server by AWS_ENDPOINT_URL and the keys, and the bucket `gouji` made; what it wrote is gone
afterwards. Needs Debian's packages radosgw, ceph-mon, ceph-osd and ceph-common; no root, nothing outside loopback.
"""

from __future__ import annotations

import contextlib
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
from pathlib import Path

import boto3  # noqa: TID251 - makes the bucket; what publishes there is tasks/storage.py

BUCKET = "gouji"
PACKAGES = ("radosgw", "ceph-mon", "ceph-osd", "ceph-common")
NEEDED = ("ceph-mon", "ceph-osd", "ceph", "ceph-authtool", "monmaptool", "radosgw", "radosgw-admin")
ACCESS, SECRET = "gouji", "gouji-secret"
READY_SECONDS = 90

# No manager: its place is to watch. Authentication `none` hangs; one keyring serves all. One copy of everything, in
# memory. Without tcp_nodelay a GET takes 45 ms instead of 4.
CONF = """\
[global]
fsid = {fsid}
mon host = v2:127.0.0.1:{mon}
public addr = 127.0.0.1
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
osd objectstore = memstore
memstore device bytes = 4294967296
[client.rgw]
rgw frontends = beast endpoint=127.0.0.1:{rgw} tcp_nodelay=1
rgw data = {home}/rgw
rgw enable usage log = false
rgw thread pool size = 64
"""
CAPABILITIES = {
    "mon.": {"mon": "allow *"},
    "client.admin": {"mon": "allow *", "osd": "allow *"},
    "osd.0": {"mon": "allow profile osd", "osd": "allow *"},
    "client.rgw": {"mon": "allow rw", "osd": "allow rwx"},
}


class NotReady(Exception):
    """A daemon ended or did not answer in time."""


def main(words: list[str]) -> int:
    """Run the command with a server beside it and return its exit code."""
    command = words[1:] if words[:1] == ["--"] else words
    missing = [name for name in NEEDED if shutil.which(name) is None]
    if missing:
        sys.stderr.write(f"not installed: {', '.join(missing)}; apt-get install {' '.join(PACKAGES)}\n")
        return 2
    with radosgw() as settings:
        if command:
            return subprocess.run(command, env={**os.environ, **settings}, check=False).returncode
        sys.stdout.write("".join(f"export {name}={value}\n" for name, value in settings.items()))
        sys.stdout.flush()
        with contextlib.suppress(KeyboardInterrupt):
            signal.pause()
    return 0


@contextlib.contextmanager
def radosgw() -> Iterator[dict[str, str]]:
    """Give the settings by which AWS's tools reach a server that is ready; it and all it held are gone afterwards."""
    home = Path(tempfile.mkdtemp(prefix="gouji-s3-"))
    daemons: list[subprocess.Popen[bytes]] = []
    # Told to end, it ends as an exception does, daemons included.
    before = {each: signal.signal(each, lambda *_: sys.exit(143)) for each in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield _started(home, daemons)
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
        for daemon in daemons:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(daemon.pid, signal.SIGKILL)
            daemon.wait()
        shutil.rmtree(home)


def _started(home: Path, daemons: list[subprocess.Popen[bytes]]) -> dict[str, str]:
    mon, rgw = _free_ports(2)
    conf, fsid = home / "ceph.conf", str(uuid.uuid4())
    conf.write_text(CONF.format(home=home, fsid=fsid, mon=mon, rgw=rgw))
    for name, capabilities in CAPABILITIES.items():
        allowed = [word for daemon, may in capabilities.items() for word in ("--cap", daemon, may)]
        create = [] if (home / "keyring").exists() else ["--create-keyring"]
        _do("ceph-authtool", str(home / "keyring"), *create, "--gen-key", "-n", name, *allowed)
    for folder in ("mon", "osd", "rgw"):
        (home / folder).mkdir()

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
    _do("monmaptool", "--create", "--fsid", fsid, "--addv", "a", f"[v2:127.0.0.1:{mon}]", str(home / "monmap"))
    keyring = ("--keyring", str(home / "keyring"))
    _do("ceph-mon", *at, "--mkfs", "-i", "a", "--monmap", str(home / "monmap"), *keyring)
    daemon("ceph-mon", "-i", "a")
    osd = str(uuid.uuid4())
    _do("ceph", *at, "osd", "create", osd)
    _do("ceph-osd", *at, "-i", "0", "--mkfs", "--osd-uuid", osd)
    daemon("ceph-osd", "-i", "0")
    daemon("radosgw", "-n", "client.rgw")
    _do("radosgw-admin", *at, "user", "create", "--uid", "gouji", "--display-name", "gouji", "--access-key", ACCESS,
        "--secret-key", SECRET)  # fmt: skip
    _wait_for(rgw, home, daemons)
    endpoint = f"http://127.0.0.1:{rgw}"
    settings = {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ACCESS_KEY_ID": ACCESS,
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "AWS_REGION": "us-east-1",
    }
    keys = {"aws_access_key_id": ACCESS, "aws_secret_access_key": SECRET, "region_name": "us-east-1"}
    boto3.client("s3", endpoint_url=endpoint, **keys).create_bucket(Bucket=BUCKET)
    return settings


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
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.1)


def _free_ports(count: int) -> list[int]:
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
