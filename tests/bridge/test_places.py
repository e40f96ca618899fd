"""Where Footfall keeps its files."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from footfall_bridge.places import HOME_VARIABLE, Places
from footfall_bridge.protocol import Refusal


@pytest.mark.skipif(sys.platform == "win32", reason="Windows guesses the folders of users that it does not know")
def test_a_tilde_that_names_no_user_is_part_of_the_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(HOME_VARIABLE, "~no-such-user")
    assert Places.of_user().root == tmp_path / "~no-such-user"


def test_a_folder_that_cannot_be_made_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "run").touch()
    with pytest.raises(Refusal, match="cannot be made") as caught:
        Places.below(tmp_path).make()
    assert caught.value.code == "no-folder"
    assert str(tmp_path / "run") in caught.value.message
