"""Puts names straight into a container's database: a listing of a million in seconds.

They list and count as objects do, and DELETE takes them off the listing, but there is nothing to GET.
"""

import hashlib
import sys

from failure import Failure
from keystone_seed import token
from swift_files import DEVICE
from web import request

BATCH = 20_000


def name(number):
    return f"file-{number:07}.txt"


def content(number):
    return f"{name(number)}\n".encode()


def fill(state, project, container, count):
    Rows(state, project, container).add(range(count))
    print(f"{count} names in {container} of {project}", file=sys.stderr)


class Rows:
    """The listing of a container, which is made if it is not there."""

    def __init__(self, state, project, container):
        import swift.common.utils

        swift.common.utils.SWIFT_CONF_FILE = str(state.path("swift", "swift.conf"))
        from swift.common.ring import Ring
        from swift.container.backend import ContainerBroker

        self.account = create(state, project, container)
        digest = swift.common.utils.hash_path(self.account, container)
        part = Ring(str(state.folder / "swift"), ring_name="container").get_part(self.account, container)
        folder = swift.common.utils.storage_directory(str(state.folder / "data" / DEVICE / "containers"), part, digest)
        self.broker = ContainerBroker(f"{folder}/{digest}.db", account=self.account, container=container)
        self.timestamp = swift.common.utils.Timestamp.now().internal

    def add(self, numbers):
        for begin in range(0, len(numbers), BATCH):
            self.broker.merge_items([self.row(number) for number in numbers[begin:begin + BATCH]])

    def row(self, number):
        text = content(number)
        return {
            "name": name(number), "created_at": self.timestamp, "size": len(text), "content_type": "text/plain",
            "etag": hashlib.md5(text).hexdigest(), "deleted": 0, "storage_policy_index": 0,
            "ctype_timestamp": None, "meta_timestamp": None,
        }


def create(state, project, container):
    """Returns the account's name. The administrator owns every project's account."""
    try:
        account = "AUTH_" + state.settings["ids"]["projects"][project]
        headers = {"X-Auth-Token": token(f"http://127.0.0.1:{state.port('keystone')}/v3", "admin", project)}
        answer = request("PUT", f"http://127.0.0.1:{state.port('swift')}/v1/{account}/{container}", headers)
    except KeyError:
        raise Failure(f"there is no project {project}")
    except OSError as error:
        raise Failure(f"the cloud in {state.folder} does not answer: {error}")
    if answer.status not in (201, 202):
        raise Failure(f"could not make the container {container}: {answer.status} {answer.body.decode()}")
    return account
