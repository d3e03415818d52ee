#!/bin/sh
# Install LibreOffice Writer, in which the tests open the Word files of letters. `make test` calls this.
# Where it cannot be installed (no root, no apt-get) it says so, and the tests that need it are skipped with the reason.
set -eu
cd "$(dirname "$0")/.."

if ! command -v soffice >/dev/null; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        printf 'LibreOffice Writer is missing: installing it with apt-get ...\n' >&2
        { apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
            apt-get install -y -qq --no-install-recommends libreoffice-writer-nogui; } >.venv-apt.log 2>&1 &&
            rm -f .venv-apt.log ||
            printf 'apt-get could not install it (its words: .venv-apt.log); tests that open Word files are skipped\n' >&2
    else
        printf 'LibreOffice is missing; tests that open Word files are skipped. Debian: sudo apt-get install libreoffice-writer-nogui\n' >&2
    fi
fi
touch .venv/.office
