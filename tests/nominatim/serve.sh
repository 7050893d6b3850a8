#!/usr/bin/env bash
# A real Nominatim with the few places of invented.osm on 127.0.0.1:$1, in the folder $2, until it is stopped.
#
# Needs Debian's postgresql, postgresql-NN-postgis-3, its -scripts and osm2pgsql, and PyPI's nominatim-db, nominatim-api,
# falcon and uvicorn in the Python environment $2/venv. Nothing of the system's own PostgreSQL is touched: the server
# has its files, its socket and its port in $2, and both servers end with this script.
set -euo pipefail
port=$1 work=$(realpath "$2") here=$(dirname "$(realpath "$0")")
bin=$(ls -d /usr/lib/postgresql/*/bin | tail -1)
owner=$([ "$(id -u)" = 0 ] && echo postgres || id -un)  # PostgreSQL refuses to run as root
as_owner() { if [ "$(id -un)" = "$owner" ]; then "$@"; else (cd / && setpriv --reuid="$owner" --regid="$owner" --init-groups "$@"); fi; }

rm -rf "$work/cluster" "$work/project" "$work/socket"
mkdir -p "$work/cluster" "$work/project" "$work/socket"
chown "$owner" "$work/cluster" "$work/socket"
as_owner "$bin/initdb" --auth=trust --encoding=UTF8 --locale=C.UTF-8 -D "$work/cluster" >"$work/initdb.log"
# Nothing to lose at a crash: it need not wait for the disk.
as_owner "$bin/pg_ctl" -D "$work/cluster" -w -l "$work/cluster/log" start \
    -o "-c listen_addresses='' -k $work/socket -c fsync=off -c synchronous_commit=off -c full_page_writes=off" >/dev/null
trap 'kill ${web:-} 2>/dev/null || true; as_owner "$bin/pg_ctl" -D "$work/cluster" -m immediate stop >/dev/null' EXIT
trap 'exit 0' TERM INT
for role in root www-data; do
    as_owner "$bin/createuser" -h "$work/socket" -U "$owner" $([ $role = root ] && echo --superuser) "$role"
done
export NOMINATIM_DATABASE_DSN="pgsql:host=$work/socket;dbname=nominatim;user=root"
"$work/venv/bin/nominatim" import --project-dir "$work/project" --osm-file "$here/invented.osm" \
    --no-updates --offline -j 2 >"$work/import.log" 2>&1
cd "$work/project"
"$work/venv/bin/nominatim" serve --server "127.0.0.1:$port" >"$work/serve.log" 2>&1 &
web=$!
wait $web
