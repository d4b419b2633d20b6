#!/usr/bin/env python3
"""How long `claims reconcile` takes, and how much memory: many events, and one event of many claims.

usage: reconcile.py BINARY [--events N] [--claims N] [--one N,N,...]

The claims are made up: outlets of each event print tolls that grow by the hour, some with a speaker, some under a group, some about
things; every tenth repeats an old figure. The lines are the same at every run. Prints seconds, claims a second and the peak memory of
the child, for `--events` events of `--claims` claims each, and for single events of the sizes in `--one`.
"""
import argparse, json, os, random, resource, subprocess, tempfile, time

MEASURES = ["killed", "injured", "missing", "displaced", "evacuated", "arrested", "count"]
GROUPS = ["all", "all", "all", "children", "us troops", "civilians"]
SPEAKERS = [None, None, "police", "the health ministry", "the mayor", "a witness", "the Red Cross"]
NOUNS = ["boats", "houses", "villages", "lorries", "bridges", "schools"]
WORDS = "harbour market bridge river north quarter storm quay ferry school hospital night morning tower mill".split()


def claims(event, count):
    draw = random.Random(f"{event} {count}")
    for number in range(count):
        outlet, hour = f"outlet-{draw.randrange(40)}", draw.randrange(240)
        measure, group = draw.choice(MEASURES), draw.choice(GROUPS)
        value = (20 + hour + draw.randrange(8)) * (1 + MEASURES.index(measure))
        noun = draw.choice(NOUNS) if measure == "count" else "people"
        words = " ".join(draw.sample(WORDS, 4))
        clause = f"{value} {noun} in the {words}"
        speaker = draw.choice(SPEAKERS)
        yield {
            "doc": f"{event}-{outlet}-{hour}", "claim": f"{event}-{number}", "kind": "count", "measure": measure,
            "group": "all" if measure == "count" else group, "text": str(value), "value": value, "low": value, "high": value,
            "qualifier": draw.choice(["exact", "exact", "exact", "at_least", "about"]),
            "unit": noun[:-1] if measure == "count" else "person", "noun": noun, "quote": f"{value} {noun}", "clause": clause,
            "start": number * 40 % 4000, "end": number * 40 % 4000 + 10, "event": event, "outlet": outlet,
            "published": f"2031-05-{1 + hour // 24:02}T{hour % 24:02}:00:00Z", "confidence": 0.9, "schema": 1,
            **({"attributed_to": speaker, "attribution_kind": "official"} if speaker else {}),
        }


def run(binary, path, *more):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.monotonic()
    with open(path, "rb") as lines:
        found = subprocess.run([binary, "reconcile", *more, "-"], stdin=lines, stdout=subprocess.PIPE, check=True).stdout
    seconds = time.monotonic() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return seconds, after.ru_utime - before.ru_utime, after.ru_maxrss // 1024, found.count(b"\n")


def measure(binary, folder, events, count, *more):
    path = os.path.join(folder, "claims.jsonl")
    with open(path, "w", encoding="utf-8") as out:
        for event in range(events):
            for line in claims(f"event-{event}", count):
                out.write(json.dumps(line) + "\n")
    seconds, cpu, rss, found = run(binary, path, *more)
    total = events * count
    print(f"{events:6} events x {count:6} claims {' '.join(more):8} {seconds:7.2f} s  {cpu:7.2f} s CPU  {total / seconds:10.0f} claims/s  "
          f"{rss:5} MB  {found} lines", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary")
    parser.add_argument("--events", type=int, default=1000)
    parser.add_argument("--claims", type=int, default=1000)
    parser.add_argument("--one", default="6250,12500,25000,50000")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        # The peak is that of the largest child so far: the small ones come first.
        for count in filter(None, asked.one.split(",")):
            measure(asked.binary, folder, 1, int(count))
        measure(asked.binary, folder, asked.events, asked.claims)


if __name__ == "__main__":
    main()
