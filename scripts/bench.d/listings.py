"""Rows that walk a listing of very many names."""

from failure import Failure
from nginx import PAGE
from peers import Access
from row import OURS, Aim, Contestant, Row

WALK = "local n = 0 for file in %s:files() do n = n + 1 end print(n)"


def service(world):
    access = Access(world.service.url, world.service.token())
    return Row(
        f"walk {world.rows:,} names in Lua",
        [
            Contestant(OURS, check=world.check_count, **access.lua("-e", WALK % 'Container("many")')),
            Contestant("curl, the same pages", check=pages(world), **curl(world, access)),
            Contestant("rclone", check=lines(world), once=True, **access.rclone("lsf", "--files-only", "service:many")),
            Contestant("swift", check=lines(world), once=True, **access.swift("list", "many")),
            # hbp_archive is not here: it takes the first page, of 10,000 names, for the whole listing.
        ],
        [Aim("wall", 1.05, ("curl, the same pages",)), Aim("memory", 64)], world.rounds(3))


def nginx(world):
    access = Access(world.nginx.url)
    return Row(
        f"walk {world.rows:,} names in Lua from nginx",
        [
            Contestant(OURS, check=world.check_count, **access.lua("-e", WALK % f'PublicContainer("{access.url}/many")')),
            Contestant("curl, the same pages", check=pages(world), **curl(world, access)),
        ],
        [Aim("memory", 64)], world.rounds(5))


def curl(world, access):
    """The markers, which somebody has to read from each page before the next, are known to it."""
    markers = ["", *(f"file-{last:07}.txt" for last in range(PAGE - 1, world.rows, PAGE))]
    transfers = [{"url": f"{access.url}/many?format=json&marker={marker}", "output": "pages"} for marker in markers]
    return access.curl(world.settings("curl"), transfers)


def pages(world):
    def check(folder, output):
        # Each page was written over the one before; the last is the empty one.
        if (folder / "pages").read_text().strip() != "[]":
            raise Failure("the last page that curl got is not the empty one")
    return check


def lines(world):
    def check(folder, output):
        if output.count("\n") != world.rows:
            raise Failure(f"{output.count(chr(10))} names instead of {world.rows}")
    return check
