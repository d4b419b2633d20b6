#!/usr/bin/env python3
"""Fits the points of data/article.toml on real pages, and says what they are worth on pages that they were not fitted on.

    cargo bench --bench points --no-run
    python3 tests/bench/points.py --tool target/release/deps/points-... --pages pages.jsonl.gz ... [--write data/article.toml]

A page a line, with `url`, `html` and `body` (the text that a person took for the article). A block is the article's where the body
holds it. Two logistic regressions are fitted, as src/article/judge has two passes; the second sees what the first says of the blocks
around, by points that were fitted without the page's own outlet. What is printed is measured on the blocks as they are chosen,
before furniture is cleared: F1 of shingles of four words, and recall and precision of the numbers; "held out" is five-fold, no outlet in two folds.
numpy is put into --tools (an own virtual environment) where it is not there.
"""

import argparse
import collections
import gzip
import json
import os
import re
import subprocess
import sys
import tomllib
import venv
import zlib
from pathlib import Path
from urllib.parse import urlsplit

NUMBER = re.compile(r"\d[\d.,:/]*\d|\d")
FOLDS = 5
CHANCE_MIN = 0.45


def bare(text):
    return "".join(c for c in text.lower() if c.isalnum())


def shingles(text):
    words = re.findall(r"\w+", text)
    return collections.Counter(tuple(words[at:at + 4]) for at in range(max(1, len(words) - 3))) if words else collections.Counter()


def held(texts, body):
    """Whether each block is a part of the body. Of a block that the page has more often than the body, those beside others count first."""
    lines = collections.Counter(bare(line) for line in body.splitlines())
    whole, known = bare(body), shingles(body)
    found, often = [], collections.defaultdict(list)
    for at, text in enumerate(texts):
        own = bare(text)
        often[own].append(at)
        if not own:
            found.append(False)
        elif len(own) >= 20:
            parts = shingles(text)
            share = sum((parts & known).values()) / sum(parts.values())
            found.append(own in whole or (len(text.split()) >= 12 and share >= 0.6))
        else:
            found.append(own in lines)
    for own, places in often.items():
        times = max(lines[own], whole.count(own) if len(own) >= 20 else 0)
        if len(places) > 1 and found[places[0]] and times < len(places):
            near = lambda at: -sum(found[other] for other in range(max(0, at - 3), min(len(found), at + 4)) if other not in places)
            for at in sorted(places, key=near)[max(1, times):]:
                found[at] = False
    return found


class Tool:
    """The program's own half: rows of values for blocks."""

    def __init__(self, path):
        self.process = subprocess.Popen([path, "--pages"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8")
        self.names = json.loads(self.process.stdout.readline())["names"]

    def ask(self, line):
        self.process.stdin.write(json.dumps(line) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())


def fitted(np, rows, labels, weights, ridge):
    """Logistic regression by Newton's steps; the last of the points is the bias, which is not held down."""
    rows = np.hstack([rows, np.ones((len(rows), 1))])
    held_down = np.full(rows.shape[1], ridge)
    held_down[-1] = 1e-6
    points = np.zeros(rows.shape[1])
    for _ in range(25):
        chances = 1 / (1 + np.exp(-np.clip(rows @ points, -30, 30)))
        slope = rows.T @ (weights * (labels - chances)) - held_down * points
        curve = (rows * (weights * chances * (1 - chances))[:, None]).T @ rows + np.diag(held_down)
        step = np.linalg.solve(curve, slope)
        points += step
        if np.abs(step).max() < 1e-5:
            break
    return points


def chances(np, rows, points):
    return 1 / (1 + np.exp(-np.clip(rows @ points[:-1] + points[-1], -30, 30)))


def worth(pages, given):
    """F1 of shingles, recall and precision of numbers, of the blocks that the chances choose."""
    precision = recall = 0.0
    numbers = collections.Counter()
    for page, own in zip(pages, given):
        text = "\n".join(text for text, chance in zip(page["texts"], own) if chance >= CHANCE_MIN)
        truth, taken = shingles(page["body"]), shingles(text)
        hits = sum((truth & taken).values())
        precision += hits / sum(taken.values()) if taken else float(not truth)
        recall += hits / sum(truth.values()) if truth else 1.0
        want, got = (collections.Counter(NUMBER.findall(it)) for it in (page["body"], text))
        numbers.update(want=sum(want.values()), got=sum(got.values()), hit=sum((want & got).values()))
    precision, recall = precision / len(pages), recall / len(pages)
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    return f"F1 {f1:.4f}  numR {numbers['hit'] / max(numbers['want'], 1):.4f}  numP {numbers['hit'] / max(numbers['got'], 1):.4f}"


def told(pages, name, given):
    for file in sorted({page["file"] for page in pages}):
        here = [at for at, page in enumerate(pages) if page["file"] == file]
        print(f"{name:10} {file:14} {worth([pages[at] for at in here], [given[at] for at in here])}")


def read(files, tool):
    pages, count = [], 0
    for file in files:
        for line in gzip.open(file, "rt", encoding="utf-8"):
            page = json.loads(line)
            answer = tool.ask({"html": page["html"], "url": page["url"]})
            host = ".".join((urlsplit(page["url"]).hostname or "").split(".")[-2:])
            pages.append({
                "number": count, "file": Path(file).name.split(".")[0], "body": page["body"], "texts": answer["texts"], "rows": answer["rows"],
                "fold": zlib.crc32(host.encode()) % FOLDS, "held": held(answer["texts"], page["body"]),
            })
            count += 1
    return pages


def weights(page):
    """A page counts as one, whatever its length; a block by its words, and a figure among few words counts too."""
    words = [len(text.split()) for text in page["texts"]]
    own = [min(count, 80) ** 0.5 + (2.0 if NUMBER.search(text) else 0.0) for count, text in zip(words, page["texts"])]
    whole = sum(weight for weight, is_held in zip(own, page["held"]) if is_held) or sum(own) or 1.0
    return [weight * 100 / whole for weight in own]


def written(text, names, first, second, biases):
    """The file with these points in place of its own."""
    bias = f"bias = [{biases[0]:.3f}, {biases[1]:.3f}]"
    text = re.sub(r"^bias = \[.*\]$", bias, text, count=1, flags=re.M)
    head = text[:text.index("[points]")]
    lines = []
    for at, name in enumerate(names[0] + names[1]):
        key = name if re.fullmatch(r"\w+", name) else f'"{name}"'
        both = [first[at], second[at]] if at < len(names[0]) else [second[at]]
        lines.append(f"{key} = [{', '.join(f'{point + 0.0:.3f}' for point in both)}]")
    return head + "[points]\n" + "\n".join(lines) + "\n"


def main():
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--tool", required=True, help="the bench `points`, as `cargo bench --bench points --no-run` names it")
    ask.add_argument("--pages", required=True, nargs="+")
    ask.add_argument("--write", help="the data/article.toml that is to hold the points")
    ask.add_argument("--ridge", type=float, default=20.0)
    ask.add_argument("--tools", default="target/bench-points")
    given = ask.parse_args()
    try:
        import numpy as np
    except ImportError:
        folder = Path(given.tools)
        if "CLAIMS_POINTS" in os.environ:
            sys.exit("numpy cannot be installed here")
        venv.create(folder, with_pip=True)
        subprocess.run([folder / "bin" / "python", "-m", "pip", "install", "--quiet", "numpy"], check=False)
        os.environ["CLAIMS_POINTS"] = "1"
        os.execv(folder / "bin" / "python", ["python", *sys.argv])
    tool = Tool(given.tool)
    pages = [page for page in read(given.pages, tool) if page["rows"]]
    ends = np.cumsum([0] + [len(page["rows"]) for page in pages])
    rows = np.vstack([np.array(page["rows"]) for page in pages])
    labels = np.concatenate([np.array(page["held"], float) for page in pages])
    weight = np.concatenate([np.array(weights(page)) for page in pages])
    folds = np.concatenate([np.full(len(page["rows"]), page["fold"]) for page in pages])
    by_page = lambda all_of: [all_of[start:end] for start, end in zip(ends, ends[1:])]

    def around(first):
        answers = (tool.ask({"page": page["number"], "chances": own.tolist()}) for page, own in zip(pages, by_page(first)))
        return np.hstack([rows, np.vstack([np.array(answer) for answer in answers])])

    def crossed(values):
        """The chances of each block by points that were fitted without its fold."""
        out = np.zeros(len(values))
        for fold in range(FOLDS):
            others = folds != fold
            points = fitted(np, values[others], labels[others], weight[others], given.ridge)
            out[~others] = chances(np, values[~others], points)
        return out

    print(f"{len(pages)} pages, {len(rows)} blocks, {int(labels.sum())} of them the articles'")
    committed = tomllib.loads(Path("data/article.toml").read_text(encoding="utf-8"))
    known = committed["points"]
    if all(name in known for name in tool.names[0] + tool.names[1]):
        own = [np.array([known[name][0] for name in tool.names[0]] + [committed["bias"][0]]),
               np.array([known[name][-1] for name in tool.names[0] + tool.names[1]] + [committed["bias"][1]])]
        told(pages, "committed", by_page(chances(np, around(chances(np, rows, own[0])), own[1])))
    first = fitted(np, rows, labels, weight, given.ridge)
    crossed_first = crossed(rows)
    values = around(crossed_first)
    second = fitted(np, values, labels, weight, given.ridge)
    told(pages, "held out", by_page(crossed(values)))
    told(pages, "fitted", by_page(chances(np, around(chances(np, rows, first)), second)))
    if given.write:
        path = Path(given.write)
        text = written(path.read_text(encoding="utf-8"), tool.names, first, second, (first[-1], second[-1]))
        path.write_text(text, encoding="utf-8")
        print(f"written: {path}")


if __name__ == "__main__":
    main()
