#!/bin/sh
# Write infra/.env, the passwords of infra/compose.yaml: drawn here, for its owner's eyes. One that is there is kept.
set -eu
cd "$(dirname "$0")"
if [ -e .env ]; then
  echo "infra/.env is there already" >&2
  exit 0
fi
umask 077
draw() { od -An -N"$1" -tx1 /dev/urandom | tr -d ' \n'; }
{
  echo "POSTGRES_PASSWORD=$(draw 24)"
  echo "PREFECT_LOGIN=gouji:$(draw 18)"
  echo "AWS_ACCESS_KEY_ID=$(draw 10)"
  echo "AWS_SECRET_ACCESS_KEY=$(draw 24)"
} > .env.new
mv .env.new .env
