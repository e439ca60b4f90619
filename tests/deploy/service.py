"""What a deployed BubbleChat must do, checked against the deployment that the stack's outputs describe."""

import json
import uuid

ORIGIN = "https://shop.example"


class Service:
    def __init__(self, emulator, outputs):
        self.emulator, self.outputs = emulator, outputs
        self.cookie = None

    # ---------------------------------------------------------------------------------------------------- operators
    def admin(self, method, path, body=None, status=200, headers=None):
        sent = {"X-BubbleChat": "1", **(headers or {})}
        if self.cookie:
            sent["Cookie"] = self.cookie
        if body is not None:
            sent["Content-Type"] = "application/json"
        text = None if body is None else json.dumps(body)
        answer = self.emulator.signed(self.outputs["AdminFunctionUrl"], path, method, sent, text)
        assert answer.status == status, f"{method} {path}: {answer}"
        return answer

    def first_sign_in(self):
        """The first operator's e-mail address, and the password that the deployment generated."""
        secrets = self.emulator.client("secretsmanager")
        return json.loads(secrets.get_secret_value(SecretId=self.outputs["FirstSignIn"])["SecretString"])

    def sign_in(self):
        self.cookie = None
        answer = self.admin("POST", "/v1/admin/login", self.first_sign_in())
        self.cookie = answer.headers["set-cookie"].split(";")[0]
        return json.loads(self.admin("GET", "/v1/admin/me").text)

    def make_tenant(self, slug):
        tenant = {
            "slug": slug,
            "name": "Acme",
            "engines": [{"name": "echo", "provider": "echo"}],
            "origins": [ORIGIN],
        }
        self.admin("POST", "/v1/admin/tenants", tenant, status=201)
        key = {"name": "Website", "kind": "publishable"}
        return json.loads(self.admin("POST", f"/v1/admin/tenants/{slug}/keys", key, status=201).text)["key"]

    # ----------------------------------------------------------------------------------------------------- visitors
    def chat(self, key, session, message):
        """Sends one message and returns the events of its reply."""
        body = json.dumps({"session_id": session, "message": message})
        headers = {"X-API-Key": key, "Origin": ORIGIN, "Content-Type": "application/json", "Accept": "text/event-stream"}
        answer = self.emulator.signed(self.outputs["ChatFunctionUrl"], "/v1/chat", "POST", headers, body)
        assert answer.status == 200, answer
        assert answer.headers["content-type"].startswith("text/event-stream"), answer.headers
        events = []
        for block in answer.text.split("\n\n"):
            lines = dict(line.split(": ", 1) for line in block.splitlines() if ": " in line and line[0] != ":")
            if lines:
                events.append((lines["event"], json.loads(lines["data"])))
        return events

    def conversation(self, key, session):
        headers = {"X-API-Key": key, "Origin": ORIGIN, "X-Session-Id": session}
        answer = self.emulator.signed(self.outputs["ChatFunctionUrl"], "/v1/conversation", headers=headers)
        assert answer.status == 200, answer
        return json.loads(answer.text)

    def forget(self, key, session):
        headers = {"X-API-Key": key, "Origin": ORIGIN, "X-Session-Id": session}
        answer = self.emulator.signed(self.outputs["ChatFunctionUrl"], "/v1/conversation", "DELETE", headers)
        assert answer.status in (200, 204), answer

    def config(self, key):
        path = f"/v1/widget/config?key={key}"
        answer = self.emulator.signed(self.outputs["ConfigFunctionUrl"], path, headers={"Origin": ORIGIN})
        assert answer.status == 200, answer
        return json.loads(answer.text)

    # ----------------------------------------------------------------------------------------------------- together
    def walk(self, slug):
        """Everything once, for visitor and operator: sign-in, tenant, key, config, a chat, its record."""
        assert self.sign_in()["email"] == self.first_sign_in()["email"]
        key, session = self.make_tenant(slug), str(uuid.uuid4())
        assert self.config(key)["name"] == "Acme"
        events = self.chat(key, session, "one two three")
        names = [name for name, _ in events]
        assert names[0] == "start" and names[-1] == "done" and "token" in names, events
        said = "".join(data["content"] for name, data in events if name == "token")
        assert said.split() == ["three", "two", "one"], said
        messages = self.conversation(key, session)["messages"]
        assert [message["role"] for message in messages] == ["user", "assistant"], messages
        listed = json.loads(self.admin("GET", f"/v1/admin/tenants/{slug}/conversations").text)
        assert "one two three" in json.dumps(listed), listed
        tenants = json.loads(self.admin("GET", "/v1/admin/tenants").text)
        assert slug in json.dumps(tenants), tenants
        return key, session
