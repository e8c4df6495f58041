#!/bin/sh
# Install what the local stack is made of, Debian's PostgreSQL and radosgw, where they are not there yet.
set -eu

"$(dirname "$0")/../s3/install.sh"
if command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then
  exit 0
fi
if ! command -v apt-get >/dev/null; then
  echo "install PostgreSQL 14 or newer: there is no apt-get here to do it" >&2
  exit 1
fi
root=""
if [ "$(id -u)" != 0 ]; then
  if ! command -v sudo >/dev/null; then
    echo "as root: apt-get install postgresql" >&2
    exit 1
  fi
  root="sudo"
fi
$root apt-get update --quiet
# The cluster that Debian makes beside is another: nothing here uses it.
$root env DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet --no-install-recommends postgresql
