"""What a function's binary needs to run outside AWS: Lambda's runtime API, a store and the secret. Loopback only."""

import json
import os
import queue
import signal
import socket
import subprocess
import threading
import time
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ADDRESS = "198.51.100.7"
SITE = "site.example"
# Longer than any of the functions takes.
TIMEOUT_S = 300


class Server:
    """HTTP/1.1 on a free loopback port, with a thread for each request."""

    def __init__(self, handler):
        self.http = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.http.daemon_threads = True
        self.host = f"127.0.0.1:{self.http.server_port}"
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    def close(self):
        self.http.shutdown()
        self.http.server_close()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Otherwise the second packet of a response would wait for the first one's acknowledgement.
    disable_nagle_algorithm = True

    def log_message(self, *_):
        pass

    def parse_request(self):
        # Otherwise Linux acknowledges late, which delays what a client sends in two packets by 40 ms. The option must be set again each time.
        if hasattr(socket, "TCP_QUICKACK"):
            self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
        return super().parse_request()

    def handle(self):
        try:
            super().handle()
        except ConnectionError:
            # The function was stopped, by a test that has seen enough.
            pass

    def answer(self, status, headers, body):
        head = [f"HTTP/1.1 {status} -", *(f"{name}: {value}" for name, value in headers.items())]
        head.append(f"Content-Length: {len(body)}")
        self.wfile.write("\r\n".join([*head, "", ""]).encode() + body)

    def body(self):
        """The request's body, piece by piece as it arrives."""
        if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
            while size := int(self.rfile.readline().split(b";")[0], 16):
                yield self.rfile.read(size)
                self.rfile.readline()
            # Trailers, in which a failed streamed response says so.
            while self.rfile.readline().strip():
                pass
        elif length := int(self.headers.get("Content-Length") or 0):
            yield self.rfile.read(length)


class Invocation:
    """A request to a function, and its response as it arrived."""

    def __init__(self, event, timeout_s):
        self.event, self.timeout_s = event, timeout_s
        self.first_byte_at = None
        self._head, self._pieces = b"", queue.Queue()

    def take(self, piece, is_streamed):
        # A streamed response begins with its status and headers, followed by eight zero bytes.
        if is_streamed and self._head is not None:
            self._head += piece
            head, zeros, piece = self._head.partition(bytes(8))
            if not zeros:
                return
            self._head = None
        if piece:
            if self.first_byte_at is None:
                self.first_byte_at = time.monotonic()
            self._pieces.put(piece)

    def end(self):
        self._pieces.put(b"")

    def read1(self, _size=None):
        """The next piece of the response as it arrived; nothing after the last."""
        return self._pieces.get(timeout=30)

    def read(self):
        return b"".join(iter(self.read1, b""))


class Runtime:
    """Lambda's runtime API for one process of a function."""

    def __init__(self):
        self.waiting, self.running = queue.Queue(), {}
        self.first_next_at = None
        runtime = self

        class Api(Handler):
            def do_GET(self):
                if runtime.first_next_at is None:
                    runtime.first_next_at = time.monotonic()
                    runtime.asked.set()
                invocation = runtime.waiting.get()
                request = str(len(runtime.running) + 1)
                runtime.running[request] = invocation
                headers = {
                    "Lambda-Runtime-Aws-Request-Id": request,
                    "Lambda-Runtime-Deadline-Ms": str(int((time.time() + invocation.timeout_s) * 1000)),
                    "Lambda-Runtime-Invoked-Function-Arn": "arn:aws:lambda:eu-west-1:123456789012:function:test",
                    "Content-Type": "application/json",
                }
                self.answer(200, headers, json.dumps(invocation.event).encode())

            def do_POST(self):
                invocation = runtime.running.get(self.path.split("/")[-2])
                is_streamed = self.headers.get("Lambda-Runtime-Function-Response-Mode") == "streaming"
                for piece in self.body():
                    if invocation:
                        invocation.take(piece, is_streamed)
                # Only now, as on Lambda, so that each loop of the runtime serves one request at a time.
                self.answer(202, {}, b"")
                if invocation:
                    invocation.end()

        self.asked = threading.Event()
        self.server = Server(Api)

    def invoke(self, event, timeout_s=TIMEOUT_S):
        invocation = Invocation(event, timeout_s)
        self.waiting.put(invocation)
        return invocation


def event(method, path, headers=None, body=None, query=""):
    """A Function URL's event."""
    return {
        "version": "2.0", "routeKey": "$default", "rawPath": path, "rawQueryString": query,
        "headers": {"x-bubblechat-address": ADDRESS, "x-bubblechat-host": SITE, **(headers or {})},
        "requestContext": {
            "accountId": "anonymous", "apiId": "id", "domainName": "id.lambda-url.eu-west-1.on.aws", "domainPrefix": "id",
            "http": {"method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "127.0.0.1", "userAgent": "test"},
            "requestId": "id", "routeKey": "$default", "stage": "$default", "time": "01/Jan/2026:00:00:00 +0000", "timeEpoch": 0,
        },
        "body": body, "isBase64Encoded": False,
    }


PASSWORD = "correct horse battery"


class Backend:
    """A store with the demo tenant, and the service secret: `bubblechat-local`, with a stand-in for Secrets Manager in front of its
    secret file. With `may_hold` the functions reach the store through a proxy that can hold back the last write of every reply."""

    def __init__(self, local, folder, may_hold=False):
        self.may_hold, self.release = may_hold, threading.Event()
        self.release.set()
        ready = folder / "ready.json"
        # A store that both can reach, built alongside the local server.
        self.store = subprocess.Popen([Path(local).with_name("examples") / "store"], stdout=subprocess.PIPE, text=True)
        self.dynamodb = self.store.stdout.readline().strip()
        self.process = subprocess.Popen(
            [local, "--dynamodb-endpoint", self.dynamodb, "--data", folder / "data", "--ready-file", ready, "--addr", ":0", "--console-addr", ":0", "--demo-addr", ":0"],
            stdout=subprocess.PIPE, text=True, env={**os.environ, "BUBBLECHAT_ADMIN_PASSWORD": PASSWORD},
        )
        if not any("BubbleChat is running" in line for line in self.process.stdout):
            raise SystemExit(f"{local} did not start")
        self.ready = json.loads(ready.read_text())
        secret = (folder / "data/secret.json").read_text()
        backend = self

        class Aws(Handler):
            def do_POST(self):
                body = b"".join(self.body())
                target = self.headers["X-Amz-Target"]
                json_type = {"Content-Type": "application/x-amz-json-1.1"}
                if target == "secretsmanager.GetSecretValue":
                    arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:test"
                    answer = {"ARN": arn, "Name": "test", "SecretString": secret}
                    return self.answer(200, json_type, json.dumps(answer).encode())
                if target.endswith(".UpdateItem") and b'":status":{"S":"complete"}' in body.replace(b" ", b""):
                    backend.release.wait(30)
                sent = {name: self.headers[name] for name in ("X-Amz-Target", "X-Amz-Date", "Authorization", "Content-Type")}
                request = urllib.request.Request(backend.dynamodb, body, sent)
                try:
                    with urllib.request.urlopen(request) as response:
                        return self.answer(200, json_type, response.read())
                except urllib.error.HTTPError as error:
                    return self.answer(error.code, json_type, error.read())

        self.aws = Server(Aws)

    def environment(self):
        """The environment that the template and AWS give the functions."""
        return {
            "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_REGION": "eu-west-1",
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_ENDPOINT_URL_DYNAMODB": f"http://{self.aws.host}" if self.may_hold else self.dynamodb,
            "AWS_ENDPOINT_URL_SECRETS_MANAGER": f"http://{self.aws.host}",
            "AWS_LAMBDA_FUNCTION_NAME": "test", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "512", "AWS_LAMBDA_FUNCTION_VERSION": "1",
            "BUBBLECHAT_TENANTS_TABLE": "bubblechat-tenants",
            "BUBBLECHAT_CONVERSATIONS_TABLE": "bubblechat-conversations",
            "BUBBLECHAT_OPERATORS_TABLE": "bubblechat-operators",
            "BUBBLECHAT_AUDIT_TABLE": "bubblechat-audit",
            "BUBBLECHAT_SECRET_ID": "test",
        }

    def visitor(self):
        """The headers of one of the demo tenant's pages."""
        return {"x-api-key": self.ready["key"], "origin": self.ready["demo"], "content-type": "application/json"}

    def sign_in(self):
        """An operator's session cookie. The functions share the secret that signs it."""
        body = json.dumps({"email": self.ready["email"], "password": PASSWORD}).encode()
        headers = {"X-BubbleChat": "1", "Content-Type": "application/json"}
        request = urllib.request.Request(f"{self.ready['console']}/v1/admin/login", body, headers)
        with urllib.request.urlopen(request) as response:
            return response.headers["Set-Cookie"].split(";")[0]

    def close(self):
        self.aws.close()
        self.process.send_signal(signal.SIGTERM)
        self.process.communicate(timeout=30)
        self.store.kill()
        self.store.communicate()


def events_of(text):
    """A stream's events, without pings."""
    events = []
    for block in text.split("\n\n"):
        lines = dict(line.split(": ", 1) for line in block.splitlines() if ": " in line and line[0] != ":")
        if lines:
            events.append((lines["event"], json.loads(lines["data"])))
    return events
