"""What is installed and built before anything is measured."""

import os
import subprocess
import sys
from pathlib import Path

from failure import Failure

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
# Kept between runs: a release build takes minutes, and the peers come from the network.
BUILD = ROOT / ".build" / "bench"
KEPT = ROOT / ".build" / "bench-tools"
PEERS = KEPT / "peers"
PACKAGES = ("hbp_archive", "python-swiftclient")


def prepare():
    quietly([ROOT / "scripts" / "install", "--cloud", "--bench"])
    KEPT.mkdir(parents=True, exist_ok=True)
    say("building archive-lua for release")
    # As scripts/run builds it.
    quietly(["swift", "build", "--package-path", ROOT, "-c", "release", "--static-swift-stdlib",
             "--product", "archive-lua", "--scratch-path", BUILD])
    quietly(["cc", "-O2", "-o", KEPT / "measure", HERE / "measure.c"])
    flags = quietly(["pkg-config", "--cflags", "lua5.4"]).split()
    quietly(["cc", "-O2", "-shared", "-fPIC", *flags, "-o", KEPT / "plain_call.so", HERE / "plain_call.c"])
    if not (PEERS / "complete").exists():
        say("installing " + " and ".join(PACKAGES))
        quietly(["/usr/bin/python3", "-m", "venv", "--clear", PEERS])
        # hbp_archive is built from its sources by setuptools, which newer virtual environments lack.
        quietly([PEERS / "bin" / "pip", "install", "--disable-pip-version-check", "setuptools<81", "wheel"])
        quietly([PEERS / "bin" / "pip", "install", "--disable-pip-version-check", *PACKAGES])
        # Else the first import would also write the byte code of all.
        quietly([PEERS / "bin" / "python", "-m", "compileall", "-q", PEERS / "lib"])
        (PEERS / "complete").touch()


def archive_lua():
    return BUILD / "release" / "archive-lua"


def quietly(command):
    """Runs a command and returns what it printed; a failure shows all that it said."""
    done = subprocess.run([str(word) for word in command], stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode != 0:
        raise Failure(f"{' '.join(map(str, command))} failed ({done.returncode}):\n{done.stdout}{done.stderr}")
    return done.stdout


def say(text):
    print(f"scripts/bench: {text}", file=sys.stderr, flush=True)


def plain_environment(home):
    """Nothing of the user's own settings reaches what is measured."""
    return {"PATH": os.environ["PATH"], "HOME": str(home), "LANG": "C.UTF-8"}
