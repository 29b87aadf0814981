"""The files that are moved, and whether what arrived is what was sent."""

import filecmp
import hashlib
import os
import random
import shutil

from failure import Failure

SMALL = 10 * 1024
PIECE = 1 << 20


class Materials:
    """`small` is a folder of small files that all differ, `big` one with a single file."""

    def __init__(self, folder, files, megabytes):
        self.small = folder / "small"
        self.big = folder / "big" / "big.bin"
        self.small.mkdir(parents=True)
        self.big.parent.mkdir()
        self.names = [f"file-{number:07}.dat" for number in range(files)]
        for number, name in enumerate(self.names):
            (self.small / name).write_bytes(random.Random(number).randbytes(SMALL))
        with open(self.big, "wb") as file:
            for _ in range(megabytes):
                file.write(os.urandom(PIECE))
        self.md5 = {path: md5(path) for path in (self.big, *(self.small / name for name in self.names))}

    def check_small(self, folder):
        """Every file is there, each with its own bytes, and nothing else."""
        found = sorted(path.name for path in folder.rglob("*") if path.is_file())
        if found != self.names:
            raise Failure(f"{folder} has {len(found)} files, and should have {len(self.names)}")
        for path in folder.rglob("*.dat"):
            if not filecmp.cmp(path, self.small / path.name, shallow=False):
                raise Failure(f"{path} has other bytes than what was stored")

    def check_big(self, folder):
        found = [path for path in folder.rglob("*") if path.is_file()]
        if len(found) != 1 or not filecmp.cmp(found[0], self.big, shallow=False):
            raise Failure(f"{folder} should have one file, with the bytes of what was stored: {found}")


def md5(path):
    digest = hashlib.md5()
    with open(path, "rb") as file:
        while piece := file.read(PIECE):
            digest.update(piece)
    return digest.hexdigest()


def empty(folder):
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
