"""DaVinci Resolve where it takes no Python: its timeline, read and written through the mailbox of a Lua script."""

from footfall_bridge.hosts.resolve.mailbox import FOLDER_MARK, Mailbox, folder_of, lua, profiles_of, shim

__all__ = ["FOLDER_MARK", "Mailbox", "folder_of", "lua", "profiles_of", "shim"]
