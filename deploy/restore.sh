#!/usr/bin/env bash
# Bring a dump back into an empty database.
#
#   deploy/restore.sh FILE.dump NAME     make database NAME and fill it; refused if NAME exists
#
# The server is that of DATABASE_URL, or the private one of this checkout. The site is not touched: look at the
# restored database first (PATROLGRID_DB=NAME), then point the site at it.
set -euo pipefail
checkout=$(cd "$(dirname "$0")/.." && pwd -P)
. "$checkout/deploy/database.sh"

file=${1:?the dump}
name=${2:?name of a database that does not exist yet}
[[ "$name" =~ ^[a-z][a-z0-9_]*$ ]] || { echo "a database name has small letters, digits and _: $name" >&2; exit 2; }
[ -r "$file" ] || { echo "cannot read $file" >&2; exit 2; }
"$bin/pg_restore" --list "$file" >/dev/null || { echo "$file is not a whole dump" >&2; exit 2; }
if [ "$("$bin/psql" -qAtX --dbname="$(address postgres)" -c "select 1 from pg_database where datname = '$name'")" = 1 ]; then
  echo "$name exists already: name another, or drop it first" >&2
  exit 2
fi
"$bin/psql" -qX --dbname="$(address postgres)" -c "create database $name"
# All or nothing: half a restore looks like a whole one.
if ! "$bin/pg_restore" --exit-on-error --single-transaction --no-owner --no-privileges \
  --dbname="$(address "$name")" "$file"; then
  "$bin/psql" -qX --dbname="$(address postgres)" -c "drop database $name"
  echo "nothing was restored" >&2
  exit 1
fi
"$bin/psql" -qX --dbname="$(address "$name")" -c analyze
echo "restored into $name"
