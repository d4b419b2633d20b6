#!/usr/bin/env python3
"""Times fetching against `curl --parallel` on the same servers, in the same run.

    cargo bench --bench fetch --no-run
    python3 tests/bench/fetch.py --bench target/release/deps/fetch-...

The servers are this script, a process of its own, at addresses of 127.0.0.0/8: hosts that answer after 200 ms; hosts that answer at once with
100 kB; hosts that say 304. `claims` asks a host one thing at a time and decodes what comes; curl asks as many things as it may at once and throws
them away. Wall seconds, CPU seconds of the whole client, the best of three each.
"""

import argparse
import asyncio
import collections
import multiprocessing
import os
import subprocess
import sys
import tempfile
import time

PORT = 18_099
PARAGRAPH = "<p>A fire in the old harbour killed 41 people on Friday, the fire service said, and left a hundred without a home.</p>\n"
PAGE = ("<!DOCTYPE html><html><head><meta charset=utf-8><title>Fire</title></head><body>" + PARAGRAPH * 850 + "</body></html>").encode()
SMALL = ("<html><body>" + PARAGRAPH * 40 + "</body></html>").encode()


class Server(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport, self.asked = transport, b""

    def data_received(self, data):
        self.asked += data
        while b"\r\n\r\n" in self.asked:
            head, self.asked = self.asked.split(b"\r\n\r\n", 1)
            if head.startswith(b"GET /late"):
                asyncio.get_running_loop().call_later(0.2, self.answer, SMALL)
            elif b"if-none-match" in head.lower():
                self.transport.write(b"HTTP/1.1 304 Not Modified\r\nETag: \"v1\"\r\n\r\n")
            else:
                self.answer(PAGE)

    def answer(self, body):
        if not self.transport.is_closing():
            head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {len(body)}\r\n\r\n"
            self.transport.write(head.encode() + body)


def serve(ready):
    async def run():
        server = await asyncio.get_running_loop().create_server(Server, "0.0.0.0", PORT, backlog=4_096)
        ready.set()
        await server.serve_forever()

    asyncio.run(run())


def urls(hosts, pages, path):
    return [f"http://127.0.{1 + host // 250}.{1 + host % 250}:{PORT}/{path}/{page}" for page in range(pages) for host in range(hosts)]


def timed(command):
    start = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    said = process.stdout.read().decode()
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{command[0]} ended with {os.waitstatus_to_exitcode(status)}")
    return time.monotonic() - start, usage.ru_utime + usage.ru_stime, said.strip()


def summed(lines):
    """What curl says of each transfer, in one line like the other's."""
    told = [line.split() for line in lines.splitlines()]
    codes = collections.Counter(code for code, _ in told)
    return f"{dict(codes)} {sum(int(size) for _, size in told)} bytes"


def main():
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--bench", required=True)
    bench = ask.parse_args().bench
    ready = multiprocessing.Event()
    server = multiprocessing.Process(target=serve, args=(ready,), daemon=True)
    server.start()
    ready.wait()
    with tempfile.TemporaryDirectory() as folder:
        for name, all_urls, conditional in (
            ("200 hosts x 5 pages, 200 ms", urls(200, 5, "late"), False),
            ("2,000 pages of 100 kB, 200 hosts", urls(200, 10, "page"), False),
            ("2,000 conditional GETs, 200 hosts", urls(200, 10, "page"), True),
        ):
            listed, config = os.path.join(folder, "urls"), os.path.join(folder, "curl")
            open(listed, "w").write("\n".join(all_urls) + "\n")
            open(config, "w").write("".join(f'url = "{url}"\noutput = "/dev/null"\n' for url in all_urls))
            curl = ["curl", "--silent", "--write-out", "%{http_code} %{size_download}\\n", "--parallel", "--parallel-immediate", "--parallel-max", "200", "--config", config]
            claims = [bench, listed]
            if conditional:
                curl += ["--header", 'If-None-Match: "v1"']
                claims.append("--conditional")
            print(f"{name}: {len(all_urls)}")
            for who, command in (("claims", claims), ("curl", curl)):
                runs = sorted(timed(command) for _ in range(3))
                said = runs[0][2] if who == "claims" else summed(runs[0][2])
                wall, cpu = runs[0][0], min(run[1] for run in runs)
                print(f"  {who:8} {wall:6.2f} s wall {cpu:6.2f} s CPU {len(all_urls) / cpu:8.0f} a CPU second  {said}", flush=True)
    server.terminate()


if __name__ == "__main__":
    main()
