#!/usr/bin/env bash
# Install what serve.sh needs: PostgreSQL, PostGIS and osm2pgsql from Debian, Nominatim from PyPI into the folder $1.
set -euo pipefail
python=${PYTHON:-python3}
if ! { command -v osm2pgsql && ls /usr/lib/postgresql/*/bin/initdb /usr/share/postgresql/*/extension/postgis.control; } >/dev/null 2>&1; then
    [ "$(id -u)" = 0 ] || { echo "install as root: apt-get install postgresql postgresql-postgis osm2pgsql" >&2; exit 1; }
    apt-get update -qq
    # Without a cluster of the system's own: serve.sh makes one that ends with it.
    mkdir -p /etc/postgresql-common
    [ -e /etc/postgresql-common/createcluster.conf ] || echo "create_main_cluster = false" >/etc/postgresql-common/createcluster.conf
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql postgresql-postgis osm2pgsql >/dev/null
fi
mkdir -p "$1"
[ -e "$1/venv/bin/nominatim" ] || "$python" -m venv "$1/venv"
"$1/venv/bin/python" -m pip install --quiet nominatim-db==5.3.3 nominatim-api==5.3.3 falcon==4.4.0 uvicorn==0.54.0
