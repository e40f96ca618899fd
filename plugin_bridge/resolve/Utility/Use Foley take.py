"""Swaps the take that is heard under the selected clip."""

import os
import sys

VERB = "use take"


def support():
    """The folder of our modules: beside this script, or, if that is not told, where Resolve keeps scripts."""
    here = os.path.dirname(os.path.abspath(globals().get("__file__") or support.__code__.co_filename))
    roots = [
        "~/.local/share/DaVinciResolve",
        "~/Library/Application Support/Blackmagic Design/DaVinci Resolve",
        "%APPDATA%/Blackmagic Design/DaVinci Resolve/Support",
        "/opt/resolve",
        "/home/resolve",
        "/Library/Application Support/Blackmagic Design/DaVinci Resolve",
        "%PROGRAMDATA%/Blackmagic Design/DaVinci Resolve",
    ]
    scripts = [os.path.join(os.path.expandvars(os.path.expanduser(root)), "Fusion", "Scripts") for root in roots]
    for folder in [here, *[os.path.join(root, "Utility") for root in [os.path.dirname(here), *scripts]]]:
        if os.path.isdir(os.path.join(folder, ".footfall")):
            return os.path.join(folder, ".footfall")
    return None


def main():
    folder = support()
    if folder is None:
        print("Footfall: the folder .footfall is missing beside this script: install Footfall's scripts again")
        return
    for name in [name for name in sys.modules if name.split(".")[0] == "footfall_resolve"]:
        del sys.modules[name]  # of an earlier run, maybe of an older version
    sys.path.insert(0, folder)
    try:
        from footfall_resolve import commands

        commands.run(VERB, globals())
    finally:
        sys.path.remove(folder)


main()
