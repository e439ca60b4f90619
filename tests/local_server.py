"""A local server without its demo, and its console's API."""

import hashlib
import http.client
import json
import os
import signal
import subprocess
import time
import urllib.parse

SIGN_IN = {"email": "api@check.example", "password": "as long as it is not short"}
STARTS_WITHIN_S = 60


class LocalServer:
    """Started in a folder that is its own, until it is left."""

    def __init__(self, binary, folder):
        ready = folder / "ready.json"
        free = "127.0.0.1:0"
        addresses = ["--addr", free, "--console-addr", free, "--no-demo"]
        environment = {
            **os.environ,
            "BUBBLECHAT_ADMIN_EMAIL": SIGN_IN["email"],
            "BUBBLECHAT_ADMIN_PASSWORD": SIGN_IN["password"],
        }
        self.log = folder / "log"
        command = [binary, *addresses, "--data", str(folder / "data"), "--ready-file", str(ready)]
        with open(self.log, "w") as log:
            self.process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        give_up_at = time.monotonic() + STARTS_WITHIN_S
        while not ready.exists():
            if self.process.poll() is not None or time.monotonic() > give_up_at:
                self.process.kill()
                raise SystemExit(f"the server did not start:\n{self.log.read_text()}")
            time.sleep(0.05)
        addresses = json.loads(ready.read_text())
        self.site, self.console = addresses["site"], addresses["console"]
        answered, _ = self.admin("POST", "/v1/admin/login", SIGN_IN)
        self.session = {"Cookie": answered["set-cookie"].split(";")[0]}

    session = {}

    def admin(self, method, path, body):
        """Asks the console's API. Returns the headers and the JSON of what it answers."""
        connection = http.client.HTTPConnection(urllib.parse.urlsplit(self.console).netloc)
        data = json.dumps(body)
        sent = {"Content-Type": "application/json", "X-BubbleChat": "1", **self.session}
        sent["x-amz-content-sha256"] = hashlib.sha256(data.encode()).hexdigest()
        connection.request(method, path, data, sent)
        answer = connection.getresponse()
        text = answer.read()
        assert answer.status in (200, 201, 204), (path, answer.status, text)
        return answer.headers, json.loads(text) if text else None

    def has_ended(self):
        return self.process.poll() is not None

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()
