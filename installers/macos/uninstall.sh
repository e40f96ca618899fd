#!/bin/sh
# Removes Footfall from this Mac: sudo sh "/Library/Application Support/Footfall/uninstall.sh" [--purge]
# Audio stays. --purge also removes your queue, settings and fetched weights.
set -eu

home="/Library/Application Support/Footfall"
agent=/Library/LaunchAgents/org.footfall.tray.plist
user=${SUDO_USER:-$(stat -f %Su /dev/console)}
[ "$(id -u)" = 0 ] || { echo "run this with sudo" >&2; exit 1; }
launchctl bootout "gui/$(id -u "$user")" "$agent" 2> /dev/null || true
if [ "${1:-}" = --purge ]; then
    sudo -u "$user" -H "$home/app/bin/footfall" uninstall --yes --purge
else
    sudo -u "$user" -H "$home/app/bin/footfall" uninstall --yes
fi
for command in footfall footfall-tray; do
    [ "$(readlink "/usr/local/bin/$command" || true)" != "$home/app/bin/$command" ] || rm "/usr/local/bin/$command"
done
rm -rf "$home" "$agent"
pkgutil --forget org.footfall > /dev/null
echo "Footfall is removed. Your audio stays where it is."
