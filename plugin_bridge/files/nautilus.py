"""Generate Foley, in the right-click menu of Nautilus: for nautilus-python of any version."""

from gi.repository import Gio, GLib, GObject, Nautilus

COMMAND = ["footfall"]  # written here when this is installed
KINDS = ("video/", "application/mxf")


class FootfallMenu(GObject.GObject, Nautilus.MenuProvider):
    def get_file_items(self, *args):
        """Up to 3.x the window comes before the files."""
        files = args[-1]
        paths = [file.get_location().get_path() for file in files]
        if not files or None in paths or not all(file.get_mime_type().startswith(KINDS) for file in files):
            return []
        item = Nautilus.MenuItem(
            name="Footfall::generate",
            label="Generate Foley",
            tip="Let Footfall make the sound, beside the file",
            icon="footfall",
        )
        item.connect("activate", self._generate, paths)
        return [item]

    def get_background_items(self, *args):
        return []

    def _generate(self, _item, paths):
        try:
            Gio.Subprocess.new([*COMMAND, "--", *paths], Gio.SubprocessFlags.NONE)
        except GLib.Error as error:
            trouble = Gio.Notification.new("Footfall cannot be started")
            trouble.set_body(f"{error.message}. Run `footfall setup files` again.")
            Gio.Application.get_default().send_notification(None, trouble)
