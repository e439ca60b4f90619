"""Measures the start-up of the functions' binaries. `cargo xtask bench cold-start` builds them and runs this script.

    cold_start.py --local PROGRAM FUNCTION=BOOTSTRAP …

Each bootstrap is started 20 times and gets a request as soon as it asks for one, as in a cold start on Lambda. Figures are medians, with
minimum and maximum. The functions talk to `bubblechat-local`'s embedded store over plain HTTP, without TLS, network or account. The script
makes no assertions.
"""

import argparse
import io
import json
import os
import platform
import statistics
import subprocess
import tempfile
import time
import uuid
import zipfile
from pathlib import Path

from runtime import Backend, Runtime, event

RUNS = 20


def requests(backend):
    """The first request to each function, and its name in the table."""
    message = lambda: json.dumps({"session_id": str(uuid.uuid4()), "message": "one two three", "engine": "echo"})
    cookie = backend.sign_in()
    return {
        "chat": ("a chat by the echo engine", lambda: event("POST", "/v1/chat", backend.visitor(), message())),
        "config": ("a widget's config", lambda: event("GET", "/v1/widget/config", backend.visitor(), query=f"key={backend.ready['key']}")),
        "admin": ("the list of tenants", lambda: event("GET", "/v1/admin/tenants", {"cookie": cookie})),
    }


def resident_mib(pid):
    return int(subprocess.check_output(["ps", "-o", "rss=", "-p", str(pid)])) / 1024


def processor_ms(pid):
    """How much CPU time its threads have used. Linux only."""
    return sum(int(file.read_text().split()[0]) for file in Path(f"/proc/{pid}/task").glob("*/schedstat")) / 1e6


def run(bootstrap, environment, request):
    """One cold start: milliseconds to /next and to the first byte of the response, and MiB after it; then milliseconds of a second response."""
    runtime = Runtime()
    begun = time.monotonic()
    process = subprocess.Popen(
        [bootstrap], env={**environment, "AWS_LAMBDA_RUNTIME_API": runtime.server.host}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        assert runtime.asked.wait(30), f"{bootstrap} never asked for work"
        figures = {"processor": processor_ms(process.pid), "next": (runtime.first_next_at - begun) * 1000}
        first = runtime.invoke(request()) if request else None
        if first:
            text = first.read()
            assert b'"error"' not in text, text
            figures["first"] = (first.first_byte_at - begun) * 1000
            figures["resident"] = resident_mib(process.pid)
            again = time.monotonic()
            second = runtime.invoke(request())
            second.read()
            figures["warm"] = (second.first_byte_at - again) * 1000
        else:
            figures["resident"] = resident_mib(process.pid)
        return figures
    finally:
        process.kill()
        process.wait()
        runtime.server.close()


def zipped_mib(bootstrap):
    """Zips it as `sam deploy` does, with deflate at its default level."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(bootstrap, "bootstrap")
    return len(packed.getvalue()) / 2**20


def cell(runs, name):
    values = [figures[name] for figures in runs if name in figures]
    if not values:
        return "—"
    return f"{statistics.median(values):.1f} ({min(values):.1f}–{max(values):.1f})"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--local", type=Path, required=True, help="bubblechat-local, whose store the functions use")
    parser.add_argument("bootstraps", nargs="+", metavar="FUNCTION=BOOTSTRAP")
    arguments = parser.parse_args()
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        backend = Backend(arguments.local, Path(folder))
        try:
            asked = requests(backend)
            for name, _, bootstrap in (entry.partition("=") for entry in arguments.bootstraps):
                request = asked.get(name, (None, None))[1]
                runs = [run(bootstrap, backend.environment(), request) for _ in range(RUNS)]
                size = Path(bootstrap).stat().st_size / 2**20
                figures = [cell(runs, column) for column in ("next", "processor", "first", "warm", "resident")]
                rows.append([name, *figures, f"{size:.1f}", f"{zipped_mib(bootstrap):.2f}"])
        finally:
            backend.close()
    print(f"{platform.machine()}, {os.cpu_count()} processors; {RUNS} starts each: median (minimum–maximum)")
    head = ["function", "exec → /next, ms", "of it computing, ms", "exec → first byte, ms", "warm, ms", "resident, MiB", "size, MiB", "zipped, MiB"]
    widths = [max(len(row[i]) for row in [head, *rows]) for i in range(len(head))]
    for row in [head, ["-" * width for width in widths], *rows]:
        print("| " + " | ".join(text.ljust(width) for text, width in zip(row, widths)) + " |")
    for name, (what, _) in asked.items():
        print(f"{name}: time to the first byte of {what}; warm: of a second one")


if __name__ == "__main__":
    main()
