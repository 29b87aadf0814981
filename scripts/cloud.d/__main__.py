"""The commands of scripts/cloud."""

import argparse
import json
import os
import shlex
import signal
import sys

from failure import Failure
from state import State, default_folder


def up(state, options):
    import cloud

    cloud.up(state)
    print(f"The cloud is up: {state.folder}", file=sys.stderr)


def down(state, options):
    import cloud

    cloud.down(state)


def status(state, options):
    import cloud

    running = cloud.running(state)
    for name, pid in running.items():
        print(f"{name:20} {pid or 'not running'}")
    return 0 if running and all(running.values()) else 1


def env(state, options):
    import description

    for name, value in description.environment(state.required()).items():
        print(f"export {name}={shlex.quote(value)}")


def describe(state, options):
    import description

    print(json.dumps(description.describe(state.required()), indent=2, ensure_ascii=False))


def fill(state, options):
    import container_rows

    container_rows.fill(state.required(), options.project, options.container, options.count)


def bulk(state, options):
    import container_objects

    container_objects.fill(state.required(), options.project, options.container, options.count)


def check(state, options):
    import checks

    return checks.run(state.required())


def arguments():
    parser = argparse.ArgumentParser(prog="scripts/cloud", description="A real object archive on this machine.")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for run, summary in [
        (up, "start it (installing what is missing), filled with a few projects and people"),
        (down, "stop what `up` started; what is stored stays"),
        (status, "list its processes; exit 1 unless all of them run"),
        (env, "print `export` lines that sign alice in"),
        (describe, "print one JSON object with all that a test has to know"),
        (check, "try every service as a client would"),
        (fill, "give a container COUNT names quickly: rows of its listing, without contents"),
        (bulk, "give a container COUNT small objects quickly: real ones"),
    ]:
        command = commands.add_parser(run.__name__, help=summary, description=summary)
        command.set_defaults(run=run)
        if run in (fill, bulk):
            command.add_argument("container")
            command.add_argument("count", type=int)
            command.add_argument("project", nargs="?", default="MyProject")
            command.add_argument("folder", nargs="?", metavar="DIR", help="the cloud's folder")
        else:
            command.add_argument(
                "folder", nargs="?", metavar="DIR", help=f"the cloud's folder (else $ARCHIVE_LUA_CLOUD, else {default_folder()})")
    commands.add_parser("help", help="print this").set_defaults(run=None)
    options = parser.parse_args()
    if options.run is None:
        parser.print_help()
        sys.exit()
    return options


def main():
    options = arguments()
    for name in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, lambda number, frame: sys.exit(128 + number))
    try:
        return options.run(State(options.folder), options)
    except Failure as failure:
        print(f"scripts/cloud: {failure}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


sys.exit(main())
