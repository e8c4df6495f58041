#!/bin/sh
# Install Debian's radosgw and what it needs, where they are not there yet.
set -eu

for name in radosgw ceph-mon ceph-osd ceph-authtool; do
  command -v "$name" >/dev/null || exec "$(dirname "$0")/../apt.sh" radosgw ceph-mon ceph-osd ceph-common
done
