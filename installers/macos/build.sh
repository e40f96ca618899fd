#!/bin/sh
# Builds Footfall's package for Macs with Apple's own chips, on such a Mac: dist/footfall-VERSION.pkg.
# --dry-run lays out all that goes in, and says what would be called; that works on any system.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
python=${PYTHON:-python3}
dry=
[ "${1:-}" != --dry-run ] || dry=yes
version=$("$python" -c 'import sys, tomllib; print(tomllib.load(open(sys.argv[1], "rb"))["project"]["version"])' \
    "$root/pyproject.toml")
minor=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
stage=$root/build/macos
home="$stage/payload/Library/Application Support/Footfall"

call() {
    if [ -n "$dry" ]; then printf '%s\n' "$*"; else "$@"; fi
}

rm -rf "$stage"
mkdir -p "$home/wheels" "$stage/payload/Library/LaunchAgents" "$stage/scripts" "$root/dist"
cp "$root/constraints.txt" "$home/"
cp "$here/uninstall.sh" "$home/uninstall.sh"
cp "$here/org.footfall.tray.plist" "$stage/payload/Library/LaunchAgents/"
for name in distribution.xml postinstall; do
    sed -e "s/@VERSION@/$version/g" -e "s/@PYTHON@/$minor/g" "$here/$name" > "$stage/$name"
done
mv "$stage/postinstall" "$stage/scripts/postinstall"
chmod 755 "$stage/scripts/postinstall" "$home/uninstall.sh"
cd "$root"
call "$python" -m pip wheel --no-deps --wheel-dir "$home/wheels" "$root"
call "$python" -m pip download --only-binary :all: --constraint constraints.txt --find-links "$home/wheels" \
    --dest "$home/wheels" "footfall[gui,otio]==$version" pip
call pkgbuild --root "$stage/payload" --scripts "$stage/scripts" --identifier org.footfall --version "$version" \
    --ownership recommended "$stage/footfall-app.pkg"
call productbuild --distribution "$stage/distribution.xml" --package-path "$stage" "$root/dist/footfall-$version.pkg"
