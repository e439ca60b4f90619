"""The servers, started and stopped, and a relay that shows who leaves whom."""

import contextlib
import http.client
import json
import os
import pathlib
import select
import socket
import subprocess
import sys
import threading
import time
import urllib.parse

HERE = pathlib.Path(__file__).parent
STARTS_WITHIN_S = 120

LITELLM_KEY = "sk-litellm-master"
LLAMA_KEY = "llama-key"
MOCK_KEY = "mock-key"

# What LiteLLM's proxy serves: models that answer without a provider.
LITELLM = {
    "general_settings": {"master_key": LITELLM_KEY},
    "model_list": [
        {"model_name": name, "litellm_params": {"model": "openai/gpt-4o-mini", "api_key": "none", "mock_response": said}}
        for name, said in [("talks", "Nine to five, Monday to Saturday."), ("busy", "litellm.RateLimitError")]
    ],
    "litellm_settings": {"num_retries": 0, "telemetry": False},
    "router_settings": {"num_retries": 0, "disable_cooldowns": True},
}
# Two seconds of words, one every 50 ms.
MOCK = {
    "apiKey": MOCK_KEY,
    "responses": [
        {
            "id": "long",
            "messages": [
                {"role": "system", "matcher": "any"},
                {"role": "user", "matcher": "any"},
                {"role": "assistant", "content": " ".join(f"word{i}" for i in range(400))},
            ],
        }
    ],
}


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


@contextlib.contextmanager
def process(command, log, **options):
    with open(log, "w") as output:
        started = subprocess.Popen(command, stdout=output, stderr=output, **options)
    try:
        yield started
    finally:
        started.terminate()
        started.wait()


def until(holds, started, log):
    """Waits for a server to be ready."""
    give_up_at = time.monotonic() + STARTS_WITHIN_S
    while True:
        found = holds()
        if found:
            return found
        if started.poll() is not None or time.monotonic() > give_up_at:
            raise AssertionError(f"a server did not start:\n{log.read_text()[-4000:]}")
        time.sleep(0.1)


def answers(port, path):
    def asked():
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", path)
            return connection.getresponse().status < 500
        except OSError:
            return False

    return asked


@contextlib.contextmanager
def litellm(folder):
    port, config, log = free_port(), folder / "litellm.json", folder / "litellm.log"
    # JSON is YAML.
    config.with_suffix(".yaml").write_text(json.dumps(LITELLM))
    executable = pathlib.Path(sys.executable).with_name("litellm")
    command = [executable, "--config", config.with_suffix(".yaml"), "--host", "127.0.0.1", "--port", str(port)]
    # Its list of prices would be fetched otherwise.
    environment = {**os.environ, "LITELLM_LOCAL_MODEL_COST_MAP": "True"}
    with process(command, log, env=environment, cwd=folder) as started:
        until(answers(port, "/health/liveliness"), started, log)
        yield f"http://127.0.0.1:{port}/v1"


@contextlib.contextmanager
def llama(folder):
    log = folder / "llama.log"
    with process([sys.executable, "-B", HERE / "llama_server.py", folder], log) as started:
        lines = until(lambda: [line for line in log.read_text().splitlines() if line.startswith("http")], started, log)
        yield f"{lines[0]}/v1"


@contextlib.contextmanager
def mock(folder):
    port, config, log = free_port(), folder / "mock.yaml", folder / "mock.log"
    config.write_text(json.dumps(MOCK))
    script = HERE / "node_modules/openai-mock-api/dist/cli.js"
    with process(["node", script, "--config", config, "--port", str(port)], log) as started:
        until(answers(port, "/v1/models"), started, log)
        yield f"http://127.0.0.1:{port}/v1"


class Relay:
    """Passes bytes on between us and a server, and notes when our side closes a connection."""

    def __init__(self, base_url):
        self.target = urllib.parse.urlsplit(base_url)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.base_url = f"http://127.0.0.1:{self.listener.getsockname()[1]}{self.target.path}"
        # One of each connection: what the server had sent when our side left it.
        self.left = []
        self.requests = 0
        self.changed = threading.Condition()
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            ours, _ = self.listener.accept()
            theirs = socket.create_connection((self.target.hostname, self.target.port))
            threading.Thread(target=self.relay, args=(ours, theirs), daemon=True).start()

    def relay(self, ours, theirs):
        sent = b""
        while True:
            for readable in select.select([ours, theirs], [], [])[0]:
                data = self.received(readable)
                if data and readable is ours:
                    self.note(data.count(b"POST "))
                    theirs.sendall(data)
                elif data:
                    sent += data
                    ours.sendall(data)
                else:
                    if readable is ours:
                        self.note(0, sent)
                    ours.close()
                    theirs.close()
                    return

    @staticmethod
    def received(readable):
        try:
            return readable.recv(65536)
        except ConnectionError:
            return b""

    def note(self, requests, left=None):
        with self.changed:
            self.requests += requests
            self.left += [] if left is None else [left]
            self.changed.notify_all()

    def until_left(self):
        """What the server had sent when our side left."""
        with self.changed:
            assert self.changed.wait_for(lambda: self.left, timeout=30), "nobody left the server"
            return self.left[0]
