"""Rows that bring files here."""

from distance import Distance
from peers import AT_ONCE, Access
from row import OURS, Aim, Contestant, Row


def small(world):
    access = Access(world.service.url, world.service.token())
    check = world.check_small

    return Row(
        f"download {world.files:,} files of 10 KB, listing included",
        [
            Contestant(OURS, check=check, **access.lua("-e", 'Container("small"):download_directory("", "here")')),
            Contestant("curl -Z", check=check, **curl_small(world, access)),
            Contestant("rclone", check=check, **access.rclone(
                "copy", "--transfers", AT_ONCE, "--checkers", AT_ONCE, "service:small", "here")),
            Contestant("swift", check=check, **access.swift(
                "download", "--quiet", "--object-threads", AT_ONCE, "--output-dir", "here", "small")),
            Contestant("hbp_archive", check=check, once=True, **access.hbp_archive(
                "small", 'for file in container.list(): container.download(file.name, "here")')),
        ],
        [
            Aim("wall", 1.1, ("curl -Z",)), Aim("wall", 1, ("rclone",)), Aim("wall", 1, ("swift",)), Aim("wall", 1, ("hbp_archive",)),
            Aim("processor", 2, ("curl -Z",)), Aim("processor", 0.5, ("rclone",)), Aim("memory", 40),
        ],
        world.rounds(5))


def far(world):
    """What the default of `concurrency` is worth where it takes a while to get there and back."""
    milliseconds = 20
    distance = world.stack.enter_context(Distance(world.service.url, milliseconds / 2000))
    access = Access(distance.url, world.service.token())

    def at_once(name, option):
        code = f'Container("small"):download_directory("", "here"{option})'
        return Contestant(name, check=world.check_small, **access.lua("-e", code))

    return Row(
        f"download {world.files:,} files of 10 KB, {milliseconds} ms there and back",
        [at_once(OURS, "")] + [at_once(f"{count} at once", f", {{concurrency = {count}}}") for count in (4, 8, 32, 64)],
        [Aim("wall", 1, ("4 at once",)), Aim("wall", 1, ("8 at once",)), Aim("wall", 1.1, ("32 at once",)), Aim("wall", 1.1, ("64 at once",))],
        world.rounds(3))


def big(world):
    access = Access(world.service.url, world.service.token())
    check = world.check_big
    return Row(
        f"download {world.big}, verified",
        [
            Contestant(OURS, check=check, **access.lua("-e", 'Container("big"):download("big.bin", "here")')),
            Contestant("curl", check=check, **curl_big(world, access)),
            Contestant("rclone", check=check, **access.rclone("copy", "service:big", "here")),
            Contestant("swift", check=check, once=True, **access.swift("download", "--quiet", "--output-dir", "here", "big")),
            one_md5_pass(world),
        ],
        [Aim("wall", 1.15, ("curl",)), Aim("processor", 1, ("curl", "one MD5 pass")), Aim("memory", 40)],
        world.rounds(5))


def nginx_small(world):
    access = Access(world.nginx.url)
    return Row(
        f"download {world.files:,} files of 10 KB from nginx, listing included",
        [
            Contestant(OURS, check=world.check_small, **access.lua(
                "-e", f'PublicContainer("{access.url}/small"):download_directory("", "here")')),
            Contestant("curl -Z", check=world.check_small, **curl_small(world, access)),
        ],
        [Aim("wall", 1, ("curl -Z",))], world.rounds(9))


def nginx_big(world):
    access = Access(world.nginx.url)
    return Row(
        f"download {world.big} from nginx, verified",
        [
            Contestant(OURS, check=world.check_big, **access.lua(
                "-e", f'PublicContainer("{access.url}/big"):download("big.bin", "here")')),
            Contestant("curl", check=world.check_big, **curl_big(world, access)),
            one_md5_pass(world),
        ],
        [Aim("wall", 1.15, ("curl",)), Aim("processor", 1, ("curl", "one MD5 pass"))], world.rounds(9))


def curl_small(world, access):
    transfers = ({"url": f"{access.url}/small/{name}", "output": f"here/{name}"} for name in world.materials.names)
    return access.curl_at_once(world.settings("curl"), transfers)


def curl_big(world, access):
    transfer = {"url": f"{access.url}/big/big.bin", "output": "here/big.bin"}
    return access.curl(world.settings("curl"), [transfer])


def one_md5_pass(world):
    """With the library that archive-lua has its MD5 from."""
    return Contestant("one MD5 pass", ["openssl", "md5", world.materials.big])
