"""A job template of Open Job Description (specification version 2023-09): a task for each clip.

Decides alone: nothing is read or written here. Limits are those of the specification's template schemas.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from footfall_bridge.farm.job import FarmJob, Step
from footfall_bridge.farm.sheet import text_of
from footfall_bridge.protocol import Order, Refusal

LARGEST: Final = 300_000
"""Characters of a template that holds its orders itself; beyond that farms begin to refuse what is submitted."""
_LONGEST_NAME: Final = 128
_LONGEST_PATH: Final = 1024
_NOTICE: Final = 30
"""Seconds from the notice that a task is cancelled to its end."""

_UNPRINTED: Final = re.compile("[^\n -~\u00a0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
"""What YAML takes for something else, or refuses, where JSON would take it as it is."""


def template_of(job: FarmJob, sheet: str | None = None) -> dict[str, Any]:
    """`sheet`: the name of the file beside the template that has the orders; None: the template has them itself.

    Raises `Refusal`: bad-name, path-too-long.
    """
    return {
        "specificationVersion": "jobtemplate-2023-09",
        "name": f"Foley: {_plain(job.name)}"[:_LONGEST_NAME].strip(),
        "parameterDefinitions": list(_parameters(job, sheet)),
        "steps": [_step(step, sheet=sheet is not None) for step in job.steps],
    }


def text_of_template(template: Mapping[str, Any]) -> str:
    """JSON that is YAML, too."""
    text = json.dumps(template, indent=1, ensure_ascii=False) + "\n"
    return _UNPRINTED.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _parameters(job: FarmJob, sheet: str | None) -> Iterator[dict[str, Any]]:
    yield {
        "name": "Output",
        "type": "PATH",
        "objectType": "DIRECTORY",
        "dataFlow": "OUT",
        "default": job.output,
        "description": "The folder of the WAVs. It is made where there is none.",
    }
    if sheet is not None:
        yield {
            "name": "Orders",
            "type": "PATH",
            "objectType": "FILE",
            "dataFlow": "IN",
            "default": sheet,
            "description": "What is ordered for each clip. It was written beside this template.",
        }
    yield {
        "name": "Footfall",
        "type": "STRING",
        "default": "footfall",
        "minLength": 1,
        "description": "How the command is called on the nodes.",
    }


def _step(step: Step, *, sheet: bool) -> dict[str, Any]:
    paths = _paths(step.orders)
    found: dict[str, Any] = {"name": step.name, "stepEnvironments": [_environment(step.engine)]}
    if step.on_gpu:
        found["hostRequirements"] = {"amounts": [{"name": "amount.worker.gpu", "min": 1}]}
    found["parameterSpace"] = {
        "taskParameterDefinitions": [
            {"name": "Clip", "type": "INT", "range": list(step.orders)},
            *({"name": name, "type": "PATH", "range": values} for name, values in paths.items()),
        ],
        "combination": f"(Clip, {', '.join(paths)})",
    }
    found["script"] = _script(step.orders, list(paths), sheet=sheet)
    return found


def _paths(orders: Mapping[int, Order]) -> dict[str, list[str]]:
    """A value for each clip. Where only some have a proxy, the media stands for that of the others."""
    clips = [order.clip for order in orders.values()]
    found = {"Media": [_value(clip.media or "") for clip in clips]}
    if any(clip.proxy for clip in clips):
        found["Proxy"] = [_value(clip.proxy or clip.media or "") for clip in clips]
    return found


def _value(path: str) -> str:
    if "{{" in path or "}}" in path:
        raise Refusal("bad-name", f"{path!r} holds double braces, which a farm takes for its own: rename it")
    if len(path) > _LONGEST_PATH:
        words = f"{path[:40]!r}... is longer than {_LONGEST_PATH} characters: a farm's job takes no longer path"
        raise Refusal("path-too-long", words)
    return path


def _environment(engine: str) -> dict[str, Any]:
    """A session keeps a daemon of its node for all of its tasks, and learns early that a node lacks the engine."""
    return {
        "name": "Footfall",
        "script": {
            "actions": {
                "onEnter": _action("enter", engine),
                "onExit": _action("leave"),
            }
        },
    }


def _script(orders: Mapping[int, Order], paths: Sequence[str], *, sheet: bool) -> dict[str, Any]:
    where = "{{Param.Orders}}" if sheet else "{{Task.File.Orders}}"
    told = [f"--{name.lower()}={{{{Task.Param.{name}}}}}" for name in paths]
    run = _action("run", where, "{{Task.Param.Clip}}", *told, "--output={{Param.Output}}")
    run["cancelation"] = {"mode": "NOTIFY_THEN_TERMINATE", "notifyPeriodInSeconds": _NOTICE}
    script: dict[str, Any] = {"actions": {"onRun": run}}
    if not sheet:
        file = {"name": "Orders", "type": "TEXT", "filename": "orders.json", "data": text_of(orders)}
        script["embeddedFiles"] = [file]
    return script


def _action(*words: str) -> dict[str, Any]:
    return {"command": "{{Param.Footfall}}", "args": ["farm", *words]}


def _plain(name: str) -> str:
    """What a job may be called: no control characters, no double braces."""
    printable = "".join(letter for letter in name if letter.isprintable())
    return re.sub(r"([{}])\1+", r"\1", printable)
