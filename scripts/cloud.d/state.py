"""The folder that holds one cloud: its settings, configuration, logs and data."""

import fcntl
import json
import os
import random
import re
import socket
import tempfile
from contextlib import contextmanager
from pathlib import Path

from failure import Failure

# What listens. Each kind of certificate has a listener in front of Keystone and one in front of Swift.
CERTIFICATES = ("good", "expired", "other_host", "self_signed")
PORTS = (
    "memcached", "account", "container", "object", "swift", "tempauth", "keystone", "oidc",
    *(f"{service}_{kind}" for service in ("keystone", "swift") for kind in CERTIFICATES),
)


def default_folder():
    return os.environ.get("ARCHIVE_LUA_CLOUD") or f"/tmp/archive-lua-cloud-{os.getuid()}"


class State:
    def __init__(self, folder=None):
        self.folder = Path(folder or default_folder()).absolute()
        self.settings_file = self.folder / "settings.json"
        try:
            self.settings = json.loads(self.settings_file.read_text())
        except FileNotFoundError:
            self.settings = {}

    def path(self, *parts):
        """A path in the folder, whose parent is there."""
        path = self.folder.joinpath(*parts)
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def port(self, name):
        return self.settings["ports"][name]

    def save(self, **settings):
        self.settings.update(settings)
        new = self.settings_file.with_suffix(".new")
        new.write_text(json.dumps(self.settings, indent=2))
        new.replace(self.settings_file)

    def required(self):
        """Itself, for a command that needs a cloud which has been up."""
        if "seeded" not in self.settings:
            raise Failure(f"there is no cloud in {self.folder}: `scripts/cloud up` makes one")
        return self

    def prepare(self):
        """Makes the folder and picks ports, the first time."""
        if re.search(r"[^\w./+-]", str(self.folder)):
            raise Failure(f"the services' configuration cannot name {self.folder}: choose a plainer folder")
        self.folder.mkdir(parents=True, exist_ok=True)
        if self.folder.stat().st_uid != os.getuid():
            raise Failure(f"{self.folder} belongs to somebody else")
        self.folder.chmod(0o711)  # Keystone may run as another user, who has to reach its part
        probe_attributes(self.folder)
        if "ports" not in self.settings:
            self.save(ports=dict(zip(PORTS, free_ports(len(PORTS)))))

    @contextmanager
    def lock(self):
        """One `up` or `down` at a time."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with open(self.path("lock"), "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self.__init__(self.folder)  # as whoever held the lock left it
            yield


def probe_attributes(folder):
    """Swift keeps an object's metadata in extended attributes."""
    with tempfile.NamedTemporaryFile(dir=folder) as file:
        try:
            os.setxattr(file.name, "user.swift.metadata", b"x" * 1024)
        except OSError as error:
            raise Failure(f"{folder}: its file system has no user attributes ({error.strerror}): choose another folder")


def free_ports(count):
    """Ports below those the kernel hands out, so that none is taken while its server is down."""
    found = []
    for port in random.sample(range(20000, 32000), 2000):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        found.append(port)
        if len(found) == count:
            return found
    raise Failure("no free ports between 20000 and 32000")
