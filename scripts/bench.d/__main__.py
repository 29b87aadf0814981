"""Runs the rows that are asked for, and shows what came of it."""

import argparse
import signal
import sys

import downloads
import listings
import machine
import programs
import report
import tools
import uploads
from failure import Failure
from world import World

ROWS = {
    "small-down": downloads.small,
    "far-down": downloads.far,
    "small-up": uploads.small,
    "big-down": downloads.big,
    "big-up": uploads.big,
    "walk": listings.service,
    "nginx-small": downloads.nginx_small,
    "nginx-big": downloads.nginx_big,
    "nginx-walk": listings.nginx,
    "start": programs.start,
    "call": programs.call,
}


def arguments():
    parser = argparse.ArgumentParser(
        prog="scripts/bench",
        description="Does the same work with archive-lua and its peers, in turn, several times, on a service of its own "
        "and on nginx, in memory. A whole run writes docs/benchmarks.md; any other prints what it would write.")
    parser.add_argument("--quick", action="store_true", help="fewer and smaller files, fewer rounds")
    parser.add_argument("--rounds", type=int, help="how often each does each work")
    parser.add_argument("rows", nargs="*", metavar="ROW", help=f"only these: {', '.join(ROWS)}")
    options = parser.parse_args()
    if unknown := [row for row in options.rows if row not in ROWS]:
        parser.error(f"there is no row {unknown[0]}; there are {', '.join(ROWS)}")
    return options


def run(options):
    tools.prepare()
    with World(options.quick, options.rounds) as world:
        facts = machine.facts(world.folder)
        all_results = []
        for key in options.rows or ROWS:
            row = ROWS[key](world)
            tools.say(row.title)
            all_results.append(row.run(world.folder))
            print(report.details(all_results[-1]), file=sys.stderr, flush=True)
    text = report.markdown(facts, all_results)
    if options.rows or options.quick:
        print(text)
    else:
        report.write(text)


def main():
    options = arguments()
    for name in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, lambda number, frame: sys.exit(128 + number))
    try:
        run(options)
    except Failure as failure:
        print(f"scripts/bench: {failure}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


sys.exit(main())
