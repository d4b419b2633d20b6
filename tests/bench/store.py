#!/usr/bin/env python3
"""How long `claims diff EVENT` takes on a large store.

usage: store.py BINARY [--events N] [--files N] [--claims N] [--ask N] [--folder DIR]

Writes saved reports of our own sentences, `--files` of `--claims` figures for each of `--events` events, has `claims fetch` read them into one
store, and asks `claims diff` for `--ask` of the events, drawn with a fixed seed. Prints how long the fetch took, the size of the store, and the
median, 95th percentile and slowest diff. With `--folder` the store is kept there and used again.
"""
import argparse, os, random, subprocess, tempfile, time

THINGS = ["boats", "houses", "lorries", "bridges", "schools", "wells", "tents", "mills"]
SENTENCES = [
    "At least {n} people were killed in the {place}, police said.",
    "The storm injured {n} people in the {place}.",
    "{n} people were missing in the {place}, the mayor said.",
    "Soldiers evacuated {n} people from the {place}.",
    "The flood destroyed {n} {thing} in the {place}.",
    "Officers arrested {n} people in the {place}.",
    "Rescuers counted {n} {thing} in the {place}.",
]
PLACES = ["harbour", "old town", "north quarter", "valley", "market", "river port", "upper town", "station"]


def report(draw, claims):
    lines = ["Storm over the coast"]
    for _ in range(claims):
        lines.append(draw.choice(SENTENCES).format(n=draw.randrange(20, 900), place=draw.choice(PLACES), thing=draw.choice(THINGS)))
    return "\n\n".join([lines[0], *(" ".join(lines[at:at + 4]) for at in range(1, len(lines), 4))])


def build(binary, folder, events, files, claims):
    config = ["[store]", 'path = "claims.sqlite"', ""]
    for outlet in range(files):
        config += ["[[outlet]]", f'id = "outlet-{outlet}"', f'domains = ["outlet-{outlet}.example"]', ""]
    for event in range(events):
        config += ["[[event]]", f'id = "event-{event}"', f'title = "Event {event}"', "terms = []", ""]
        for outlet in range(files):
            name = f"event-{event}-{outlet}.txt"
            with open(os.path.join(folder, name), "w", encoding="utf-8") as out:
                out.write(report(random.Random(name), claims))
            config += ["[[event.source]]", f'outlet = "outlet-{outlet}"', f'file = "{name}"', ""]
    with open(os.path.join(folder, "config.toml"), "w", encoding="utf-8") as out:
        out.write("\n".join(config))
    start = time.monotonic()
    subprocess.run([binary, "fetch", "--quiet", "--config", "config.toml"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    print(f"fetch of {events * files} files: {time.monotonic() - start:.1f} s", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary")
    parser.add_argument("--events", type=int, default=1000)
    parser.add_argument("--files", type=int, default=10)
    parser.add_argument("--claims", type=int, default=100)
    parser.add_argument("--ask", type=int, default=100)
    parser.add_argument("--folder")
    asked = parser.parse_args()
    binary = os.path.abspath(asked.binary)
    with tempfile.TemporaryDirectory() as scratch:
        folder = asked.folder or scratch
        os.makedirs(folder, exist_ok=True)
        if not os.path.exists(os.path.join(folder, "claims.sqlite")):
            build(binary, folder, asked.events, asked.files, asked.claims)
        print(f"store: {os.path.getsize(os.path.join(folder, 'claims.sqlite')) / 1e6:.0f} MB")
        times = []
        for event in random.Random(7).sample(range(asked.events), min(asked.ask, asked.events)):
            start = time.monotonic()
            done = subprocess.run([binary, "diff", f"event-{event}", "--config", "config.toml"], cwd=folder, capture_output=True)
            times.append(1000 * (time.monotonic() - start))
            if done.returncode not in (0, 1):
                raise SystemExit(done.stderr.decode())
        times.sort()
        print(f"diff of {len(times)} events: median {times[len(times) // 2]:.0f} ms, p95 {times[len(times) * 95 // 100]:.0f} ms, slowest {times[-1]:.0f} ms")


if __name__ == "__main__":
    main()
