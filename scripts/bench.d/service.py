"""A Swift of this run's own, and what has to be asked of it around the measured work."""

import hashlib
import json
import subprocess
import urllib.error
import urllib.request
from urllib.parse import quote

import tools
from failure import Failure

CLOUD = tools.ROOT / "scripts" / "cloud"


class Service:
    def __init__(self, folder):
        self.folder = folder

    def __enter__(self):
        tools.quietly([CLOUD, "up", self.folder])
        here = json.loads(tools.quietly([CLOUD, "describe", self.folder]))
        self.keystone = here["keystone"]["url"]
        self.password = here["users"]["alice"]["password"]
        self.url = here["projects"]["MyProject"]["storage_url"]
        return self

    def __exit__(self, *_):
        subprocess.run([CLOUD, "down", self.folder], check=False)

    def token(self):
        """A new one each time: a run may take longer than one lives."""
        domain = {"id": "default"}
        user = {"name": "alice", "password": self.password, "domain": domain}
        body = {"auth": {"identity": {"methods": ["password"], "password": {"user": user}},
                         "scope": {"project": {"name": "MyProject", "domain": domain}}}}
        request = urllib.request.Request(
            f"{self.keystone}/auth/tokens", json.dumps(body).encode(), {"Content-Type": "application/json"})
        with urllib.request.urlopen(request) as answer:
            return answer.headers["X-Subject-Token"]

    def ask(self, method, path, headers=(), body=None):
        request = urllib.request.Request(
            f"{self.url}/{path}", body, method=method, headers={"X-Auth-Token": self.token(), **dict(headers)})
        try:
            with urllib.request.urlopen(request) as answer:
                return answer.read()
        except urllib.error.HTTPError as refusal:
            raise Failure(f"{method} {path}: {refusal.code}")

    def make_public(self, container):
        self.ask("PUT", container, {"X-Container-Read": ".r:*,.rlistings"})

    def fill(self, container, count):
        """Rows of a listing, without anything behind them."""
        tools.quietly([CLOUD, "fill", container, count, "MyProject", self.folder])

    def listing(self, container):
        return json.loads(self.ask("GET", f"{container}?format=json") or b"[]")

    def md5(self, path):
        """Of the bytes that are stored."""
        request = urllib.request.Request(f"{self.url}/{path}", headers={"X-Auth-Token": self.token()})
        digest = hashlib.md5()
        with urllib.request.urlopen(request) as answer:
            while piece := answer.read(1 << 20):
                digest.update(piece)
        return digest.hexdigest()

    def empty(self, container):
        """Takes everything out of a container and of the one that has its segments, and leaves it there."""
        for each in (container, f"{container}_segments"):
            names = [f"{each}/{quote(row['name'])}" for row in self.listing(each)] if self.exists(each) else []
            if names:
                headers = {"Content-Type": "text/plain", "Accept": "application/json"}
                result = json.loads(self.ask("POST", "?bulk-delete", headers, "\n".join(names).encode()))
                if result["Number Deleted"] != len(names):
                    raise Failure(f"could not empty {each}: {result}")
        self.ask("PUT", container)

    def exists(self, container):
        names = json.loads(self.ask("GET", "?format=json"))
        return any(row["name"] == container for row in names)
