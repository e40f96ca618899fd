"""`footfall config`: the daemon's settings."""

from __future__ import annotations

from typing import Annotated

import typer

from footfall_bridge.cli import options as opt
from footfall_bridge.cli.output import Exit, as_json, printable, say, show_json

Key = Annotated[str, typer.Argument(metavar="KEY", help="A name that `footfall config list` shows.")]


def get_setting(key: Key, json: opt.Json = False) -> Exit:
    """Show one setting."""
    from footfall_bridge.client import Client
    from footfall_bridge.protocol import Refusal

    with Client() as client:
        found = next((setting for setting in client.settings().settings if setting.key == key), None)
    if found is None:
        raise Refusal("unknown-setting", f"there is no setting {key!r}: `footfall config list` shows them all")
    if json:
        show_json(as_json(found))
    else:
        say(_shown(found.value))
    return Exit.done


def set_setting(
    key: Key,
    value: Annotated[str | None, typer.Argument(metavar="VALUE")] = None,
    default: Annotated[bool, typer.Option("--default", help="Back to the default.")] = False,
    json: opt.Json = False,
) -> Exit:
    """Change one setting, at once and for good."""
    from footfall_bridge.client import Client
    from footfall_bridge.protocol import Refusal

    if (value is None) != default:
        raise Refusal("usage", "give a value, or --default")
    with Client() as client:
        changed = client.change_setting(key, value)
    if json:
        show_json(as_json(changed))
    else:
        say(f"{changed.key} = {_shown(changed.value)}")
    return Exit.done


def list_settings(json: opt.Json = False) -> Exit:
    """Show all settings, and the file that holds them."""
    from footfall_bridge.client import Client

    with Client() as client:
        listed = client.settings()
    if json:
        show_json(as_json(listed))
        return Exit.done
    for setting in listed.settings:
        changed = setting.default not in (setting.value, "")
        default = f" (default {_shown(setting.default)})" if changed else ""
        unit = f" {setting.unit}" if setting.unit else ""
        say(f"{setting.key} = {_shown(setting.value)}{unit}{default}\n    {setting.about}")
    say(printable(listed.file))
    return Exit.done


def _shown(value: str | float | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else printable(str(value))
