"""An AWS on loopback: MiniStack in its own process, and signed requests to what is deployed on it."""

import hashlib
import http.client
import os
import signal
import socket
import subprocess
import time
from pathlib import Path
from urllib.parse import urlsplit

import boto3
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

ROOT = Path(__file__).resolve().parents[2]
REGION = "eu-west-1"
# The emulator's root account. The functions' roles have their own credentials and are limited by their policies.
KEY = "test"


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Emulator:
    def __init__(self, folder):
        self.folder = folder
        self.port = free_port()
        # The visitor's, as the edge would report it.
        self.address = "198.51.100.7"
        self.endpoint = f"http://127.0.0.1:{self.port}"

    def __enter__(self):
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": os.environ.get("HOME", "/tmp"),
            "TMPDIR": str(self.folder),
            "AUTH": "true",
            "BIND_HOST": "127.0.0.1",
            "GATEWAY_PORT": str(self.port),
            "AWS_ENDPOINT_URL": self.endpoint,
        }
        log = open(self.folder / "emulator.log", "w")
        program = ROOT / "target/venv-emulator/bin/ministack"
        # Its own process group, so that it and the functions it started can be ended together, and nothing else.
        self.process = subprocess.Popen(
            [program], env=environment, stdout=log, stderr=subprocess.STDOUT, cwd=self.folder, start_new_session=True
        )
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                break
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=1):
                    return self
            except OSError:
                time.sleep(0.2)
        self.__exit__()
        raise SystemExit(f"the emulator did not start; see {log.name}")

    def __exit__(self, *_):
        for ending in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(self.process.pid, ending)
                self.process.wait(timeout=10)
            except (ProcessLookupError, subprocess.TimeoutExpired):
                pass

    def environment(self):
        """The environment for `sam`: the emulator, with no other credentials than its own."""
        own = {"AWS_ENDPOINT_URL": self.endpoint, "AWS_ACCESS_KEY_ID": KEY, "AWS_SECRET_ACCESS_KEY": KEY}
        kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
        return kept | own | {"AWS_DEFAULT_REGION": REGION, "SAM_CLI_TELEMETRY": "0", "AWS_EC2_METADATA_DISABLED": "true"}

    def client(self, service):
        return boto3.client(
            service, endpoint_url=self.endpoint, region_name=REGION, aws_access_key_id=KEY, aws_secret_access_key=KEY
        )

    def _send(self, method, host, path, headers, body):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body=body, headers={**headers, "Host": host})
            response = connection.getresponse()
            # Of a header that comes more than once, the first: a sign-in sets the session's cookie, and then the device's.
            received = {name.lower(): value for name, value in reversed(response.getheaders())}
            return Answer(response.status, received, response.read().decode())
        finally:
            connection.close()

    def through_cdn(self, url, method="GET", headers=None):
        """A request like a browser's, to a distribution's own host."""
        parts = urlsplit(url)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        return self._send(method, parts.hostname, path or "/", {"X-Forwarded-Proto": "https", **(headers or {})}, None)

    def signed(self, function_url, path, method="GET", headers=None, body=None):
        """A request like CloudFront's origin access control: signed, with the viewer's address and host."""
        host = urlsplit(function_url).hostname
        body = (body or "").encode()
        own = {
            "x-bubblechat-address": self.address,
            "x-bubblechat-host": "site.example",
            "x-amz-content-sha256": hashlib.sha256(body).hexdigest(),
        }
        request = AWSRequest(method, f"https://{host}{path}", headers={**own, **(headers or {})}, data=body)
        SigV4Auth(Credentials(KEY, KEY), "lambda", REGION).add_auth(request)
        return self._send(method, host, path, dict(request.headers), body or None)

    def unsigned(self, function_url, path):
        return self._send("GET", urlsplit(function_url).hostname, path, {}, None)


class Answer:
    def __init__(self, status, headers, text):
        self.status, self.headers, self.text = status, headers, text

    def __repr__(self):
        return f"{self.status} {self.text[:600]}"
