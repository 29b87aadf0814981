"""Rows in which no bytes move: starting, and calling a method."""

import tools
from peers import Access
from row import OURS, Aim, Contestant, Row


def start(world):
    return Row(
        "start to print(1)",
        [
            Contestant(OURS, [tools.archive_lua(), "-e", "print(1)"]),
            Contestant("curl --version", ["curl", "--version"]),
            Contestant("lua5.4", ["lua5.4", "-e", "print(1)"]),
            Contestant("import hbp_archive", [tools.PEERS / "bin" / "python", "-c", "import hbp_archive"]),
        ],
        [Aim("wall", 0.1, ("import hbp_archive",)), Aim("wall", 2, ("curl --version",))], world.rounds(21))


def call(world):
    access = Access(world.nginx.url)
    count = 10_000_000 if not world.quick else 1_000_000
    script = tools.HERE / "calls.lua"
    return Row(
        "one method call on a File from Lua",
        [
            Contestant(OURS, time=float, **access.lua(script, count, f"{access.url}/small")),
            Contestant("plain C", ["lua5.4", script, count], time=float, environment={"LUA_CPATH": f"{tools.KEPT}/?.so"}),
        ],
        [Aim("wall", 1.5, ("plain C",))], world.rounds(9), unit="ns")
