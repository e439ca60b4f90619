"""Starts the local server, sets up a tenant, and lets schemathesis check both origins against their OpenAPI document."""

import hashlib
import http.client
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time
import urllib.parse

ORIGIN = "https://shop.example"
SIGN_IN = {"email": "api@check.example", "password": "as long as it is not short"}
CHECKS = ",".join(
    [
        "not_a_server_error",
        "status_code_conformance",
        "content_type_conformance",
        "response_schema_conformance",
        "response_headers_conformance",
    ]
)
# The same requests in every run.
SEED = "20260101"
STARTS_WITHIN_S = 60


def start(binary, folder):
    ready = folder / "ready.json"
    free = "127.0.0.1:0"
    addresses = ["--addr", free, "--console-addr", free, "--no-demo"]
    environment = {
        **os.environ,
        "BUBBLECHAT_ADMIN_EMAIL": SIGN_IN["email"],
        "BUBBLECHAT_ADMIN_PASSWORD": SIGN_IN["password"],
    }
    log = open(folder / "log", "w")
    command = [binary, *addresses, "--data", str(folder / "data"), "--ready-file", str(ready)]
    server = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    give_up_at = time.monotonic() + STARTS_WITHIN_S
    while not ready.exists():
        if server.poll() is not None or time.monotonic() > give_up_at:
            server.kill()
            sys.exit(f"the server did not start:\n{(folder / 'log').read_text()}")
        time.sleep(0.05)
    return server, json.loads(ready.read_text())


def post(console, path, body, headers):
    connection = http.client.HTTPConnection(urllib.parse.urlsplit(console).netloc)
    data = json.dumps(body)
    sent = {"Content-Type": "application/json", "X-BubbleChat": "1", **headers}
    connection.request("POST", path, data, {**sent, "x-amz-content-sha256": hashlib.sha256(data.encode()).hexdigest()})
    answer = connection.getresponse()
    text = answer.read()
    assert answer.status in (200, 201), (path, answer.status, text)
    return answer.headers, json.loads(text)


def headers(console):
    """A session, and a tenant's key with the highest limits, so that most requests get past both."""
    answered, _ = post(console, "/v1/admin/login", SIGN_IN, {})
    session = {"Cookie": answered["set-cookie"].split(";")[0]}
    most = {"key_per_minute": 1000, "session_per_minute": 1000, "address_per_minute": 1000}
    tenant = {"slug": "checked", "name": "Checked", "origins": [ORIGIN], "limits": most}
    post(console, "/v1/admin/tenants", tenant, session)
    _, made = post(console, "/v1/admin/tenants/checked/keys", {"name": "check", "kind": "publishable"}, session)
    return {**session, "X-BubbleChat": "1"}, {"X-API-Key": made["key"], "Origin": ORIGIN}


def ask(origin, document, paths, sent, examples, report):
    """Tries the routes of one origin, and returns whether all passed."""
    command = ["run", document, "--url", origin, "--checks", CHECKS, "--seed", SEED, "--max-examples", examples]
    command += ["--phases", "examples,coverage,fuzzing", "--generation-database", "none", "--warnings", "off"]
    command += ["--report", "junit", "--report-junit-path", str(report)]
    for name, value in sent.items():
        command += ["--header", f"{name}: {value}"]
    executable = pathlib.Path(sys.executable).with_name("schemathesis")
    return subprocess.run([executable, *command, *paths]).returncode == 0


def main(binary, examples):
    binary, folder = str(pathlib.Path(binary).absolute()), pathlib.Path(tempfile.mkdtemp(prefix="bubblechat-api-"))
    # Schemathesis writes into the working directory.
    os.chdir(folder)
    # Set by `cargo xtask test`.
    results = pathlib.Path(os.environ.get("TEST_RESULTS", folder))
    server, ready = start(binary, folder)
    try:
        of_operators, of_visitors = headers(ready["console"])
        document = f"{ready['console']}/v1/openapi.json"
        console = "^/(v1/admin|v1/openapi.json|docs)"
        origins = [
            ask(ready["console"], document, ["--include-path-regex", console], of_operators, examples, results / "console.xml"),
            ask(ready["site"], document, ["--exclude-path-regex", console], of_visitors, examples, results / "site.xml"),
        ]
        if server.poll() is not None:
            sys.exit(f"the server ended:\n{(folder / 'log').read_text()}")
        return all(origins)
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait()


sys.exit(0 if main(*sys.argv[1:]) else 1)
