#!/bin/sh
# Install Debian's radosgw and what it needs, where they are not there yet.
set -eu

missing=""
for name in radosgw ceph-mon ceph-osd ceph-authtool; do
  command -v "$name" >/dev/null || missing="$missing $name"
done
if [ -z "$missing" ]; then
  exit 0
fi
if ! command -v apt-get >/dev/null; then
  echo "install Ceph's radosgw, ceph-mon, ceph-osd and ceph-common: there is no apt-get here to do it" >&2
  exit 1
fi
root=""
if [ "$(id -u)" != 0 ]; then
  if ! command -v sudo >/dev/null; then
    echo "as root: apt-get install radosgw ceph-mon ceph-osd ceph-common" >&2
    exit 1
  fi
  root="sudo"
fi
$root apt-get update --quiet
$root env DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet --no-install-recommends \
  radosgw ceph-mon ceph-osd ceph-common
