"""Swift's container updater and object updater in one process, sweeping over and over.

Run the ordinary way each forks a Python per partition and sweep, which keeps a core busy for nothing.

    updaters.py SWIFT_FOLDER
"""

import os
import signal
import sys
import time

import swift.common.utils

folder = sys.argv[1]
swift.common.utils.SWIFT_CONF_FILE = os.path.join(folder, "swift.conf")

from eventlet import Timeout  # noqa: E402
from swift.common.utils import eventlet_monkey_patch, readconf  # noqa: E402

eventlet_monkey_patch()  # once: again, as `run_once` does it, could leave a lock held for ever

from swift.container.updater import ContainerUpdater  # noqa: E402
from swift.obj.updater import ObjectUpdater  # noqa: E402

PAUSE = 0.5
STUCK = 120


def updater(kind, server):
    conf = readconf(os.path.join(folder, server + ".conf"), f"{server}-updater", log_name=f"{server}-updater")
    return kind({**conf, "log_level": "WARNING"})


class ChangedContainers:
    """Tells accounts what those containers hold whose files have changed since they were last told of."""

    def __init__(self):
        self.updater = updater(ContainerUpdater, "container")
        self.seen = {}

    def sweep(self):
        for path in self.updater.get_paths():
            for folder, _, files in os.walk(path):
                for name in files:
                    if name.endswith(".db"):
                        self.report(os.path.join(folder, name))

    def report(self, database):
        stamps = {suffix: stamp(database + suffix) for suffix in ("", ".pending")}
        if self.seen.get(database) == stamps:
            return
        failures = self.updater.failures
        try:
            self.updater.process_container(database)
        except (Exception, Timeout) as error:
            self.updater.logger.warning("%s: %s", database, error)
        else:
            if self.updater.failures == failures:
                self.seen[database] = stamps


def stamp(path):
    try:
        status = os.stat(path)
        return status.st_mtime_ns, status.st_size
    except FileNotFoundError:
        return None


def main():
    # A sweep that hangs starts this program again, in place; its files, and so its locks, are closed by that.
    signal.signal(signal.SIGALRM, lambda *_: os.execv(sys.executable, [sys.executable, "-B", *sys.argv]))
    signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGALRM])
    containers = ChangedContainers()
    objects = updater(ObjectUpdater, "object")
    while True:
        signal.alarm(STUCK)
        begin = time.monotonic()
        containers.sweep()
        for device in os.listdir(objects.devices):
            objects.object_sweep(os.path.join(objects.devices, device))
        # Never more than a fifth of a core.
        time.sleep(max(PAUSE, 4 * (time.monotonic() - begin)))


main()
