# Sourced by backup.sh and restore.sh: where the database is, and the newest programs of PostgreSQL.

# The address of a database of the site's server, as PostgreSQL's own programs read it.
address() {
  local url=${DATABASE_URL:-$(cat "$checkout/.local/database_url")}
  local name=${1:-${PATROLGRID_DB:-}}
  url=postgresql://${url#*://}
  if [ -z "$name" ]; then
    echo "$url"
  elif [[ "$url" == *\?* ]]; then
    echo "$url&dbname=$name"
  else
    echo "$url?dbname=$name"
  fi
}

bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
[ -n "$bin" ] || bin=$(dirname "$(command -v pg_dump || { echo "pg_dump is missing: apt-get install postgresql-client" >&2; exit 1; })")
