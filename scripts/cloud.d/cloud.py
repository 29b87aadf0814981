"""Starts and stops a cloud: which services there are, in which order they come, and how one sees they are well."""

import pwd
import os
import socket
import sys
from pathlib import Path

import certificates
import description
import keystone_files
import keystone_seed
import swift_files
import swift_seed
from processes import Process, stop
from state import CERTIFICATES
from web import answers

HERE = Path(__file__).parent
NAMES = (
    "memcached", "account-server", "container-server", "object-server", "updaters", "swift-proxy", "tempauth-proxy",
    "openid-provider", "tls-front", "keystone",
)


def running(state):
    """name -> pid, or None for one that is down."""
    return {name: Process(state, name).pid() for name in NAMES} if "ports" in state.settings else {}


def up(state):
    if "seeded" in state.settings and all(running(state).values()):
        return
    with state.lock():
        pids = running(state)
        if "seeded" in state.settings and all(pids.values()):
            return
        stop([Process(state, name) for name in NAMES])  # what is left of one that has lost a process
        try:
            start(state)
        except BaseException:
            stop([Process(state, name) for name in NAMES])
            raise


def down(state):
    if state.folder.exists():
        with state.lock():
            stop([Process(state, name) for name in NAMES])


def start(state):
    state.prepare()
    certificates.make(state)
    swift_files.write(state)
    for name, command in commands(state).items():
        process = Process(state, name)
        process.log.unlink(missing_ok=True)
        process.start(command)
    # Keystone's tables are made while Swift starts.
    keystone_files.write(state)
    keystone = Process(state, "keystone")
    keystone.log.unlink(missing_ok=True)
    keystone.start(["apache2", "-f", state.path("keystone", "apache.conf"), "-DFOREGROUND"])
    for name, answers_now in probes(state).items():
        Process(state, name).wait(answers_now)
    if "seeded" not in state.settings:
        state.save(ids=keystone_seed.seed(state))
        swift_seed.seed(state)
        state.save(seeded=True)
    description.write(state)


def commands(state):
    def swift(program, conf):
        return [sys.executable, "-B", HERE / "swift_server.py", state.path("swift", "swift.conf"),
                program, state.path("swift", conf + ".conf"), "-v"]

    user = pwd.getpwuid(os.getuid()).pw_name
    return {
        "memcached": ["memcached", "-l", "127.0.0.1", "-p", state.port("memcached"), "-U", "0", "-m", "64", "-u", user],
        "account-server": swift("swift-account-server", "account"),
        "container-server": swift("swift-container-server", "container"),
        "object-server": swift("swift-object-server", "object"),
        "updaters": [sys.executable, "-B", HERE / "updaters.py", state.path("swift")],
        "swift-proxy": swift("swift-proxy-server", "proxy"),
        "tempauth-proxy": swift("swift-proxy-server", "tempauth"),
        "openid-provider": [sys.executable, "-B", HERE / "openid_provider.py", state.port("oidc"),
                            state.path("tls", "signing.key")],
        "tls-front": [sys.executable, "-B", HERE / "tls_front.py", state.port("swift"),
                      *(f"{state.port('swift_' + kind)}={state.path('tls', kind + '.pem')}" for kind in CERTIFICATES)],
    }


def probes(state):
    def healthy(port, path="/healthcheck"):
        return lambda: answers(f"http://127.0.0.1:{state.port(port)}{path}")

    def listening(port):
        return lambda: connects(state.port(port))

    return {
        "memcached": listening("memcached"),
        "account-server": healthy("account"),
        "container-server": healthy("container"),
        "object-server": healthy("object"),
        "swift-proxy": healthy("swift"),
        "tempauth-proxy": healthy("tempauth"),
        "openid-provider": healthy("oidc", "/.well-known/openid-configuration"),
        "tls-front": listening("swift_" + CERTIFICATES[-1]),
        "keystone": healthy("keystone", "/v3"),
    }


def connects(port):
    try:
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
        return True
    except OSError:
        return False
