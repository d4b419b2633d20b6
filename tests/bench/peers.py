#!/usr/bin/env python3
"""Times `claims extract` against other tools on the same texts, in turn, and prints the ratio of the medians.

    python3 tests/bench/peers.py --claims target/release/claims --texts articles.jsonl [--runs 5] [--tools DIR]

`articles.jsonl` holds a document a line, with `text`. A peer that is not there is installed into --tools (an own npm folder, an own
virtual environment); one that cannot be had is left out, aloud. Figures are CPU seconds of whole processes, start-up included.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import venv
from pathlib import Path

WINK = """
const winkNLP = require('wink-nlp'), model = require('wink-eng-lite-web-model');
const nlp = winkNLP(model), its = nlp.its;
const lines = require('fs').readFileSync(process.argv[2], 'utf8').split('\\n');
let found = 0;
for (const line of lines) if (line) {
  const doc = nlp.readDoc(JSON.parse(line).text);
  found += doc.entities().out(its.detail).length;
}
console.log(found);
"""

DUCKLING = """
import json, sys
from duckling import load_time_zones, parse_ref_time, parse_lang, default_locale_lang, parse_locale, parse_dimensions, parse, Context
zones = load_time_zones('/usr/share/zoneinfo')
now = parse_ref_time(zones, 'UTC', 1630000000)
locale = parse_locale('EN_US', default_locale_lang(parse_lang('EN')))
context = Context(now, locale)
wanted = parse_dimensions(['number', 'amount-of-money', 'quantity', 'distance', 'duration', 'temperature', 'volume'])
found = 0
for line in open(sys.argv[1], encoding='utf-8'):
    found += len(parse(json.loads(line)['text'], context, wanted, False))
print(found)
"""


def cpu(command):
    """CPU seconds and peak memory (MB) of one whole process."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    said = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise RuntimeError(said.decode(errors="replace")[-400:])
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def wink(tools, texts):
    folder = tools / "wink"
    if not (folder / "node_modules/wink-nlp").is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        command = ["npm", "install", "--silent", "--prefix", str(folder), "wink-nlp", "wink-eng-lite-web-model"]
        subprocess.run(command, check=True, capture_output=True)
    script = folder / "run.js"
    script.write_text(WINK)
    return ["node", str(script), texts]


def duckling(tools, texts):
    folder = tools / "duckling"
    if not (folder / "bin/python").exists():
        venv.create(folder, with_pip=True)
        pip = [folder / "bin/pip", "install", "--quiet", "pyduckling-native-phihos"]
        subprocess.run(pip, check=True, capture_output=True)
    script = folder / "run.py"
    script.write_text(DUCKLING)
    return [str(folder / "bin/python"), str(script), texts]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--claims", default="target/release/claims")
    parser.add_argument("--texts", required=True)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--limit", type=int, default=0, help="read so many documents only")
    parser.add_argument("--tools", default="target/peers")
    args = parser.parse_args()
    tools = Path(args.tools).resolve()
    tools.mkdir(parents=True, exist_ok=True)
    texts = tools / "texts.jsonl"
    size = 0
    with open(args.texts, encoding="utf-8") as lines, open(texts, "w", encoding="utf-8") as out:
        for at, line in enumerate(lines):
            if args.limit and at >= args.limit:
                break
            text = json.loads(line)["text"]
            size += len(text.encode())
            out.write(json.dumps({"id": str(at), "text": text}, ensure_ascii=False) + "\n")
    commands = {"claims": [args.claims, "extract", "--jobs", "1", str(texts)]}
    for name, make in (("wink-nlp", wink), ("duckling", duckling)):
        try:
            commands[name] = make(tools, str(texts))
            cpu(commands[name])
        except (OSError, subprocess.CalledProcessError, RuntimeError) as error:
            commands.pop(name, None)
            print(f"left out: {name} is not to be had here: {error}", file=sys.stderr)
    taken = {name: [] for name in commands}
    for _ in range(args.runs):
        for name, command in commands.items():
            taken[name].append(cpu(command))
    ours = statistics.median(seconds for seconds, _ in taken["claims"])
    print(f"{size} bytes of text, {args.runs} runs in turn, medians")
    print(f"{'tool':10} {'CPU s':>8} {'MB/s':>8} {'peak MB':>8} {'claims is faster by':>20}")
    for name, runs in taken.items():
        seconds = statistics.median(seconds for seconds, _ in runs)
        memory = max(memory for _, memory in runs)
        print(f"{name:10} {seconds:8.2f} {size / seconds / 1e6:8.2f} {memory:8.0f} {seconds / ours:19.1f}x")


if __name__ == "__main__":
    main()
