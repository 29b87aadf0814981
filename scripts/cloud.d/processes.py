"""Processes that outlive this one, and are known again later: by pid and the moment they started."""

import os
import signal
import subprocess
import time

from failure import Failure

MARK = "ARCHIVE_LUA_CLOUD_PROCESS"  # in the environment of all that is started here


class Process:
    def __init__(self, state, name):
        self.name = name
        self.record = state.path("run", name)
        self.log = state.path("logs", name + ".log")

    def recorded(self):
        """Its pid and when it started; (None, None) for one that was not started."""
        try:
            pid, started = map(int, self.record.read_text().split())
        except (FileNotFoundError, ValueError):
            return None, None
        return pid, started

    def pid(self):
        """Its pid while it runs, else None; never that of another process which has the number now."""
        pid, started = self.recorded()
        return pid if pid and start_time(pid) == started else None

    def family(self):
        """Itself and all that it started and that may have outlived it: they share its session and its mark."""
        session, _ = self.recorded()
        return [pid for pid in map(int, filter(str.isdigit, os.listdir("/proc")))
                if session and session_of(pid) == session and self.marked(pid)]

    def marked(self, pid):
        try:
            with open(f"/proc/{pid}/environ", "rb") as environment:
                return f"{MARK}={self.record}".encode() in environment.read().split(b"\0")
        except OSError:
            return False

    def start(self, command):
        with open(self.log, "ab") as log:
            child = subprocess.Popen(
                [str(word) for word in command], stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/",
                env={**os.environ, MARK: str(self.record)}, start_new_session=True)
        self.record.write_text(f"{child.pid} {start_time(child.pid)}\n")

    def wait(self, answers, seconds=60):
        """Returns once `answers()` is true; fails as soon as the process has ended."""
        deadline = time.monotonic() + seconds
        while not answers():
            if not self.pid():
                raise Failure(f"{self.name} has ended", self.log)
            if time.monotonic() > deadline:
                raise Failure(f"{self.name} does not answer", self.log)
            time.sleep(0.05)


def stop(processes, seconds=5):
    """Ends those that run, all at once: by request, then by force with whatever they started."""
    running = {process: process.pid() for process in processes if process.pid()}
    signal_each(running.values(), signal.SIGTERM)
    deadline = time.monotonic() + seconds
    while any(process.pid() for process in running) and time.monotonic() < deadline:
        time.sleep(0.02)
    signal_each([pid for process in processes for pid in process.family()], signal.SIGKILL)
    for process in processes:
        process.record.unlink(missing_ok=True)


def signal_each(pids, number):
    for pid in pids:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            pass


def start_time(pid):
    """In clock ticks since the machine started; None for a process that is gone."""
    fields = status(pid)
    return fields and int(fields[19])


def session_of(pid):
    fields = status(pid)
    return fields and int(fields[3])


def status(pid):
    """What /proc/PID/stat has after the name; None for a process that is gone, or dead and not yet waited for."""
    try:
        with open(f"/proc/{pid}/stat") as stat:
            fields = stat.read().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return None if fields[0] in "ZX" else fields
