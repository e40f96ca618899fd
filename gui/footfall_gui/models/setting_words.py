"""What people call the settings, and what they do; others are shown as the daemon tells them."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from footfall_bridge.protocol import Setting

translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class Words:
    name: str
    about: str = ""


def words_of(setting: Setting) -> Words:
    section, _, rest = setting.key.partition(".")
    known = _of_projects().get(rest.rpartition(".")[2]) if section == "project" else _all().get(setting.key)
    return known if known is not None else Words(setting.key, setting.about)


def choice_of(key: str, choice: str) -> str:
    """As people read it; names of engines, formats and the like stay as they are."""
    if not choice:
        return translate("Settings", "The default")
    section, _, rest = key.partition(".")
    alike = f"generate.{rest.rpartition('.')[2]}" if section == "project" else key
    return _choices().get((alike, choice), choice)


def unit_of(setting: Setting) -> str:
    return _units().get(setting.unit, setting.unit)


def _units() -> dict[str, str]:
    return {
        "s": translate("Settings", "s"),
        "days": translate("Settings", "days"),
    }


def _choices() -> dict[tuple[str, str], str]:
    return {
        ("tray.appearance", "auto"): translate("Settings", "As the system"),
        ("tray.appearance", "light"): translate("Settings", "Light"),
        ("tray.appearance", "dark"): translate("Settings", "Dark"),
        ("tray.language", "auto"): translate("Settings", "As the system"),
        ("tray.language", "en"): "English",
        ("tray.language", "zh_CN"): "简体中文",
        ("output.naming", "default"): translate("Settings", "Footfall's own"),
        ("output.naming", "ucs"): translate("Settings", "UCS (Universal Category System)"),
        ("generate.reframed", "refuse"): translate("Settings", "Refuse"),
        ("generate.reframed", "media"): translate("Settings", "Hear what the media shows"),
        ("engine.precision", "auto"): translate("Settings", "What fits"),
        ("log.level", "debug"): translate("Settings", "Everything"),
        ("log.level", "info"): translate("Settings", "What happens"),
        ("log.level", "warning"): translate("Settings", "Warnings and errors"),
        ("log.level", "error"): translate("Settings", "Errors only"),
    }


def _all() -> dict[str, Words]:
    return _of_work() | _of_output() | _of_levels() | _of_devices() | _of_tray() | _of_hunyuan()


def _of_work() -> dict[str, Words]:
    return {
        "generate.engine": Words(
            translate("Settings", "Engine"), translate("Settings", "Of clips that name none.")
        ),
        "generate.handles": Words(
            translate("Settings", "Handles"),
            translate("Settings", "Sound before and after each clip, unless a job says otherwise."),
        ),
        "generate.reframed": Words(
            translate("Settings", "Reframed clips"),
            translate("Settings", "Zoomed, moved, cropped, turned or mirrored on the timeline, beyond a fit."),
        ),
        "queue.keep_days": Words(
            translate("Settings", "Keep ended jobs for"),
            translate("Settings", "Then they leave the list; their files stay."),
        ),
        "queue.keep_jobs": Words(
            translate("Settings", "Keep at most"),
            translate("Settings", "Ended jobs in the list; their files stay."),
        ),
        "media.workers": Words(
            translate("Settings", "Processes that open media"),
            translate("Settings", "From the next start of the daemon."),
        ),
        "cluster.address": Words(
            translate("Settings", "Use a Ray cluster"),
            translate("Settings", "auto, host:port or ray://host:port; empty: only this machine."),
        ),
        "cluster.paths": Words(
            translate("Settings", "Where its nodes find folders"),
            translate("Settings", "here=there;here=there. Media that no rule covers are sent."),
        ),
        "cluster.cpu_workers": Words(
            translate("Settings", "Workers without a GPU on each node"),
            translate("Settings", "Beside one for each of its GPUs."),
        ),
        "cache.limit": Words(
            translate("Settings", "Remember of pictures"),
            translate("Settings", "What was seen is kept on disk, so that a retake looks at nothing again."),
        ),
        "gateway.start": Words(
            translate("Settings", "Serve editors over HTTP"),
            translate("Settings", "On this machine only; scripts and panels in editors need it."),
        ),
        "log.level": Words(translate("Settings", "Write to the log")),
    }


def _of_output() -> dict[str, Words]:
    return {
        "output.folder": Words(
            translate("Settings", "Folder beside the media"),
            translate("Settings", "Its name; each clip's sound goes there."),
        ),
        "output.fallback": Words(
            translate("Settings", "Folder for the rest"),
            translate("Settings", "For sound that cannot lie beside its media. Empty: the system's music folder."),
        ),
        "output.naming": Words(translate("Settings", "Names of files")),
    }


def _of_levels() -> dict[str, Words]:
    return {
        "levels.feet": Words(translate("Settings", "Feet")),
        "levels.props": Words(translate("Settings", "Props")),
        "levels.cloth": Words(translate("Settings", "Cloth")),
        "levels.ambience": Words(translate("Settings", "Ambience")),
    }


def _of_devices() -> dict[str, Words]:
    return {
        "engine.device": Words(
            translate("Settings", "Devices"),
            translate(
                "Settings",
                "auto (each GPU), cpu, cuda:1 ...; several with commas. From the next start of the daemon.",
            ),
        ),
        "engine.keep_alive": Words(
            translate("Settings", "Keep an idle engine loaded for"),
            translate("Settings", "Then it leaves the GPU by itself."),
        ),
        "engine.precision": Words(
            translate("Settings", "Precision"),
            translate("Settings", "How weights are held in memory, from when an engine is next loaded."),
        ),
        "memory.headroom": Words(
            translate("Settings", "Headroom"),
            translate("Settings", "Memory of the GPU that is left to your editor."),
        ),
        "memory.limit": Words(
            translate("Settings", "Limit"),
            translate("Settings", "Memory of the GPU that Footfall uses at most. 0: no limit."),
        ),
    }


def _of_tray() -> dict[str, Words]:
    return {
        "tray.appearance": Words(translate("Settings", "Appearance")),
        "tray.language": Words(
            translate("Settings", "Language"), translate("Settings", "From the next start of the tray app.")
        ),
        "tray.notifications": Words(
            translate("Settings", "Notify me"), translate("Settings", "When clips are done, or one failed.")
        ),
    }


def _of_projects() -> dict[str, Words]:
    """By what is set for each."""
    return {
        "folder": Words(translate("Settings", "Folder")),
        "engine": Words(translate("Settings", "Engine")),
        "prompt": Words(translate("Settings", "Prompt"), translate("Settings", "Of clips that have none.")),
        "negative": Words(translate("Settings", "Kept away"), translate("Settings", "The negative prompt.")),
        "handles": Words(translate("Settings", "Handles")),
        "layers": Words(
            translate("Settings", "Layers"),
            translate("Settings", "feet, props, cloth, ambience or all: a file for each. Empty: one mixed file."),
        ),
        "takes": Words(translate("Settings", "Takes")),
        "reframed": Words(translate("Settings", "Reframed clips")),
    }


def _of_hunyuan() -> dict[str, Words]:
    return {
        "hunyuan.solver": Words(
            translate("Settings", "HunyuanVideo-Foley: solver"),
            translate("Settings", "ab2: as near in fewer steps, untried on the published weights."),
        ),
        "hunyuan.guidance_from": Words(
            translate("Settings", "HunyuanVideo-Foley: guidance from"),
            translate("Settings", "Noise level below which guidance rests."),
        ),
        "hunyuan.guidance_to": Words(
            translate("Settings", "HunyuanVideo-Foley: guidance to"),
            translate("Settings", "Noise level above which guidance rests."),
        ),
        "hunyuan.reuse": Words(
            translate("Settings", "HunyuanVideo-Foley: reuse"),
            translate("Settings", "The share by which a velocity may change while it is reused."),
        ),
        "hunyuan.compile": Words(
            translate("Settings", "HunyuanVideo-Foley: compile"),
            translate("Settings", "Small operations in one kernel each; untried on a GPU."),
        ),
    }
