#!/usr/bin/env bash
# The private PostGIS cluster of this checkout: its own folder and socket, no TCP, never run by root.
#
#   deploy/cluster.sh start             make it if need be, start it, write .local/database_url
#   deploy/cluster.sh stop
#   deploy/cluster.sh database NAME     make another database in it, for another city
#   deploy/cluster.sh remove            stop it and delete all its data
set -euo pipefail

checkout=$(cd "$(dirname "$0")/.." && pwd -P)
key=$(printf '%s' "$checkout" | sha256sum | cut -c1-12)
owner=patrolgrid  # the role inside the cluster

if [ "$(id -u)" = 0 ]; then
  # PostgreSQL refuses to run as root, and the postgres user may not be able to enter this checkout.
  base=/var/lib/patrolgrid/$key
  socket=$base/socket
  as_owner() { (cd / && runuser -u postgres -- "$@"); }
else
  base=$checkout/.local/postgres
  socket=$base/socket
  # A socket's path holds 107 bytes, and PostgreSQL appends a name of 19.
  if [ ${#socket} -gt 85 ]; then socket=${XDG_RUNTIME_DIR:-/tmp}/patrolgrid-$(id -u)-$key; fi
  as_owner() { (cd / && "$@"); }
fi

find_binaries() {
  local wanted
  wanted=$(as_owner cat "$base/data/PG_VERSION" 2>/dev/null || true)
  for folder in $(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -rV); do
    local version=${folder#/usr/lib/postgresql/}
    version=${version%/bin}
    [ -z "$wanted" ] || [ "$version" = "$wanted" ] || continue
    [ -x "$folder/initdb" ] || continue
    [ -f "/usr/share/postgresql/$version/extension/postgis.control" ] || continue
    echo "$folder"
    return
  done
  echo "PostgreSQL${wanted:+ $wanted} with PostGIS is not installed; run: apt-get install postgresql-${wanted:-NN}-postgis-3" >&2
  exit 1
}

make_folders() {
  if [ "$(id -u)" = 0 ]; then
    install -d -m 755 /var/lib/patrolgrid
    install -d -m 700 -o postgres -g postgres "$base" "$socket"
  else
    install -d -m 700 "$base" "$socket"
    [ -O "$socket" ] || { echo "$socket belongs to somebody else" >&2; exit 1; }
  fi
}

make_cluster() {
  as_owner "$bin/initdb" -D "$base/data" -U "$owner" --auth=trust --encoding=UTF8 --locale=C.UTF-8 >/dev/null
  as_owner tee -a "$base/data/postgresql.conf" >/dev/null <<CONF
listen_addresses = ''
unix_socket_directories = '$socket'
unix_socket_permissions = 0700
shared_buffers = 256MB
work_mem = 64MB
maintenance_work_mem = 256MB
max_wal_size = 2GB
CONF
}

# True when the folder's own server runs and answers on its socket.
running() { as_owner "$bin/pg_ctl" -D "$base/data" status >/dev/null 2>&1 && sql -c 'select 1' >/dev/null 2>&1; }
sql() { as_owner "$bin/psql" -qAtX -h "$socket" -U "$owner" -d postgres "$@"; }

make_database() {
  [[ "$1" =~ ^[a-z][a-z0-9_]*$ ]] || { echo "a database name has small letters, digits and _: $1" >&2; exit 2; }
  [ "$(sql -c "select 1 from pg_database where datname = '$1'")" = 1 ] || sql -c "create database $1"
}

start() {
  bin=$(find_binaries)
  make_folders
  exec 9>"/tmp/patrolgrid-$(id -u)-$key.lock"
  flock 9
  as_owner test -f "$base/data/PG_VERSION" || make_cluster
  # 9>&- keeps the server from inheriting the lock.
  running || as_owner "$bin/pg_ctl" -D "$base/data" -l "$base/log" -w start >/dev/null 9>&-
  make_database patrolgrid
  install -d -m 700 "$checkout/.local"
  echo "postgis://$owner@/patrolgrid?host=$socket" >"$checkout/.local/database_url"
}

stop() {
  bin=$(find_binaries)
  if as_owner "$bin/pg_ctl" -D "$base/data" status >/dev/null 2>&1; then
    as_owner "$bin/pg_ctl" -D "$base/data" -m fast -w stop >/dev/null
  fi
}

case "${1:-}" in
  start) start ;;
  stop) stop ;;
  database) start && make_database "${2:?name of the database}" ;;
  remove) stop && rm -rf "$base" "$checkout/.local/database_url" ;;
  *) sed -n '2,7s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
esac
