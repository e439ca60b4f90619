"""Runs the chat function's binary outside AWS and checks that it streams.

    stream.py --chat BOOTSTRAP --local PROGRAM

Under the runtime API of `cargo lambda watch`, tokens arrive while the reply is still being generated, with one event each, and one process
serves eight requests at once. Under our own runtime API, which sets real deadlines, a reply ends in time. Nothing depends on timing: if one
thing must happen before another, the other is held back until it has.
"""

import argparse
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from pathlib import Path

from checks import Checks
from emulator import free_port
from runtime import ROOT, Backend, Runtime, event, events_of

STREAMS = 8
# What has not arrived by then will not arrive.
PATIENCE_S = 30
WORDS = "one two three four five six seven eight nine ten eleven twelve"


class Watched:
    """A binary running under `cargo lambda watch`."""

    def __init__(self, bootstrap, backend, folder, concurrency=None):
        self.port, self.log = free_port(), open(folder / "watch.log", "a")
        self.processes = [self._start(
            ["cargo", "lambda", "watch", "--only-lambda-apis", "--invoke-address", "127.0.0.1", "--invoke-port", str(self.port)], os.environ
        )]
        self._until_it_listens()
        environment = {**backend.environment(), "AWS_LAMBDA_RUNTIME_API": f"http://127.0.0.1:{self.port}/.rt", "AWS_LAMBDA_FUNCTION_NAME": "_"}
        if concurrency:
            environment["AWS_LAMBDA_MAX_CONCURRENCY"] = str(concurrency)
        self.processes.append(self._start([bootstrap], environment))

    def _start(self, command, environment):
        # Its own process group, so that it and what it started can be ended together, and nothing else.
        return subprocess.Popen(
            command, cwd=ROOT / "crates/chat", env=environment, stdout=self.log, stderr=subprocess.STDOUT, start_new_session=True
        )

    def _until_it_listens(self):
        deadline = time.monotonic() + 60
        while self.processes[0].poll() is None and time.monotonic() < deadline:
            try:
                return socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                time.sleep(0.1)
        raise SystemExit(f"cargo lambda watch did not start; see {self.log.name}")

    def chat(self, backend, session):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_S)
        connection.request("POST", "/lambda-url/_/v1/chat", message(session), backend.visitor())
        response = connection.getresponse()
        assert response.status == 200, (response.status, response.read())
        assert response.headers["content-type"].startswith("text/event-stream"), response.headers
        return response

    def close(self):
        for process in reversed(self.processes):
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            process.wait()


class Own:
    """A binary running under our own runtime API."""

    def __init__(self, bootstrap, backend, concurrency=None):
        self.bootstrap, self.environment = bootstrap, backend.environment()
        if concurrency:
            self.environment["AWS_LAMBDA_MAX_CONCURRENCY"] = str(concurrency)

    def __enter__(self):
        self.runtime = Runtime()
        environment = {**self.environment, "AWS_LAMBDA_RUNTIME_API": self.runtime.server.host}
        self.process = subprocess.Popen([self.bootstrap], env=environment, stdout=subprocess.DEVNULL)
        return self.runtime

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.runtime.server.close()


def message(session):
    return json.dumps({"session_id": session, "message": WORDS, "engine": "echo"})


def read_all_tokens(response):
    """Reads until every word has arrived. The reply has not ended, because its last write is held back."""
    text = ""
    while len([name for name, _ in events_of(text[: text.rfind("\n\n") + 2]) if name == "token"]) < len(WORDS.split()):
        piece = response.read1(65536)
        assert piece, f"the stream ended after {text}"
        text += piece.decode()
    assert "event: done" not in text, text
    return text


def check_whole(text):
    events = events_of(text)
    told = [data["content"] for name, data in events if name == "token"]
    assert "".join(told).split() == WORDS.split()[::-1], told
    assert len(told) == len(WORDS.split()), "one event for each word"
    assert events[0][0] == "start" and events[-1][0] == "done" and events[-1][1]["status"] == "complete", events


def check_tokens(bootstrap, backend, folder):
    watched = Watched(bootstrap, backend, folder)
    try:
        backend.release.clear()
        response = watched.chat(backend, str(uuid.uuid4()))
        text = read_all_tokens(response)
        backend.release.set()
        check_whole(text + response.read().decode())
    finally:
        backend.release.set()
        watched.close()


def check_eight_at_once(backend, chat):
    """`chat` sends a message and returns its response. No reply ends before the tokens of all have arrived."""
    all_told, failures = threading.Barrier(STREAMS + 1), []

    def visitor():
        try:
            response = chat(str(uuid.uuid4()))
            text = read_all_tokens(response)
            all_told.wait(PATIENCE_S)
            check_whole(text + response.read().decode())
        except BaseException as failure:
            all_told.abort()
            failures.append(failure)

    backend.release.clear()
    visitors = [threading.Thread(target=visitor) for _ in range(STREAMS)]
    for thread in visitors:
        thread.start()
    try:
        all_told.wait(PATIENCE_S)
    except threading.BrokenBarrierError:
        pass
    finally:
        backend.release.set()
    for thread in visitors:
        thread.join()
    assert not failures, failures


def check_concurrency(bootstrap, backend, folder):
    watched = Watched(bootstrap, backend, folder, STREAMS)
    try:
        check_eight_at_once(backend, lambda session: watched.chat(backend, session))
    finally:
        watched.close()


def check_strict_concurrency(bootstrap, backend):
    """The same under a runtime API where, unlike there, an invocation ends only with its stream."""
    with Own(bootstrap, backend, STREAMS) as runtime:
        check_eight_at_once(backend, lambda session: runtime.invoke(event("POST", "/v1/chat", backend.visitor(), message(session))))


def check_deadline(bootstrap, backend):
    with Own(bootstrap, backend) as runtime:
        session = str(uuid.uuid4())
        # Less time than the function reserves for its last write.
        text = runtime.invoke(event("POST", "/v1/chat", backend.visitor(), message(session)), timeout_s=1).read().decode()
        events = events_of(text)
        assert [name for name, _ in events] == ["start", "error"], text
        assert (events[-1][1]["code"], events[-1][1]["retryable"]) == ("interrupted", True), text
        headers = {**backend.visitor(), "x-session-id": session}
        thread = json.loads(runtime.invoke(event("GET", "/v1/conversation", headers)).read())
        (question, answer) = thread["messages"]
        assert (question["content"], answer["status"]) == (WORDS, "interrupted"), thread
        # The same process continues: given time, it answers.
        check_whole(runtime.invoke(event("POST", "/v1/chat", backend.visitor(), message(session))).read().decode())


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--chat", type=Path, required=True)
    parser.add_argument("--local", type=Path, required=True)
    arguments = parser.parse_args()
    chat, local = arguments.chat.resolve(), arguments.local.resolve()
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        backend = Backend(local, folder, may_hold=True)
        try:
            checks = [
                ("tokens arrive while the reply is being generated", lambda: check_tokens(chat, backend, folder)),
                (f"one process serves {STREAMS} requests at once", lambda: check_concurrency(chat, backend, folder)),
                ("also if an invocation ends only with its stream", lambda: check_strict_concurrency(chat, backend)),
                ("a reply ends before the function's time is up, and is stored", lambda: check_deadline(chat, backend)),
            ]
            with Checks("streaming") as report:
                for what, check in checks:
                    report.begin(what)
                    check()
        except BaseException:
            print((folder / "watch.log").read_text() if (folder / "watch.log").is_file() else "")
            raise
        finally:
            backend.close()


if __name__ == "__main__":
    sys.exit(main())
