"""A visitor of a tenant with one engine."""

import hashlib
import http.client
import itertools
import json
import urllib.parse
import uuid

ORIGIN = "https://shop.example"
MOST = {"key_per_minute": 1000, "session_per_minute": 1000, "address_per_minute": 1000}
numbers = itertools.count(1)


class Visitor:
    def __init__(self, server, engine, key):
        self.server, self.session, self.slug = server, str(uuid.uuid4()), f"tenant-{next(numbers)}"
        engine = {"name": "main", "provider": "openai", **engine}
        tenant = {"slug": self.slug, "name": "Acme", "prompt": "Be kind.", "origins": [ORIGIN], "limits": MOST}
        # So that the usage that a provider reports can be seen.
        tenant["behaviour"] = {"show_models": True}
        server.admin("POST", "/v1/admin/tenants", {**tenant, "engines": [engine]})
        path = f"/v1/admin/tenants/{self.slug}"
        if key:
            host = urllib.parse.urlsplit(engine["base_url"]).netloc
            server.admin("PUT", f"{path}/provider-key", {"provider": engine["provider"], "host": host, "key": key})
        _, made = server.admin("POST", f"{path}/keys", {"name": "check", "kind": "publishable"})
        self.key = made["key"]

    def post(self, path, body):
        connection = http.client.HTTPConnection(urllib.parse.urlsplit(self.server.site).netloc, timeout=60)
        data = json.dumps(body)
        headers = {"Content-Type": "application/json", "X-API-Key": self.key, "Origin": ORIGIN}
        headers |= {"X-Session-Id": self.session, "Accept": "application/x-ndjson"}
        headers["x-amz-content-sha256"] = hashlib.sha256(data.encode()).hexdigest()
        connection.request("POST", path, data, headers)
        return connection.getresponse()

    def events(self, message):
        """The events of the reply to a message, as they arrive."""
        response = self.post("/v1/chat", {"session_id": self.session, "message": message})
        assert response.status == 200, response.read()
        for line in response:
            yield json.loads(line)

    def ask(self, message):
        """The reply to a message, and how it ended."""
        events = list(self.events(message))
        return "".join(event["content"] for event in events if event["type"] == "token"), events[-1]

    def stop(self, reply):
        assert self.post(f"/v1/replies/{reply}/stop", {}).status in (202, 204)
