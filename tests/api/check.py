"""Starts the local server, sets up a tenant, and lets schemathesis check both origins against their OpenAPI document."""

import os
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
from local_server import LocalServer  # noqa: E402

ORIGIN = "https://shop.example"
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


def headers(server):
    """A session, and a tenant's key with the highest limits, so that most requests get past both."""
    most = {"key_per_minute": 1000, "session_per_minute": 1000, "address_per_minute": 1000}
    tenant = {"slug": "checked", "name": "Checked", "origins": [ORIGIN], "limits": most}
    server.admin("POST", "/v1/admin/tenants", tenant)
    _, made = server.admin("POST", "/v1/admin/tenants/checked/keys", {"name": "check", "kind": "publishable"})
    return {**server.session, "X-BubbleChat": "1"}, {"X-API-Key": made["key"], "Origin": ORIGIN}


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
    server = LocalServer(binary, folder)
    try:
        of_operators, of_visitors = headers(server)
        document = f"{server.console}/v1/openapi.json"
        console = "^/(v1/admin|v1/openapi.json|docs)"
        origins = [
            ask(server.console, document, ["--include-path-regex", console], of_operators, examples, results / "console.xml"),
            ask(server.site, document, ["--exclude-path-regex", console], of_visitors, examples, results / "site.xml"),
        ]
        if server.has_ended():
            sys.exit(f"the server ended:\n{server.log.read_text()}")
        return all(origins)
    finally:
        server.stop()


sys.exit(0 if main(*sys.argv[1:]) else 1)
