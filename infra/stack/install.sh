#!/bin/sh
# Install what the local stack is made of, Debian's PostgreSQL and radosgw, where they are not there yet.
set -eu

"$(dirname "$0")/../s3/install.sh"
if command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then
  exit 0
fi
# The cluster that Debian makes beside is another: nothing here uses it.
exec "$(dirname "$0")/../apt.sh" postgresql
