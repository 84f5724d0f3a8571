#!/usr/bin/env bash
# A dump of the database that a restore has been tried with, and old dumps go.
#
#   deploy/backup.sh FOLDER [DAYS]     keep dumps of DAYS days (30)
#
# The database is that of DATABASE_URL and PATROLGRID_DB, or the private one of this checkout.
set -euo pipefail
checkout=$(cd "$(dirname "$0")/.." && pwd -P)
. "$checkout/deploy/database.sh"

folder=${1:?folder of the dumps}
days=${2:-30}
umask 077  # a dump holds every name and home
mkdir -p "$folder"
name="$folder/patrolgrid-$(date -u +%Y%m%dT%H%M%SZ)"
# Under another name until it is whole, so that a dump that was cut off is never taken for one.
"$bin/pg_dump" --format=custom --no-owner --no-privileges --file="$name.part" --dbname="$(address)"
"$bin/pg_restore" --list "$name.part" >/dev/null
mv "$name.part" "$name.dump"
find "$folder" -maxdepth 1 -name 'patrolgrid-*.dump' -mtime "+$days" -delete
find "$folder" -maxdepth 1 -name 'patrolgrid-*.part' -mtime +1 -delete
echo "$name.dump"
