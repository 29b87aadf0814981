"""What the figures were measured on."""

import os
import platform
import re
import subprocess

import tools


def facts(folder):
    """(what, value) in the order in which they are shown."""
    return [
        ("processor", f"{processor()}, {os.cpu_count()} of them"),
        ("memory", f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / (1 << 30):.0f} GiB"),
        ("kernel", f"{platform.system()} {platform.release()}"),
        ("system", first(["sh", "-c", ". /etc/os-release && echo $PRETTY_NAME"])),
        ("files on", first(["stat", "--file-system", "--format=%T", folder])),
        ("load before", f"{os.getloadavg()[0]:.1f}"),
        ("archive-lua", revision()),
        ("Swift (the language)", first(["swift", "--version"])),
        ("OpenStack Swift", package("swift-proxy")),
        ("nginx", package("nginx-light")),
        ("curl", " ".join(first(["curl", "--version"]).split()[1:4])),
        ("rclone", first(["rclone", "version"]).split()[-1]),
        *((name, peer(name)) for name in tools.PACKAGES),
        ("Python", platform.python_version()),
        ("Lua", first(["lua5.4", "-v"]).split()[1]),
    ]


def processor():
    with open("/proc/cpuinfo") as info:
        return re.search(r"^model name\s*: (.*)$", info.read(), re.MULTILINE)[1]


def revision():
    git = ["git", "-C", str(tools.ROOT)]
    changed = first([*git, "status", "--porcelain", "--", "Sources", "Package.swift"])
    return first([*git, "rev-parse", "--short", "HEAD"]) + (" with changes" if changed else "")


def package(name):
    return first(["dpkg-query", "--show", "--showformat", "${Version}", name])


def peer(name):
    shown = subprocess.run([tools.PEERS / "bin" / "pip", "show", name], capture_output=True, text=True).stdout
    return re.search(r"^Version: (.*)$", shown, re.MULTILINE)[1]


def first(command):
    """The first line of what a command prints."""
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    return (done.stdout + done.stderr).partition("\n")[0].strip()
