#!/bin/sh
# Install Debian packages, as root or by sudo: infra/apt.sh PACKAGE...
set -eu

if ! command -v apt-get >/dev/null; then
  echo "install $*: there is no apt-get here to do it" >&2
  exit 1
fi
root=""
if [ "$(id -u)" != 0 ]; then
  if ! command -v sudo >/dev/null; then
    echo "as root: apt-get install $*" >&2
    exit 1
  fi
  root="sudo"
fi
$root apt-get update --quiet
$root env DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet --no-install-recommends "$@"
