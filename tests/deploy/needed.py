"""Is each grant of template.yaml needed? Removes one action at a time and checks what fails. Run it when the policies change.

    needed.py --build FOLDER        of what deploy.sh or `sam build` made

Reading the service's secret shows as not needed: a process that runs already keeps what it has read.
"""

import argparse
import copy
import http.server
import json
import secrets
import shutil
import threading
import uuid
from pathlib import Path

from deploy import Deployment, allow_plain_http, step
from emulator import ROOT, Emulator
from service import ORIGIN

# The emulator keeps logs itself without a role, and has no Bedrock.
UNSEEN = ("logs:", "bedrock:")


class Answers(http.server.BaseHTTPRequestHandler):
    """The address for the answers to CloudFormation."""

    def do_PUT(self):
        self.server.answers.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_):
        pass


class Exercise:
    def __init__(self, deployment):
        self.emulator, self.service = deployment.emulator, deployment.service()
        formation = self.emulator.client("cloudformation")
        resources = formation.describe_stack_resources(StackName="bubblechat")["StackResources"]
        self.ids = {r["LogicalResourceId"]: r["PhysicalResourceId"] for r in resources}
        self.cdn = {
            o["OutputKey"]: o["OutputValue"]
            for o in formation.describe_stacks(StackName=self.ids["Cdn"])["Stacks"][0]["Outputs"]
        }

    def functions(self):
        """Everything that visitors and operators can do, including what a refusal takes back."""
        service = self.service
        slug = "t" + uuid.uuid4().hex[:10]
        # From another address each time, so that earlier failed sign-ins do not count.
        self.emulator.address = f"198.18.{secrets.randbelow(256)}.{secrets.randbelow(256)}"
        key, session = service.walk(slug)
        tenant = json.loads(service.admin("GET", f"/v1/admin/tenants/{slug}").text)
        tenant = {name: tenant[name] for name in ("name", "engines", "origins")}
        # Without a key, it fails.
        tenant["engines"].append({"name": "keyless", "provider": "openai", "model": "m"})
        tenant["visitor_engines"] = ["keyless"]
        service.admin("PUT", f"/v1/admin/tenants/{slug}", tenant, headers={"If-Match": "1"})
        keys = json.loads(service.admin("GET", f"/v1/admin/tenants/{slug}/keys").text)
        assert keys, keys
        body = json.dumps({"session_id": session, "message": "later"})
        headers = {"X-API-Key": key, "Origin": ORIGIN, "Content-Type": "application/json"}
        accepted = self.emulator.signed(service.outputs["ChatFunctionUrl"], "/v1/messages", "POST", headers, body)
        assert accepted.status == 202, accepted
        address = json.loads(accepted.text)["stream_url"]
        path = "/v1/" + address.split("/v1/", 1)[1]
        stream = self.emulator.signed(service.outputs["ChatFunctionUrl"], path)
        assert stream.status == 200 and "event: done" in stream.text, stream
        # A refusal takes its claim back, so the same message id is then answered.
        body = json.dumps({"session_id": session, "message": "again", "message_id": str(uuid.uuid4())})
        elsewhere = {**headers, "Origin": "https://elsewhere.example", "Accept": "application/json"}
        refused = self.emulator.signed(service.outputs["ChatFunctionUrl"], "/v1/chat", "POST", elsewhere, body)
        assert refused.status == 403, refused
        answered = self.emulator.signed(
            service.outputs["ChatFunctionUrl"], "/v1/chat", "POST", {**headers, "Accept": "application/json"}, body
        )
        assert answered.status == 200, answered
        once_more = self.emulator.signed(
            service.outputs["ChatFunctionUrl"], "/v1/chat", "POST", {**headers, "Accept": "application/json"}, body
        )
        assert once_more.status == 200, once_more
        assert json.loads(once_more.text)["reply_id"] == json.loads(answered.text)["reply_id"], once_more
        body = json.dumps({"session_id": session, "message": "hi", "engine": "keyless"})
        failed = self.emulator.signed(service.outputs["ChatFunctionUrl"], "/v1/chat", "POST", headers, body)
        assert "provider_key_missing" in failed.text, failed
        # Nobody waits for that write, so it may take a few looks.
        looks = (json.loads(service.admin("GET", f"/v1/admin/tenants/{slug}").text) for _ in range(20))
        assert any(look["failing_engines"] for look in looks), "no engine is known to fail"
        service.forget(key, session)
        started = service.chat(key, str(uuid.uuid4()), "to be deleted")
        conversation = started[0][1]["conversation_id"]
        conversations = f"/v1/admin/tenants/{slug}/conversations"
        service.admin("GET", f"{conversations}?q={conversation}")
        wanted = {"name": "reader", "kind": "secret", "scopes": ["conversations:read"]}
        made = json.loads(service.admin("POST", f"/v1/admin/tenants/{slug}/keys", wanted, status=201).text)
        reader = self.emulator.signed(
            service.outputs["AdminFunctionUrl"], conversations, "GET", {"X-API-Key": made["key"]}
        )
        assert reader.status == 200, reader
        service.admin("DELETE", f"{conversations}/{conversation}", status=204)
        service.admin("DELETE", f"/v1/admin/tenants/{slug}", status=202)

    def upkeep(self):
        """Purges a tenant that still has records."""
        slug = "t" + uuid.uuid4().hex[:10]
        self.emulator.address = f"198.18.{secrets.randbelow(256)}.{secrets.randbelow(256)}"
        self.service.walk(slug)
        # Sets the admin function's mark without deleting anything.
        self.emulator.client("dynamodb").update_item(
            TableName=self.service.outputs["TenantsTableName"], Key={"pk": {"S": slug}, "sk": {"S": "tenant"}},
            UpdateExpression="SET deleted_at_ms = :then, #list = :purging REMOVE settings, provider_keys, failing_engines",
            ExpressionAttributeNames={"#list": "list"},
            ExpressionAttributeValues={":then": {"N": "1"}, ":purging": {"S": "purging"}},
        )
        done = self.emulator.client("lambda").invoke(FunctionName=self.ids["UpkeepFunction"], Payload="{}")
        assert "FunctionError" not in done, done["Payload"].read()
        self.service.admin("DELETE", f"/v1/admin/tenants/{slug}", status=404)

    def publishing(self, kind):
        """A request like CloudFormation's, for an operator who does not exist yet."""
        properties = {
            "WidgetBucket": self.ids["WidgetBucket"], "DashboardBucket": self.ids["DashboardBucket"],
            "SiteDistribution": self.cdn["SiteDistribution"], "ConsoleDistribution": self.cdn["ConsoleDistribution"],
            "ServiceSecret": self.service.outputs["ServiceSecretArn"], "OperatorSecret": self.service.outputs["FirstSignIn"],
            "OperatorsTable": self.ids["OperatorsTable"], "AdminEmail": f"{uuid.uuid4().hex}@acme.example",
        }
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers)
        server.answers = []
        threading.Thread(target=server.serve_forever, daemon=True).start()
        event = {
            "RequestType": kind, "RequestId": uuid.uuid4().hex, "StackId": "s", "LogicalResourceId": "Published",
            "ResponseURL": f"http://127.0.0.1:{server.server_port}/", "ResourceProperties": properties,
        }
        self.emulator.client("lambda").invoke(FunctionName=self.ids["PublishFunction"], Payload=json.dumps(event))
        server.shutdown()
        assert server.answers and server.answers[0]["Status"] == "SUCCESS", server.answers

    def all(self):
        for kind in ("Create", "Update", "Delete"):
            self.publishing(kind)
        self.functions()
        self.upkeep()


def without(document, index, action):
    changed = copy.deepcopy(document)
    statement = changed["Statement"][index]
    actions = [a for a in ([statement["Action"]] if isinstance(statement["Action"], str) else statement["Action"]) if a != action]
    if actions:
        statement["Action"] = actions
    else:
        del changed["Statement"][index]
    return changed


def check(deployment):
    exercise = Exercise(deployment)
    exercise.all()
    step("everything works with the template's policies; now without one action after the other")
    iam, idle = deployment.emulator.client("iam"), []
    for role in ("ChatRole", "ConfigRole", "AdminRole", "UpkeepRole", "PublishRole"):
        name = exercise.ids[role]
        (policy,) = iam.list_role_policies(RoleName=name)["PolicyNames"]
        document = iam.get_role_policy(RoleName=name, PolicyName=policy)["PolicyDocument"]
        for index, statement in enumerate(document["Statement"]):
            actions = [statement["Action"]] if isinstance(statement["Action"], str) else statement["Action"]
            for action in actions:
                if action.startswith(UNSEEN):
                    continue
                iam.put_role_policy(RoleName=name, PolicyName=policy, PolicyDocument=json.dumps(without(document, index, action)))
                try:
                    if role == "PublishRole":
                        exercise.publishing("Update")
                        exercise.publishing("Delete")
                    elif role == "UpkeepRole":
                        exercise.upkeep()
                    else:
                        exercise.functions()
                    seen = "nothing fails"
                    idle.append(f"{role} {statement['Sid']} {action}")
                except AssertionError as failed:
                    seen = "fails: " + " ".join(str(failed).split())[:110]
                print(f"  {role:12} {statement['Sid']:24} {action:32} {seen}", flush=True)
        iam.put_role_policy(RoleName=name, PolicyName=policy, PolicyDocument=json.dumps(document))
        # Otherwise the failures above would have had another cause.
        exercise.all()
    step(f"{len(idle)} grants whose lack nothing showed" + "".join(f"\n  {line}" for line in idle))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", type=Path, required=True)
    built = parser.parse_args().build.resolve()
    folder = ROOT / "target/needed"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(built, folder / "build")
    allow_plain_http(folder / "build")
    with Emulator(folder) as emulator:
        deployment = Deployment(emulator, folder / "build")
        deployment.deploy()
        check(deployment)


if __name__ == "__main__":
    main()
