#!/bin/sh
# Write requirements/*.txt anew from pyproject.toml: exact versions, hashes, and no addresses.
# Usage: scripts/lock.sh UV     (UV: the uv program; `make lock` installs the locked one)
set -eu
uv=$1
cd "$(dirname "$0")/.."

compile() {
    out=$1
    shift
    "$uv" pip compile --quiet --no-config --upgrade --universal --python-version 3.11 --generate-hashes \
        --no-header --no-annotate --no-emit-index-url --no-emit-find-links \
        --output-file "requirements/$out.txt" "$@"
}

compile core pyproject.toml
compile dev pyproject.toml --group pyproject.toml:dev --constraint requirements/core.txt
compile bench pyproject.toml --group pyproject.toml:bench --constraint requirements/dev.txt
compile fuzz --group pyproject.toml:fuzz --constraint requirements/dev.txt
compile spark --group pyproject.toml:spark --constraint requirements/dev.txt
compile data --group pyproject.toml:data --no-deps
compile fit --group pyproject.toml:fit --constraint requirements/dev.txt
compile lock --group pyproject.toml:lock

if grep -n '://' requirements/*.txt; then
    echo "A lock file holds an address; see docs/decisions/0002-locks-and-set-up.md." >&2
    exit 1
fi
wc -l requirements/*.txt
