"""Templates, as the reference implementation of Open Job Description reads them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from openjd.model import DocumentType, create_job, decode_job_template, document_string_to_object
from openjd.model import preprocess_job_parameters as with_defaults

from footfall_bridge.farm.job import FarmJob
from footfall_bridge.farm.sheet import order_of as read
from footfall_bridge.farm.template import template_of, text_of_template
from footfall_bridge.protocol import Order, Refusal
from tests.bridge.farm.orders import job_of, order_of

ODD = (
    "/film/two words.mov",
    '/film/it\'s "quoted" & 100%.mov',
    "/film/雨の日.mov",
    "/film/emoji 🎬 \u2028 line.mov",
    "/film/-rf.mov",
    "/film/{single}.mov",
    "/film/\u0085 nel \x7f del \ufeff bom.mov",
    "/film/tab\tand\nnewline.mov",
    "/film/a: b # c, [d].mov",
    "C:\\film\\new\\ride.mov",
)


def accepted(job: FarmJob, sheet: str | None = None) -> Any:
    """The job that a farm makes of the template, read as YAML."""
    text = text_of_template(template_of(job, sheet))
    read = document_string_to_object(document=text, document_type=DocumentType.YAML)
    assert read == json.loads(text)
    template = decode_job_template(template=read)
    here = Path("/farm/job")
    values = with_defaults(
        job_template=template, job_parameter_values={}, job_template_dir=here, current_working_dir=here
    )
    return create_job(job_template=template, job_parameter_values=values)


def test_each_clip_is_a_task_with_its_media() -> None:
    job = accepted(job_of(*(order_of(path) for path in ODD)))
    (step,) = job.steps
    space = step.parameterSpace.taskParameterDefinitions
    assert list(space["Clip"].range) == list(range(1, len(ODD) + 1))
    assert list(space["Media"].range) == list(ODD)
    assert step.parameterSpace.combination == "(Clip, Media)"


@pytest.mark.parametrize("name", ["{{x}}", "a" * 500, "\n", "cut -o \u0007", "雨 {{ Param.Output }}", ""])
def test_a_timeline_may_be_called_as_it_likes(name: str) -> None:
    assert accepted(job_of(order_of(), name=name)).name.startswith("Foley:")


def test_the_output_is_a_folder_beside_the_template() -> None:
    job = accepted(job_of(order_of()))
    assert job.parameters["Output"].value == "/farm/job/Foley"


def test_three_thousand_clips_are_steps_of_no_more_than_a_thousand_and_twenty_four() -> None:
    job = job_of(*(order_of(f"/film/{number}.mov", number) for number in range(3000)))
    assert [(step.name, len(step.orders)) for step in job.steps] == [
        ("Foley 1-1024", 1024),
        ("Foley 1025-2048", 1024),
        ("Foley 2049-3000", 952),
    ]
    made = accepted(job, "job.orders.json")
    media = [list(step.parameterSpace.taskParameterDefinitions["Media"].range) for step in made.steps]
    assert [path for part in media for path in part] == [f"/film/{number}.mov" for number in range(3000)]


def test_every_step_has_the_orders_of_its_own_clips(tmp_path: Path) -> None:
    orders = [order_of(first=number, prompt="{{x}}") for number in range(1025)]
    job = accepted(job_of(*orders))
    files = [step.script.embeddedFiles[0] for step in job.steps]
    for file, number in zip(files, (1, 1025), strict=True):
        sheet = tmp_path / f"{number}.json"
        sheet.write_text(str(file.data))
        again = read(sheet, number, media="/film/ride.mov", proxy=None, dest="/out")
        assert again == orders[number - 1].model_copy(update={"dest": "/out"})


def test_orders_beside_the_template_are_a_file_that_goes_with_the_job() -> None:
    job = accepted(job_of(order_of()), "job.orders.json")
    assert job.parameters["Orders"].value == "/farm/job/job.orders.json"
    (step,) = job.steps
    assert step.script.embeddedFiles is None


def test_only_engines_that_want_a_gpu_get_one() -> None:
    orders = [order_of(engine="sketch"), order_of(engine="hunyuan-xl"), order_of(first=1, engine="sketch")]
    job = accepted(job_of(*orders, on_gpu=frozenset(("hunyuan-xl",))))
    sketch, hunyuan = job.steps
    assert sketch.hostRequirements is None
    (amount,) = hunyuan.hostRequirements.amounts
    assert (amount.name, amount.min) == ("amount.worker.gpu", 1)
    assert [entered(step) for step in job.steps] == ["farm enter sketch", "farm enter hunyuan-xl"]


def entered(step: Any) -> str:
    (environment,) = step.stepEnvironments
    return " ".join(environment.script.actions.onEnter.args)


def test_a_proxy_is_mapped_like_its_media() -> None:
    job = accepted(job_of(order_of("/film/a.r3d", proxy="/film/a.mov"), order_of("/film/b.mov")))
    (step,) = job.steps
    assert list(step.parameterSpace.taskParameterDefinitions["Proxy"].range) == ["/film/a.mov", "/film/b.mov"]
    assert "--proxy={{Task.Param.Proxy}}" in step.script.actions.onRun.args


def test_a_task_is_told_before_it_is_ended() -> None:
    (step,) = accepted(job_of(order_of())).steps
    assert step.script.actions.onRun.cancelation.mode == "NOTIFY_THEN_TERMINATE"


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/film/{{a.mov", "bad-name"),
        ("/film/a}}.mov", "bad-name"),
        ("/film/" + "a" * 1024, "path-too-long"),
    ],
)
def test_a_path_that_no_template_can_hold_is_refused(path: str, code: str) -> None:
    with pytest.raises(Refusal) as caught:
        template_of(job_of(order_of(path)))
    assert caught.value.code == code


def test_a_reader_of_yaml_in_python_reads_it_too() -> None:
    text = text_of_template(template_of(job_of(*(order_of(path) for path in ODD))))
    assert yaml.safe_load(text) == json.loads(text)


def test_orders_are_numbered_through_all_engines() -> None:
    orders: list[Order] = [order_of(first=number, engine=engine) for number, engine in enumerate("abab")]
    steps = job_of(*orders).steps
    assert [(step.name, step.engine, list(step.orders)) for step in steps] == [
        ("Foley 1-2", "a", [1, 2]),
        ("Foley 3-4", "b", [3, 4]),
    ]
    assert [order.clip.source_in for step in steps for order in step.orders.values()] == [
        orders[number].clip.source_in for number in (0, 2, 1, 3)
    ]
