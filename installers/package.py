"""Builds what `make package` puts into dist: the wheel, a Debian package, an archive with the installer script.

The Debian package carries the small app with the libraries that it needs, for the Python that builds it; engines
get theirs at first start.
"""

from __future__ import annotations

import argparse
import compileall
import gzip
import hashlib
import py_compile
import shutil
import subprocess
import sys
import tarfile
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
LINUX: Final = ROOT / "installers" / "linux"
PYTHON: Final = f"{sys.version_info[0]}.{sys.version_info[1]}"
HOME: Final = Path("usr/lib/footfall")
_PUBLIC: Final = 0o644
_RUNNABLE: Final = 0o755
# Most of PySide6 is for what the tray app does not do.
_QT_MODULES: Final = {"Core", "DBus", "Gui", "Multimedia", "Network", "Svg", "Widgets"}
_QT_LIBRARIES: Final = _QT_MODULES | {
    "Concurrent", "OpenGL", "Qml", "QmlMeta", "QmlModels", "QmlWorkerScript", "Quick", "WaylandClient", "XcbQpa",
}  # fmt: skip
_QT_PLUGINS: Final = {
    "generic", "iconengines", "imageformats", "multimedia", "networkinformation",
    "platforminputcontexts", "platforms", "platformthemes", "styles", "tls", "wayland-decoration-client",
    "wayland-graphics-integration-client", "wayland-shell-integration", "xcbglintegrations",
}  # fmt: skip
_PYSIDE_UNUSED: Final = (
    "*.pyi", "Qt/libexec", "Qt/metatypes", "Qt/qml", "Qt/resources", "Qt/translations/qtwebengine_locales",
    "Qt/plugins/platforminputcontexts/*virtualkeyboard*", "QtAsyncio", "assistant", "balsam*", "designer", "doc",
    "glue", "include", "linguist", "lrelease", "lupdate", "qml*", "qsb", "scripts", "svgtoqml", "typesystems",
)  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "dist")
    parser.add_argument("--only", choices=("deb", "archive"), help="besides the wheel")
    arguments = parser.parse_args()
    out: Path = arguments.out.resolve()
    out.mkdir(parents=True, exist_ok=True)
    wheel = build_wheel(out)
    made = [wheel]
    if arguments.only != "deb":
        made.append(build_archive(wheel, out))
    if arguments.only != "archive":
        made.append(build_deb(wheel, out))
    for path in made:
        print(f"{path}  {path.stat().st_size / 2**20:.1f} MiB")
    return 0


def build_wheel(out: Path) -> Path:
    for old in out.glob("footfall-*.whl"):
        old.unlink()
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(out))
    (wheel,) = out.glob("footfall-*.whl")
    return wheel


def build_archive(wheel: Path, out: Path) -> Path:
    """The installer script and all that it needs but pip's index."""
    version = wheel.name.split("-")[1]
    archive = out / f"footfall-{version}-linux.tar.gz"
    with tarfile.open(archive, "w:gz") as tar:
        for path in (wheel, LINUX / "install.sh", ROOT / "constraints.txt", ROOT / "LICENSE"):
            tar.add(path, f"footfall-{version}/{path.name}", filter=_anonymous)
    return archive


def build_deb(wheel: Path, out: Path) -> Path:
    version = wheel.name.split("-")[1]
    tree = ROOT / "build" / "deb"
    shutil.rmtree(tree, ignore_errors=True)
    install_app(wheel, tree / HOME)
    write_system_files(tree, version)
    architecture = output("dpkg", "--print-architecture")
    write_control(tree, version, architecture)
    deb = out / f"footfall_{version}_{architecture}.deb"
    run("dpkg-deb", "--root-owner-group", "-Zzstd", "--build", str(tree), str(deb))
    return deb


def install_app(wheel: Path, home: Path) -> None:
    """A virtual environment as it shall lie in `/usr/lib/footfall`, of the system's Python."""
    site = home / "lib" / f"python{PYTHON}" / "site-packages"
    run(
        sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--target", str(site),
        "--only-binary", ":all:", "--no-compile", "--constraint", str(ROOT / "constraints.txt"),
        f"footfall[gui,otio] @ {wheel.as_uri()}", "pip",
    )  # fmt: skip
    shutil.rmtree(site / "bin", ignore_errors=True)
    for path in unused(site / "PySide6"):
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    # Checked against nothing: dpkg knows each file, and nobody may write another one beside it.
    unchecked = py_compile.PycInvalidationMode.UNCHECKED_HASH
    compileall.compile_dir(
        site, quiet=2, stripdir=str(home), prependdir=f"/{HOME}", workers=0, invalidation_mode=unchecked
    )
    (home / "pyvenv.cfg").write_text("home = /usr/bin\ninclude-system-site-packages = false\n", "utf-8")
    commands = home / "bin"
    commands.mkdir()
    (commands / "python").symlink_to(f"/usr/bin/python{PYTHON}")
    (commands / "python3").symlink_to("python")
    for name, entry in scripts().items():
        module, _, function = entry.partition(":")
        text = f"#!/{HOME}/bin/python\nimport sys\n\nfrom {module} import {function}\n\nsys.exit({function}())\n"
        write(commands / name, text, _RUNNABLE)


def scripts() -> dict[str, str]:
    """The commands, and what runs for each."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return {**project["scripts"], **project.get("gui-scripts", {})}


def unused(pyside: Path) -> Iterator[Path]:
    for pattern in _PYSIDE_UNUSED:
        yield from pyside.glob(pattern)
    for path in pyside.glob("Qt*.abi3.so"):
        if path.name.removeprefix("Qt").partition(".")[0] not in _QT_MODULES:
            yield path
    for path in pyside.glob("Qt/lib/libQt6*.so*"):
        name = path.name.removeprefix("libQt6").partition(".")[0]
        if name not in _QT_LIBRARIES and not name.startswith("FFmpegStub"):
            yield path
    for path in pyside.glob("Qt/plugins/*"):
        if path.name not in _QT_PLUGINS:
            yield path


def write_system_files(tree: Path, version: str) -> None:
    """Where a Debian system looks for programs, their menus, manuals and papers."""
    plugins = ROOT / "plugin_bridge"
    share = tree / "usr" / "share"
    for name in scripts():
        link = tree / "usr" / "bin" / name
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(f"../lib/footfall/bin/{name}")
    entry = (plugins / "desktop" / "footfall.desktop").read_text("utf-8")
    write(share / "applications" / "footfall.desktop", entry.replace("@EXEC@", "/usr/bin/footfall-tray"))
    icon = (plugins / "desktop" / "footfall.svg").read_text("utf-8")
    write(share / "icons" / "hicolor" / "scalable" / "apps" / "footfall.svg", icon)
    manual = (LINUX / "footfall.1").read_text("utf-8").replace("@VERSION@", version)
    write_zipped(share / "man" / "man1" / "footfall.1.gz", manual)
    (share / "man" / "man1" / "footfall-tray.1.gz").symlink_to("footfall.1.gz")
    write(share / "doc" / "footfall" / "copyright", (ROOT / "LICENSE").read_text("utf-8"))
    write_zipped(share / "doc" / "footfall" / "changelog.gz", (ROOT / "CHANGELOG.md").read_text("utf-8"))


def write_control(tree: Path, version: str, architecture: str) -> None:
    files = sorted(path for path in tree.rglob("*") if path.is_file() and not path.is_symlink())
    words = {
        "@VERSION@": version,
        "@ARCHITECTURE@": architecture,
        "@PYTHON@": PYTHON,
        "@NEXT_PYTHON@": f"{sys.version_info[0]}.{sys.version_info[1] + 1}",
        "@SIZE@": str(sum(path.stat().st_size for path in files) // 1024),
    }
    control = (LINUX / "control").read_text("utf-8")
    for mark, word in words.items():
        control = control.replace(mark, word)
    sums = [f"{hashlib.md5(path.read_bytes()).hexdigest()}  {path.relative_to(tree)}\n" for path in files]
    write(tree / "DEBIAN" / "control", control)
    write(tree / "DEBIAN" / "md5sums", "".join(sums))
    for script in ("prerm", "postrm"):
        write(tree / "DEBIAN" / script, (LINUX / script).read_text("utf-8"), _RUNNABLE)


def write(path: Path, text: str, mode: int = _PUBLIC) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    path.chmod(mode)


def write_zipped(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(text.encode(), mtime=0))
    path.chmod(_PUBLIC)


def run(*command: str) -> None:
    subprocess.run(command, cwd=ROOT, check=True)


def output(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout.strip()


def _anonymous(info: tarfile.TarInfo) -> tarfile.TarInfo:
    info.uid = info.gid = 0
    info.uname = info.gname = "root"
    return info


if __name__ == "__main__":
    sys.exit(main())
