"""Everything that the rows need, while it is there."""

import shutil
import tempfile
from contextlib import ExitStack
from pathlib import Path

import tools
from failure import Failure
from materials import Materials
from nginx import Nginx
from peers import Access
from service import Service


class World:
    def __init__(self, quick, rounds):
        self.quick = quick
        self.files = 200 if quick else 1000
        self.rows = 50_000 if quick else 1_000_000
        self.megabytes = 64 if quick else 1024
        self.big = f"{self.megabytes} MiB" if quick else "1 GiB"
        self.asked_rounds = rounds
        self.stack = ExitStack()
        self.number = 0

    def __enter__(self):
        with self.stack:
            self.folder = Path(tempfile.mkdtemp(prefix="archive-lua-bench.", dir=memory(8 * self.megabytes + 1000)))
            self.stack.callback(shutil.rmtree, self.folder, ignore_errors=True)
            self.folder.chmod(0o711)  # Keystone's user has to reach its part
            tools.say(f"starting the services in {self.folder}")
            www = self.folder / "www"
            self.materials = Materials(www / "v1" / "AUTH_bench", self.files, self.megabytes)
            self.nginx = self.stack.enter_context(Nginx(self.folder / "nginx", www, self.materials.md5))
            self.service = self.stack.enter_context(Service(self.folder / "cloud"))
            self.fill()
            self.stack = self.stack.pop_all()
        return self

    def __exit__(self, *_):
        self.stack.close()

    def fill(self):
        for container in ("small", "big", "many"):
            self.service.make_public(container)
        self.service.fill("many", self.rows)
        url, token = self.service.url, self.service.token()
        sources = {f"small/{name}": self.materials.small / name for name in self.materials.names}
        sources["big/big.bin"] = self.materials.big
        transfers = [{"url": f"{url}/{name}", "upload-file": file} for name, file in sources.items()]
        tools.quietly(Access(url, token).curl_at_once(self.settings("curl"), transfers)["command"])
        row = {"content_type": "text/plain", "last_modified": "2026-01-01T00:00:00.000000"}
        self.nginx.list("small", [
            {"name": name, "bytes": 10240, "hash": self.materials.md5[self.materials.small / name], **row}
            for name in self.materials.names])
        self.nginx.list("many", [
            {"name": f"file-{number:07}.txt", "bytes": 17, "hash": f"{number:032x}", **row} for number in range(self.rows)])

    def rounds(self, usual):
        return self.asked_rounds or (min(usual, 3) if self.quick else usual)

    def settings(self, name):
        """A new file for a command's settings."""
        self.number += 1
        return self.folder / f"{name}-{self.number}"

    def check_small(self, folder, output):
        self.materials.check_small(folder)

    def check_big(self, folder, output):
        self.materials.check_big(folder)

    def check_count(self, folder, output):
        if output.strip() != str(self.rows):
            raise Failure(f"{output.strip()} names instead of {self.rows}")


def memory(megabytes):
    """Where files are kept in memory, if there is enough: a disk would be what is measured."""
    shared = Path("/dev/shm")
    if not shared.is_dir() or shutil.disk_usage(shared).free < megabytes << 20:
        raise Failure(f"{shared} must be a memory file system with {megabytes} MB free; `--quick` needs less")
    return shared
