"""A Quick Action of macOS: a folder of Automator's that runs a command with the files selected in Finder."""

from __future__ import annotations

import plistlib
from typing import Final

_RUN_SCRIPT: Final = "com.apple.RunShellScript"
_AS_ARGUMENTS: Final = 1


def quick_action(label: str, command: str) -> dict[str, bytes]:
    """The files in `Contents`. `command` is the shell's; the files follow it."""
    return {"Info.plist": plistlib.dumps(_info(label)), "document.wflow": plistlib.dumps(_document(command))}


def _info(label: str) -> dict[str, object]:
    service = {
        "NSMenuItem": {"default": label},
        "NSMessage": "runWorkflowAsService",
        "NSRequiredContext": {"NSApplicationIdentifier": "com.apple.finder"},
        "NSSendFileTypes": ["public.movie"],
    }
    return {"NSServices": [service]}


def _document(command: str) -> dict[str, object]:
    # In the background: a service that waits for the daemon to start keeps a wheel turning in the menu bar.
    script = f'{command} -- "$@" > /dev/null 2>&1 &\n'
    action = {
        "BundleIdentifier": _RUN_SCRIPT,
        "ActionBundlePath": "/System/Library/Automator/Run Shell Script.action",
        "ActionName": "Run Shell Script",
        "AMActionVersion": "2.0.3",
        "AMAccepts": {"Container": "List", "Optional": True, "Types": ["com.apple.cocoa.string"]},
        "AMProvides": {"Container": "List", "Types": ["com.apple.cocoa.string"]},
        "Class Name": "RunShellScriptAction",
        "ActionParameters": {
            "COMMAND_STRING": script,
            "CheckedForUserDefaultShell": True,
            "inputMethod": _AS_ARGUMENTS,
            "shell": "/bin/sh",
            "source": "",
        },
    }
    meta = {
        "workflowTypeIdentifier": "com.apple.Automator.servicesMenu",
        "serviceInputTypeIdentifier": "com.apple.Automator.fileSystemObject.movie",
        "serviceOutputTypeIdentifier": "com.apple.Automator.nothing",
        "serviceApplicationBundleID": "com.apple.finder",
        "serviceApplicationPath": "/System/Library/CoreServices/Finder.app",
        "serviceProcessesInput": 0,
    }
    return {
        "AMApplicationVersion": "2.10",
        "AMDocumentVersion": "2",
        "actions": [{"action": action, "isViewVisible": True}],
        "connectors": {},
        "workflowMetaData": meta,
    }
