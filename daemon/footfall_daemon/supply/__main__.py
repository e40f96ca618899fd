"""`python -m footfall_daemon.supply`: lists engines; pulls, verifies and removes their weights; in JSON lines."""

from __future__ import annotations

import argparse
import contextlib
import logging
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from pydantic import BaseModel

from footfall_bridge.places import Places
from footfall_bridge.protocol import Refusal
from footfall_daemon.catalog import Catalog, EngineInfo
from footfall_daemon.library import Library
from footfall_daemon.supply.events import Failure, Listing, Pulled, Removed, Verified
from footfall_daemon.supply.listing import listing
from footfall_daemon.supply.pulling import Request, pulled
from footfall_daemon.supply.removing import removed
from footfall_daemon.supply.verifying import verified

_INTERRUPTED = 130
"""As a shell has it for a program that Ctrl-C ended."""


def main(arguments: Sequence[str] | None = None) -> int:
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")  # the hub's library is imported later, and looks then
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    try:
        _say(_answer(_parser().parse_args(arguments)))
    except Refusal as refusal:
        _say(Failure(code=refusal.code, message=refusal.message))
        return 1
    except KeyboardInterrupt:
        with contextlib.suppress(BrokenPipeError):
            _say(Failure(code="interrupted", message="stopped before the end: what has come stays, pull again"))
        return _INTERRUPTED
    return 0


def _answer(given: argparse.Namespace) -> Listing | Pulled | Verified | Removed:
    catalog, library = Catalog(), Library(Places.of_user().weights)
    match given.command:
        case "list":
            return listing(catalog, library)
        case "verify":
            return verified(_engine(catalog, given.engine), library, _say)
        case "remove":
            return removed(_engine(catalog, given.engine), library)
    request = Request(engine=_engine(catalog, given.engine), folder=given.folder, accepted=given.accept_licence)
    return pulled(request, library, _say)


def _engine(catalog: Catalog, name: str) -> EngineInfo:
    if name not in catalog:
        raise Refusal("unknown-engine", f"there is no engine {name!r}: there is {', '.join(catalog.names())}")
    return catalog[name]


def _say(line: BaseModel) -> None:
    sys.stdout.write(line.model_dump_json() + "\n")
    sys.stdout.flush()


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise Refusal("bad-arguments", message)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="footfall_daemon.supply", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("list", help="what engines there are, and what each lacks")
    pull = commands.add_parser("pull", help="get the weights of an engine")
    pull.add_argument("engine")
    pull.add_argument("--from", dest="folder", type=Path, help="take them from files below this folder")
    pull.add_argument("--accept-licence", action="store_true", help="the user has accepted the terms")
    verify = commands.add_parser("verify", help="read the weights of an engine again, every byte")
    verify.add_argument("engine")
    remove = commands.add_parser("remove", help="remove what was fetched for an engine")
    remove.add_argument("engine")
    return parser


if __name__ == "__main__":
    with contextlib.suppress(BrokenPipeError):  # whoever asked has gone: nobody to tell
        sys.exit(main())
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(1)
