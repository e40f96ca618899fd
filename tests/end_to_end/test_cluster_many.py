"""Five hundred clips over four workers on two nodes of a real Ray, one of which dies: each is made once."""

from __future__ import annotations

from pathlib import Path

import pytest

from footfall_bridge.places import HOME_VARIABLE, Places
from tests.end_to_end.abroad import elsewhere, joined
from tests.end_to_end.crowd import OPTIONS, check_as_alone, made_amid
from tests.end_to_end.house import a_house
from tests.end_to_end.raylets import raylets
from tests.synthetic.install import environment
from tests.synthetic.options import Cost

QUICK = OPTIONS.model_copy(update={"step": Cost(per_token=0.8e-3)})
"""Half the workers make nearly all: the node dies as soon as all are at work."""


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_node_that_dies_amid_five_hundred_clips_loses_nothing(tmp_path: Path) -> None:
    engines = environment(tmp_path / "packages", QUICK)
    with (
        raylets(nodes=2, gpus=2, extra=engines) as cluster,
        joined(tmp_path / "abroad", cluster.client_address, cluster, engines, count=4) as house,
    ):
        victim = cluster.nodes[-1]
        wavs = made_amid(house, lambda client: cluster.kill(victim))
        assert {worker.node for worker in elsewhere(house)} == {cluster.head.name}
        there = Places.below(Path(cluster.home_of(cluster.head.name)[HOME_VARIABLE]))
        assert list(there.runtime.rglob("*.npy")) == []
    with a_house(tmp_path / "alone", engines) as house:
        check_as_alone(house, wavs)
