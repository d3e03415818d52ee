#!/bin/sh
# Install Debian's Chromium, in which the tests look at pages. `make browser` calls this.
# Where it cannot be installed (no root, no apt-get) it says so, and the tests that need it are skipped with the reason.
set -eu
cd "$(dirname "$0")/.."

if ! command -v chromium >/dev/null; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        printf 'Chromium is missing: installing it with apt-get ...\n' >&2
        { apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
            apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk; } >.venv-apt.log 2>&1 &&
            rm -f .venv-apt.log ||
            printf 'apt-get could not install it (its words: .venv-apt.log); tests in a browser are skipped\n' >&2
    else
        printf 'Chromium is missing; tests in a browser are skipped. Debian: sudo apt-get install chromium fonts-noto-cjk\n' >&2
    fi
fi
touch .venv/.chromium
