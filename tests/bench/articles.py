#!/usr/bin/env python3
"""Scores and times `claims article` against other extractors on the same pages, in the same run.

    python3 tests/bench/articles.py --claims target/release/claims --pages pages.jsonl.gz [--tools DIR]

`pages.jsonl.gz` holds a page a line, with `id`, `url`, `html` and `body` (the text that a person took for the article). A peer that is not there
is installed into --tools (an own virtual environment); one that cannot be had is left out, aloud. F1 is of shingles of four words, the mean of
the pages' precision and recall; numR and numP are recall and precision of the numbers in the text; speed is pages per CPU second of the whole
process, start-up included.
"""

import argparse
import collections
import gzip
import json
import os
import re
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

NUMBER = re.compile(r"\d[\d.,:/]*\d|\d")

TRAFILATURA = """
import json, sys, trafilatura
for line in open(sys.argv[1], encoding='utf-8'):
    page = json.loads(line)
    text = trafilatura.extract(page['html'], url=page['url'], include_comments=False, include_tables=True) or ''
    print(json.dumps({'id': page['id'], 'text': text}))
"""

NEWSPAPER = """
import json, sys, newspaper
for line in open(sys.argv[1], encoding='utf-8'):
    page = json.loads(line)
    try:
        article = newspaper.Article(page['url'], input_html=page['html'])
        article.download(input_html=page['html'])
        article.parse()
        text = article.text
    except Exception:
        text = ''
    print(json.dumps({'id': page['id'], 'text': text}))
"""


def shingles(text):
    words = re.findall(r"\w+", text)
    return collections.Counter(tuple(words[at:at + 4]) for at in range(max(1, len(words) - 3))) if words else collections.Counter()


def parts(truth, found):
    """Precision and recall of one bag against another."""
    hits = sum((truth & found).values())
    precision = hits / sum(found.values()) if found else float(not truth)
    return precision, hits / sum(truth.values()) if truth else 1.0


def run(command, given=None):
    """What a whole process printed, and its CPU seconds."""
    with tempfile.TemporaryFile("w+", encoding="utf-8") as out:
        process = subprocess.Popen(command, stdin=given, stdout=out, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        if status:
            raise OSError(f"{command[0]} ended with {status}")
        out.seek(0)
        return [json.loads(line) for line in out], usage.ru_utime + usage.ru_stime


def tools(folder):
    """The interpreter of an environment with the peers, as far as they can be had."""
    python = folder / "bin" / "python"
    if not python.exists():
        venv.create(folder, with_pip=True)
    for package in ("trafilatura", "newspaper4k lxml_html_clean"):
        done = subprocess.run([python, "-m", "pip", "install", "--quiet", *package.split()], stderr=subprocess.DEVNULL)
        if done.returncode:
            print(f"left out: {package.split()[0]} cannot be installed", file=sys.stderr)
    return python


def main():
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--claims", required=True)
    ask.add_argument("--pages", required=True, nargs="+")
    ask.add_argument("--tools", default="target/bench-articles")
    given = ask.parse_args()
    python = tools(Path(given.tools))
    for pages in given.pages:
        rows = [json.loads(line) for line in gzip.open(pages, "rt", encoding="utf-8")]
        with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
            for row in rows:
                file.write(json.dumps({key: row[key] for key in ("id", "url", "html")}) + "\n")
            file.flush()
            print(f"{pages}: {len(rows)} pages")
            for name, command in (
                ("claims", [given.claims, "article", file.name]),
                ("trafilatura", [python, "-c", TRAFILATURA, file.name]),
                ("newspaper4k", [python, "-c", NEWSPAPER, file.name]),
            ):
                try:
                    found, seconds = run(command)
                except (OSError, json.JSONDecodeError) as error:
                    print(f"  {name:12} left out: {error}")
                    continue
                texts = {page["id"]: page.get("text") or "" for page in found}
                precision = recall = 0.0
                numbers = collections.Counter()
                for row in rows:
                    text, truth = texts.get(row["id"], ""), row["body"]
                    p, r = parts(shingles(truth), shingles(text))
                    precision, recall = precision + p, recall + r
                    want, got = collections.Counter(NUMBER.findall(truth)), collections.Counter(NUMBER.findall(text))
                    numbers.update(want=sum(want.values()), got=sum(got.values()), hit=sum((want & got).values()))
                precision, recall = precision / len(rows), recall / len(rows)
                f1 = 2 * precision * recall / max(precision + recall, 1e-9)
                print(
                    f"  {name:12} F1 {f1:.3f}  numR {numbers['hit'] / max(numbers['want'], 1):.3f}"
                    f"  numP {numbers['hit'] / max(numbers['got'], 1):.3f}  {len(rows) / seconds:6.1f} pages/CPU s"
                )


if __name__ == "__main__":
    main()
