"""Which contacts sound and as what; nothing is struck that the picture does not show."""

from __future__ import annotations

import numpy as np
import pytest

from footfall_daemon.cues import ContactKind
from tests.engine.sketch.meters import Signal, decibels
from tests.engine.sketch.studio import RATE, Studio, contact, steps, swings

HITTING = ["", "footsteps on wood", "metal impact", "basketball", "knock", "clap", "door slams", "glass shatters",
           "splash", "xyzzy"]  # fmt: skip


def peak(wave: Signal, first: float = 0.0, last: float = 1e9) -> float:
    return decibels(float(np.abs(wave[:, int(first * RATE) : int(min(last, 1e4) * RATE)]).max()))


@pytest.mark.parametrize("prompt", HITTING)
def test_without_contacts_nothing_is_struck(studio: Studio, prompt: str) -> None:
    wave = studio.make(studio.order(prompt=prompt, curves=swings(3.0, 0.5)))
    assert -60 < peak(wave) < -40


@pytest.mark.parametrize("prompt", HITTING)
def test_uncertain_contacts_and_coincidences_do_not_sound(studio: Studio, prompt: str) -> None:
    doubtful = [contact(1.0, confidence=0.49), contact(2.0, ContactKind.coincidence)]
    quiet = studio.make(studio.order(prompt=prompt))
    assert np.array_equal(studio.make(studio.order(doubtful, prompt=prompt)), quiet)


def test_half_confidence_is_enough(studio: Studio) -> None:
    assert peak(studio.make(studio.order([contact(1.0, confidence=0.5)]))) > -14


@pytest.mark.parametrize("kind", [ContactKind.impact, ContactKind.stop, ContactKind.merge, ContactKind.step])
def test_hits_take_every_kind_of_contact(studio: Studio, kind: ContactKind) -> None:
    assert peak(studio.make(studio.order([contact(1.0, kind)], prompt="knock"))) > -14


def test_footsteps_take_steps_and_leave_the_rest(studio: Studio) -> None:
    contacts = [*steps(0.5), contact(1.5)]
    wave = studio.make(studio.order(contacts, prompt="footsteps on wood"))
    assert peak(wave, 0.4, 1.0) > -14
    assert peak(wave, 1.4, 2.0) < -40


def test_where_no_steps_were_seen_impacts_serve(studio: Studio) -> None:
    assert peak(studio.make(studio.order([contact(1.0)], prompt="footsteps on wood"))) > -14


def test_impacts_never_serve_as_steps_beside_another_hit(studio: Studio) -> None:
    both = studio.make(studio.order([contact(1.0)], prompt="footsteps on wood, knock"))
    assert np.array_equal(both, studio.make(studio.order([contact(1.0)], prompt="knock")))


def test_steps_and_impacts_part_ways(studio: Studio) -> None:
    contacts = [*steps(0.5), contact(1.5)]
    wave = studio.make(studio.order(contacts, prompt="footsteps on snow, metal impact"))
    assert peak(wave, 0.4, 1.0) > -14
    assert peak(wave, 2.2, 2.6) > -40  # the metal still rings


def test_two_kinds_of_hits_go_to_two_things(studio: Studio) -> None:
    contacts = [contact(0.5, track=4), contact(1.5, track=9)]
    wave = studio.make(studio.order(contacts, prompt="wood knock, metal clang", negative="room tone"))
    assert peak(wave, 1.2, 1.4) < -60
    assert peak(wave, 2.2, 2.4) > -40


def test_an_ambience_alone_ignores_contacts(studio: Studio) -> None:
    assert np.array_equal(
        studio.make(studio.order([contact(1.0)], prompt="rain")), studio.make(studio.order(prompt="rain"))
    )


def test_the_room_may_be_excluded(studio: Studio) -> None:
    assert not studio.make(studio.order(prompt="knock, no room tone")).any()


def test_excluded_hits_do_not_sound_without_a_prompt_either(studio: Studio) -> None:
    assert peak(studio.make(studio.order([contact(1.0)], negative="impacts"))) < -40


def test_a_fast_swing_whooshes_and_a_slow_one_does_not(studio: Studio) -> None:
    fast = studio.make(studio.order(prompt="whoosh", curves=swings(3.0, 2.5)))
    slow = studio.make(studio.order(prompt="whoosh", curves=swings(3.0, 0.35)))
    assert peak(fast) > -20
    assert peak(slow) < -40


def test_a_whoosh_follows_the_speed(studio: Studio) -> None:
    wave = studio.make(studio.order(prompt="whoosh", negative="room tone", curves=swings(3.0, 2.5)))
    assert peak(wave, 0.4, 0.6) > 20 + peak(wave, 0.95, 1.05)


def test_an_unasked_whoosh_is_twelve_decibels_below(studio: Studio) -> None:
    asked = studio.make(studio.order(prompt="whoosh", curves=swings(3.0, 2.5)))
    unasked = studio.make(studio.order(curves=swings(3.0, 2.5)))
    assert peak(asked) - peak(unasked) == pytest.approx(12, abs=2)


def test_speed_under_a_moving_camera_is_not_believed(studio: Studio) -> None:
    wave = studio.make(studio.order(prompt="whoosh", curves=swings(3.0, 2.5, camera=0.6)))
    assert peak(wave) < -40


def test_cloth_follows_the_motion(studio: Studio) -> None:
    wave = studio.make(studio.order(prompt="cloth", negative="room tone", curves=swings(3.0, 0.2)))
    assert peak(wave, 0.3, 0.7) > 15 + peak(wave, 0.97, 1.03)


@pytest.mark.parametrize(("prompt", "words"), [("knock", "No contact"), ("footsteps", "No step")])
def test_what_cannot_be_heard_for_want_of_contacts_is_said(studio: Studio, prompt: str, words: str) -> None:
    (note,) = studio.notes(studio.order(prompt=prompt))
    assert note.startswith(words)


def test_doubtful_contacts_are_said(studio: Studio) -> None:
    (note,) = studio.notes(studio.order([contact(1.0, confidence=0.3)]))
    assert "1 possible contact" in note


def test_contacts_that_the_prompt_leaves_silent_are_said(studio: Studio) -> None:
    (note,) = studio.notes(studio.order([contact(1.0)], prompt="rain"))
    assert "nothing that hits" in note


def test_a_plain_request_needs_no_words(studio: Studio) -> None:
    assert studio.notes(studio.order([contact(1.0)], prompt="wood impact")) == []
