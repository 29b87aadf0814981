"""Rows that send files away."""

from failure import Failure
from peers import AT_ONCE, Access
from row import OURS, Aim, Contestant, Row


def small(world):
    access = Access(world.service.url, world.service.token())
    container = Target(world, "sent")
    folder = world.materials.small
    transfers = [{"url": f"{access.url}/sent/{name}", "upload-file": folder / name} for name in world.materials.names]
    return Row(
        f"upload {world.files:,} files of 10 KB",
        [
            Contestant(OURS, **container.small, **access.lua("-e", f'Container("sent"):upload("{folder}")')),
            Contestant("curl -Z", **container.small, **access.curl_at_once(world.settings("curl"), transfers)),
            Contestant("rclone", **container.small, **access.rclone(
                "copy", "--transfers", AT_ONCE, "--checkers", AT_ONCE, folder, "service:sent")),
            Contestant("swift", **container.small, **access.swift(
                "upload", "--quiet", "--object-threads", AT_ONCE, "sent", folder)),
        ],
        [
            Aim("wall", 1, ("rclone",)), Aim("wall", 1, ("swift",)),
            Aim("processor", 0.5, ("rclone",)), Aim("processor", 0.5, ("swift",)), Aim("memory", 40),
        ],
        world.rounds(3))


def big(world):
    access = Access(world.service.url, world.service.token())
    container = Target(world, "sent")
    file = world.materials.big
    transfer = {"url": f"{access.url}/sent/big.bin", "upload-file": file}
    return Row(
        f"upload {world.big}, verified",
        [
            Contestant(OURS, **container.big, **access.lua("-e", f'Container("sent"):upload("{file}")')),
            Contestant("curl -T", **container.big, **access.curl(world.settings("curl"), [transfer])),
            Contestant("rclone", **container.big, **access.rclone("copy", file, "service:sent")),
            Contestant("swift", once=True, **container.big, **access.swift("upload", "--quiet", "sent", file)),
        ],
        [Aim("wall", 1.15, ("curl -T",)), Aim("memory", 40)], world.rounds(3))


class Target:
    """A container that is empty before each, and looked into after."""

    def __init__(self, world, name):
        self.service = world.service
        self.materials = world.materials
        self.name = name
        self.small = {"before": lambda: self.service.empty(name), "check": self.check_small}
        self.big = {"before": lambda: self.service.empty(name), "check": self.check_big}

    def check_small(self, folder, output):
        """The listing has what the object server computed from the bytes it got."""
        found = {row["name"].rpartition("/")[2]: row["hash"] for row in self.service.listing(self.name)}
        expected = {name: self.materials.md5[self.materials.small / name] for name in self.materials.names}
        if found != expected:
            raise Failure(f"{self.name} has {len(found)} objects, not the {len(expected)} that were to be sent, or others")

    def check_big(self, folder, output):
        (row,) = self.service.listing(self.name)
        if self.service.md5(f"{self.name}/{row['name']}") != self.materials.md5[self.materials.big]:
            raise Failure(f"{self.name}/{row['name']} has other bytes than what was to be sent")
