#!/bin/sh
# Installs Footfall for one user, without root: an environment of its own, and two commands on the path.
# Beside this script lie the wheel and the versions that go with it. Engines are fetched at first start.
set -eu

say() { printf '%s\n' "$*"; }
stop() { printf 'footfall: %s\n' "$*" >&2; exit 1; }

usage() {
    say "usage: install.sh [--prefix DIR] [--python PROGRAM]   install, or upgrade"
    say "       install.sh [--prefix DIR] --remove [--purge]   remove; --purge also the queue, settings and engines"
}

here=$(cd "$(dirname "$0")" && pwd)
prefix=${HOME:?}/.local
python=python3
remove=
purge=
while [ $# -gt 0 ]; do
    case "$1" in
        --prefix) [ $# -gt 1 ] || stop "--prefix wants a folder"; prefix=$2; shift ;;
        --python) [ $# -gt 1 ] || stop "--python wants a program"; python=$2; shift ;;
        --remove) remove=yes ;;
        --purge) purge=--purge ;;
        --help | -h) usage; exit 0 ;;
        *) usage >&2; exit 2 ;;
    esac
    shift
done
case "$prefix" in
    /*) ;;
    *) prefix=$(pwd)/$prefix ;;
esac
app=$prefix/lib/footfall

if [ -n "$remove" ]; then
    [ -x "$app/bin/footfall" ] || stop "nothing is installed in $app"
    # shellcheck disable=SC2086 # one word, or none
    "$app/bin/footfall" uninstall --yes $purge > /dev/null
    for command in footfall footfall-tray; do
        [ "$(readlink "$prefix/bin/$command" || true)" != "$app/bin/$command" ] || rm "$prefix/bin/$command"
    done
    rm -r "$app"
    say "Footfall is removed. Your audio stays where it is."
    exit 0
fi

wheel=$(find "$here" -maxdepth 1 -name 'footfall-*.whl')
[ -f "$wheel" ] || stop "the wheel is missing: unpack the whole archive, and start this from there"
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2> /dev/null \
    || stop "Python 3.11 or newer is needed: --python names one"
[ -e "$app/bin/footfall" ] || [ ! -e "$app" ] || stop "$app is there and not ours: choose another --prefix"
"$python" -m venv --upgrade-deps "$app" \
    || stop "Python's venv module does not work: install it (on Debian the package python3-venv)"
"$app/bin/python" -m pip --disable-pip-version-check install --quiet --constraint "$here/constraints.txt" \
    "footfall[gui,otio] @ file://$wheel" || stop "pip could not install it: its words stand above"
mkdir -p "$prefix/bin"
for command in footfall footfall-tray; do
    [ -x "$app/bin/$command" ] || continue
    target=$prefix/bin/$command
    [ ! -e "$target" ] || [ -L "$target" ] || stop "$target is there and not ours: choose another --prefix"
    ln -sfn "$app/bin/$command" "$target"
done
"$app/bin/footfall" setup desktop --yes > /dev/null || say "the entry among the programs was left as it is: footfall setup desktop"
say "Footfall is installed in $app."
case ":$PATH:" in
    *":$prefix/bin:"*) say "Next: footfall engines setup" ;;
    *) say "Next: $prefix/bin/footfall engines setup   ($prefix/bin is not on your path)" ;;
esac
