"""podman, set up so that it works without systemd and with few privileges, over a store of its own."""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

STORE = Path(os.environ.get("MOBIPACE_IMAGE_STORE", "/var/tmp/mobipace-mock-image"))  # noqa: S108  kept between runs

_STORAGE = """
[storage]
driver = "{driver}"
graphroot = "{store}/root"
runroot = "{store}/run"
"""

# No systemd: cgroupfs and a file for events. podman's own limits lie above what a confined root may set. runc takes
# mixed and plain cgroups, crun plain ones only. netavark's networks know the names of their containers.
_CONTAINERS = """
[containers]
default_ulimits = ["nofile={files}:{files}", "nproc=4096:4096"]
[engine]
cgroup_manager = "cgroupfs"
events_logger = "file"
runtime = "{runtime}"
[network]
network_backend = "netavark"
default_subnet = "10.188.0.0/16"
network_config_dir = "{store}/networks"
"""


@dataclass(frozen=True)
class Podman:
    """A podman whose images, containers, volumes and networks are below `store`, apart from those of the user's."""

    store: Path = STORE

    @cached_property
    def environment(self) -> dict[str, str]:
        """What makes any `podman`, ours or one that a program starts, use this store."""
        self.store.mkdir(parents=True, exist_ok=True)
        files = {"CONTAINERS_STORAGE_CONF": self.store / "storage.conf", "CONTAINERS_CONF": self.store / "podman.conf"}
        runtime = "runc" if shutil.which("runc") else "crun"
        containers = _CONTAINERS.format(files=_open_files(), runtime=runtime, store=self.store)
        files["CONTAINERS_STORAGE_CONF"].write_text(_STORAGE.format(driver=_storage_driver(), store=self.store))
        files["CONTAINERS_CONF"].write_text(containers)
        return {**os.environ, **{name: str(path) for name, path in files.items()}}

    def __call__(self, *arguments: str | Path, timeout: float = 60) -> str:
        """What a podman command prints. Fails with all that it said where it fails."""
        done = self.attempt(*arguments, timeout=timeout)
        assert done.returncode == 0, f"podman {arguments[0]}: {done.stdout[-3000:]}{done.stderr[-3000:]}"
        return done.stdout.strip()

    def attempt(self, *arguments: str | Path, timeout: float = 60) -> subprocess.CompletedProcess[str]:
        """A podman command that may fail."""
        command = [shutil.which("podman") or "podman", *map(str, arguments)]
        return subprocess.run(
            command, env=self.environment, capture_output=True, text=True, timeout=timeout, check=False
        )

    def has_image(self, name: str) -> bool:
        """Whether an image is in the store."""
        return self.attempt("image", "exists", name).returncode == 0

    def inspect(self, name: str) -> Any:
        """Everything about a container or an image."""
        return json.loads(self("inspect", name))[0]


def _open_files() -> int:
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    return 65536 if hard == resource.RLIM_INFINITY else hard


def _storage_driver() -> str:
    return "overlay" if "overlay" in Path("/proc/filesystems").read_text("ascii").split() else "vfs"
