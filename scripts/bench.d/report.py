"""The results in Markdown."""

from pathlib import Path

import tools
from failure import Failure
from row import OURS

DOCUMENT = tools.ROOT / "docs" / "benchmarks.md"
BEGIN, END = "<!-- scripts/bench writes from here … -->\n", "<!-- … to here -->\n"


def markdown(facts, all_results):
    parts = [aims(all_results)] + [details(results) for results in all_results] + [machine(facts)]
    return "\n".join(parts)


def write(text):
    """Puts it where the document has the results of the last run."""
    before, begin, rest = DOCUMENT.read_text().partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise Failure(f"{DOCUMENT} has no place for the results")
    DOCUMENT.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}")


def aims(all_results):
    lines = ["## The aims", "", "| work | aim | measured | |", "|---|---|---|---|"]
    for results in all_results:
        for aim in results.row.aims:
            value = aim.reached(results)
            against = f" × {' + '.join(aim.peers)}" if aim.peers else " MB"
            shown = f"{value:.2f} ×" if aim.peers else f"{value:.0f} MB"
            lines.append(
                f"| {results.row.title} | {aim.measure} ≤ {aim.limit:g}{against} | {shown} | "
                f"{'yes' if value <= aim.limit else '**no**'} |")
    return "\n".join(lines) + "\n"


def details(results):
    row = results.row
    lines = [
        f"## {row.title[0].upper()}{row.title[1:]}", "",
        f"| | wall, {row.unit} | least … most | processor, s | peak memory, MB | archive-lua's wall | processor |",
        "|---|---:|---:|---:|---:|---:|---:|"]
    for contestant in row.contestants:
        name = contestant.name
        median, (least, most) = results.median(name), results.spread(name)
        ratios = "| |" if name == OURS else f"{results.ratio('wall', name):.2f} × | {results.ratio('processor', name):.2f} × |"
        runs = f"{number(least)} … {number(most)}" if len(results.taken[name]) > 1 else "once"
        lines.append(f"| {name} | {number(median.wall)} | {runs} | {number(median.processor)} | {median.memory:.0f} | {ratios}")
    return "\n".join(lines) + "\n"


def number(value):
    return f"{value:.3g}" if value < 100 else f"{value:.0f}"


def machine(facts):
    return "\n".join(["## The machine", "", "| | |", "|---|---|", *(f"| {name} | {value} |" for name, value in facts)]) + "\n"
