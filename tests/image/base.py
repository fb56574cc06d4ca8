"""A stand-in for the base image, for machines that reach Debian's packages but no registry of images.

`python:3.13-slim-trixie` is Debian trixie with Python 3.13 in /usr/local. Trixie has Python 3.13 too, and a
virtual environment of it at /usr/local has its packages and pip where the real image has them. What a check over the
stand-in cannot show: that the real image's Python was built with the same options.

An image of that name in the store is used as it is: `MOBIPACE_IMAGE_BASE=pull` fetches the real one.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

from .engine import Podman

_FROM = re.compile(r"^ARG PYTHON=(\S+)$", re.MULTILINE)
_SUITES = {"3.13-slim-trixie": "trixie"}
_PLACES = "ENV PATH=/usr/local/bin:/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin"
_VENV = 'chroot "$1" python3 -m venv /usr/local && ln -sfn python3 "$1/usr/local/bin/python"'
_UNREAD = ("/usr/share/doc/*", "/usr/share/man/*", "/usr/share/locale/*")


def tag(dockerfile: Path) -> str:
    """The tag of python that a Dockerfile is built on."""
    (found,) = _FROM.findall(dockerfile.read_text("utf-8"))
    return str(found)


def provide(podman: Podman, wanted: str) -> str:
    """Has python:WANTED in the store. Says which it is."""
    image = f"docker.io/library/python:{wanted}"
    if os.environ.get("MOBIPACE_IMAGE_BASE") == "pull":
        podman("pull", "--quiet", image, timeout=300)
        return "pulled"
    if podman.has_image(image):
        return "in the store"
    assert shutil.which("mmdebstrap"), "no base image: install mmdebstrap, or set MOBIPACE_IMAGE_BASE=pull"
    _make(podman, image, _SUITES[wanted])
    return "made"


def _make(podman: Podman, image: str, suite: str) -> None:
    archive = podman.store / "base.tar"
    podman.store.mkdir(parents=True, exist_ok=True)
    excluded = [f"--dpkgopt=path-exclude={path}" for path in _UNREAD]
    packages = "--include=python3,python3-venv,ca-certificates"
    command = ["mmdebstrap", "--quiet", "--variant=minbase", packages, "--dpkgopt=force-unsafe-io", *excluded]
    # A session of its own: where it fails, mmdebstrap ends all of its process group.
    done = subprocess.run(
        [*command, f"--customize-hook={_VENV}", suite, archive, *_mirror()],
        capture_output=True,
        text=True,
        start_new_session=True,
        check=False,
    )
    assert done.returncode == 0, f"mmdebstrap: {done.stderr[-3000:]}"
    podman("import", "--change", _PLACES, "--change", "ENV LANG=C.UTF-8", archive, image)
    archive.unlink()


def _mirror() -> list[str]:
    """Where this machine gets Debian from, if it says so; else mmdebstrap's own default."""
    asked = [shutil.which("apt-get") or "apt-get", "indextargets", "--format", "$(ORIGIN) $(SITE)"]
    known = subprocess.run(asked, capture_output=True, text=True, check=False)
    origins = [line.partition(" ") for line in known.stdout.splitlines()]
    sites = [site for origin, _, site in origins if origin == "Debian" and not site.endswith("security")]
    return sites[:1]
