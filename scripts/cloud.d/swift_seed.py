"""The one container that is there from the start: `project_info`, which names the users of a project."""

import time

import world
from failure import Failure
from keystone_seed import token
from web import request

CONTAINER, OBJECT = "project_info", "user_ids"


def seed(state):
    ids = state.settings["ids"]
    project = ids["projects"]["MyProject"]
    container = f"http://127.0.0.1:{state.port('swift')}/v1/AUTH_{project}/{CONTAINER}"
    owner = {"X-Auth-Token": token(f"http://127.0.0.1:{state.port('keystone')}/v3", "alice", "MyProject")}
    text = "# user ids\n" + "".join(f"{ids['users'][name]} {name}\n" for name in world.LISTED_USERS)

    def call(method, path="", headers=None, body=None):
        answer = request(method, container + path, {**owner, **(headers or {})}, body)
        if answer.status >= 300:
            raise Failure(f"Swift: {method} {CONTAINER}{path}: {answer.status} {answer.body.decode()}")
        return answer.body.decode()

    call("PUT", headers={"X-Container-Read": f"{project}:*"})  # whoever has a role in the project
    call("PUT", "/" + OBJECT, {"Content-Type": "text/plain"}, text)
    deadline = time.monotonic() + 20
    while call("GET") != OBJECT + "\n":
        if time.monotonic() > deadline:
            raise Failure(f"Swift does not list what was put into {CONTAINER}")
        time.sleep(0.1)
