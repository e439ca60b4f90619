"""Deploys the built stack to an emulated AWS that enforces each function's policy, and uses it.

    deploy.py [--build FOLDER]      FOLDER is what `sam build` made (.aws-sam/build)

Loopback only; ends what it started. tests/deploy/deploy.sh builds and calls it.
"""

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

from botocore.exceptions import WaiterError
from samcli.yamlhelper import yaml_dump, yaml_parse

from checks import Checks
from emulator import ROOT, Emulator
from service import Service

STACK = "bubblechat"
EMAIL = "ada@acme.example"
ARCHITECTURE = {"x86_64": "x86_64", "AMD64": "x86_64"}.get(platform.machine(), "arm64")


class Deployment:
    def __init__(self, emulator, build):
        self.emulator, self.build = emulator, build

    def run(self, *arguments):
        """Runs a SAM command with the project's samconfig.toml and a time limit, so that a hanging deployment fails."""
        command = ["sam", *arguments, "--config-file", str(ROOT / "samconfig.toml")]
        try:
            done = subprocess.run(
                command, cwd=self.build.parent, env=self.emulator.environment(), capture_output=True, text=True, timeout=240
            )
        except subprocess.TimeoutExpired as expired:
            raise SystemExit(f"{' '.join(command)} did not end:\n{expired.stdout}") from None
        if done.returncode:
            raise SystemExit(f"{' '.join(command)} ended with {done.returncode}:\n{self.failures() or done.stdout + done.stderr}")
        return done.stdout + done.stderr

    def deploy(self):
        parameters = [f"Architecture={ARCHITECTURE}", f"AdminEmail={EMAIL}", f"AlarmEmail={EMAIL}"]
        return self.run(
            "deploy", "--template-file", str(self.build / "template.yaml"), "--no-confirm-changeset", "--no-progressbar",
            "--parameter-overrides", *parameters,
        )

    def delete(self):
        """Uses CloudFormation directly, because `sam delete` fails on the emulator's address of the nested template."""
        formation = self.emulator.client("cloudformation")
        formation.delete_stack(StackName=STACK)
        waiter = formation.get_waiter("stack_delete_complete")
        try:
            waiter.wait(StackName=STACK, WaiterConfig={"Delay": 1, "MaxAttempts": 120})
        except WaiterError as error:
            raise SystemExit(f"{error}\n{self.failures()}") from None

    def failures(self):
        """What CloudFormation says about the resources that failed, first cause first."""
        formation = self.emulator.client("cloudformation")
        try:
            events = formation.describe_stack_events(StackName=STACK)["StackEvents"]
        except formation.exceptions.ClientError:
            return ""
        failed = [event for event in reversed(events) if "FAILED" in event["ResourceStatus"]]
        return "\n".join(f"{e['LogicalResourceId']}: {e.get('ResourceStatusReason')}" for e in failed)

    def stack(self):
        (stack,) = self.emulator.client("cloudformation").describe_stacks(StackName=STACK)["Stacks"]
        return stack

    def service(self):
        outputs = {output["OutputKey"]: output["OutputValue"] for output in self.stack()["Outputs"]}
        return Service(self.emulator, outputs)


def check_refusals(deployment):
    """Updates the existing stack, because nothing has to be packed again and CloudFormation validates updates like creations."""
    formation = deployment.emulator.client("cloudformation")
    certificate = "arn:aws:acm:us-east-1:123456789012:certificate/0a1b2c3d"
    for overrides, said in [
        ({"SiteDomain": "chat.acme.example"}, "A domain needs a certificate"),
        ({"SiteDomain": "a.acme.example", "ConsoleDomain": "a.acme.example", "CertificateArn": certificate}, "must differ"),
        ({"SiteDomain": "https://chat.acme.example"}, "SiteDomain must be a host name"),
        ({"CertificateArn": "arn:aws:acm:eu-west-1:123456789012:certificate/0a1b2c3d"}, "us-east-1"),
        ({"AdminEmail": "ada"}, "AdminEmail must be an e-mail address"),
        ({"Architecture": "riscv"}, "Architecture"),
        ({"AlarmEmail": "ada"}, "AlarmEmail must be an e-mail address"),
        ({"AlarmEmail": "", "MonthlyBudget": "50"}, "A budget needs an address to notify"),
    ]:
        parameters = [{"ParameterKey": name, "ParameterValue": value} for name, value in overrides.items()]
        try:
            formation.update_stack(
                StackName=STACK, UsePreviousTemplate=True, Parameters=parameters,
                Capabilities=["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
            )
        except formation.exceptions.ClientError as error:
            assert said in str(error), f"{overrides}: {error}"
        else:
            raise AssertionError(f"{overrides} was not refused")


def check_files(service):
    cdn, site, console = service.emulator.through_cdn, service.outputs["SiteUrl"], service.outputs["DashboardUrl"]
    widget = cdn(f"{site}/widget.js", headers={"Origin": "https://shop.example"})
    assert widget.status == 200, widget
    assert widget.headers["content-type"].startswith("text/javascript"), widget.headers
    assert widget.headers["cache-control"] == "public, max-age=300", widget.headers
    assert widget.headers["access-control-allow-origin"] == "*", widget.headers
    assert widget.headers["x-content-type-options"] == "nosniff", widget.headers
    manifest = json.loads(cdn(f"{site}/manifest.json").text)
    versioned = cdn(f"{site}/{manifest['file']}")
    assert versioned.text == widget.text
    assert versioned.headers["cache-control"] == "public, max-age=31536000, immutable", versioned.headers
    missing = cdn(f"{site}/no-such-file.js")
    assert missing.status in (403, 404), missing
    if (ROOT / "dashboard/package.json").is_file():
        page = cdn(f"{console}/tenants/acme")
        assert page.status == 200 and "<html" in page.text, page
        assert "frame-src https://" in page.headers["content-security-policy"], page.headers
    return widget.text


def objects(emulator):
    """What is in the web buckets, by bucket and name: the content's MD5, its type and its caching."""
    s3 = emulator.client("s3")
    found = {}
    for bucket in [bucket["Name"] for bucket in s3.list_buckets()["Buckets"]]:
        for item in s3.list_objects_v2(Bucket=bucket).get("Contents", []):
            head = s3.head_object(Bucket=bucket, Key=item["Key"])
            found[bucket, item["Key"]] = (head["ETag"], head["ContentType"], head.get("CacheControl"))
    return {place: what for place, what in found.items() if what[2]}


def invalidated(emulator):
    """The paths of each invalidation."""
    cloudfront = emulator.client("cloudfront")
    found = []
    for distribution in cloudfront.list_distributions()["DistributionList"].get("Items", []):
        listed = cloudfront.list_invalidations(DistributionId=distribution["Id"])["InvalidationList"].get("Items", [])
        for item in listed:
            batch = cloudfront.get_invalidation(DistributionId=distribution["Id"], Id=item["Id"])["Invalidation"]["InvalidationBatch"]
            found.append(frozenset(batch["Paths"]["Items"]))
    return found


def check_publishing_without_rust(emulator):
    """The script stores what the function has stored: the same names, bytes and headers. The API reference stays as it was."""
    before, paths = objects(emulator), invalidated(emulator)
    assert any(name == "widget.js" for _, name in before) and any(name == "docs.html" for _, name in before), sorted(before)
    environment = emulator.environment()
    environment["PATH"] = f"{ROOT / 'target/venv-aws/bin'}{os.pathsep}{environment['PATH']}"
    command = ["node", str(ROOT / "infra/publish-web.mjs"), STACK, "--built"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stdout + done.stderr
    after = objects(emulator)
    assert after == before, {place: (before.get(place), after.get(place)) for place in before | after if before.get(place) != after.get(place)}
    anew = invalidated(emulator)[:]
    for known in paths:
        anew.remove(known)
    assert len(anew) == 2, anew
    reference = {"/docs.html", "/docs.css", "/docs/coming-from-another-widget.html", "/v1/openapi.json"}
    assert sorted(map(sorted, anew)) == sorted(sorted(known - reference) for known in paths), (anew, paths)


def check_records(service, slug):
    dynamodb = service.emulator.client("dynamodb")
    for table, partition in [("TenantsTableName", slug), ("OperatorsTableName", f"email#{EMAIL}")]:
        found = dynamodb.query(
            TableName=service.outputs[table], KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": {"S": partition}},
        )
        assert found["Count"] >= 1, (table, found)
    turns = dynamodb.query(
        TableName=service.outputs["ConversationsTableName"], IndexName="by_activity",
        KeyConditionExpression="tenant = :tenant", ExpressionAttributeValues={":tenant": {"S": slug}},
    )
    assert turns["Count"] == 1, turns


def check_monitoring(deployment):
    """Alarms notify the given address, and the dashboard is readable."""
    cloudwatch = deployment.emulator.client("cloudwatch")
    alarms = cloudwatch.describe_alarms()["MetricAlarms"]
    (topic,) = deployment.emulator.client("sns").list_topics()["Topics"]
    assert len(alarms) >= 4 and all(alarm["AlarmActions"] == [topic["TopicArn"]] for alarm in alarms), alarms
    (told,) = deployment.emulator.client("sns").list_subscriptions()["Subscriptions"]
    assert (told["Protocol"], told["Endpoint"], told["TopicArn"]) == ("email", EMAIL, topic["TopicArn"]), told
    name = deployment.service().outputs["MonitoringDashboard"]
    body = json.loads(cloudwatch.get_dashboard(DashboardName=name)["DashboardBody"])
    assert "${" not in json.dumps(body), body


def check_upkeep(deployment, service):
    """The scheduled function alone purges a deleted tenant, without any request after the one that deleted it."""
    emulator = deployment.emulator
    service.make_tenant("gone")
    service.admin("DELETE", "/v1/admin/tenants/gone", status=202)
    settle(service, "gone")
    (rule,) = emulator.client("events").list_rules()["Rules"]
    assert (rule["State"], rule["ScheduleExpression"]) == ("ENABLED", "rate(5 minutes)"), rule
    (target,) = emulator.client("events").list_targets_by_rule(Rule=rule["Name"])["Targets"]
    # What the schedule would do.
    done = emulator.client("lambda").invoke(FunctionName=target["Arn"], Payload=json.dumps({"source": "aws.events"}))
    assert "FunctionError" not in done, (done, done["Payload"].read())
    service.admin("DELETE", "/v1/admin/tenants/gone", status=404)


def settle(service, slug):
    """Lets enough time pass for a purge to end."""
    service.emulator.client("dynamodb").update_item(
        TableName=service.outputs["TenantsTableName"], Key={"pk": {"S": slug}, "sk": {"S": "tenant"}},
        UpdateExpression="SET deleted_at_ms = :then", ExpressionAttributeValues={":then": {"N": "1"}},
    )


def allow_plain_http(build):
    """Removes the statement of the bucket policies that refuses requests without TLS, because the emulator has none."""
    for path in [build / "Cdn/template.yaml", build / "infra/cdn.yaml"]:
        if path.is_file():
            template = yaml_parse(path.read_text())
            for resource in template["Resources"].values():
                if resource["Type"] == "AWS::S3::BucketPolicy":
                    document = resource["Properties"]["PolicyDocument"]
                    assert document["Statement"][-1]["Sid"] == "TlsOnly"
                    document["Statement"] = document["Statement"][:-1]
            path.write_text(yaml_dump(template))


def change_one_byte(build, widget, changed):
    """Changes a byte of the widget inside the publishing function, as a build of a changed widget would."""
    bootstrap = build / "PublishFunction/bootstrap"
    before = bootstrap.read_bytes()
    after = before.replace(widget.encode(), changed.encode())
    assert after != before, "the widget was not found in the publishing function"
    bootstrap.unlink()
    bootstrap.write_bytes(after)
    bootstrap.chmod(0o755)


def check(emulator, build, step):
    deployment = Deployment(emulator, build)
    step("first deployment")
    deployment.deploy()
    service = deployment.service()
    for name, value in sorted(service.outputs.items()):
        print(f"          {name:24} {value}")

    step("wrong parameters are refused before anything is changed")
    check_refusals(deployment)

    step("alarms and the dashboard are there")
    check_monitoring(deployment)

    step("the widget and the dashboard come from their origins")
    widget = check_files(service)
    step("publishing the web parts without Rust stores the same")
    check_publishing_without_rust(emulator)
    step("unsigned requests to the functions are refused")
    for url in ("ChatFunctionUrl", "ConfigFunctionUrl", "AdminFunctionUrl"):
        answer = emulator.unsigned(service.outputs[url], "/v1/any")
        assert answer.status == 403, answer
    step("sign-in, tenant, key, config, chat, records")
    key, session = service.walk("acme")
    check_records(service, "acme")
    step("the schedule's function purges a deleted tenant")
    check_upkeep(deployment, service)

    step("second deployment: nothing changes")
    assert service.first_sign_in()["email"] == EMAIL
    before = (deployment.stack().get("LastUpdatedTime"), service.first_sign_in())
    said = deployment.deploy()
    assert "No changes to deploy" in said, said
    assert (deployment.stack().get("LastUpdatedTime"), service.first_sign_in()) == before

    step("one byte of the widget changes: it is served after a deployment, and nothing is lost")
    # In a name that pages use, which no minifier changes.
    changed = widget.replace("accent-color", "accent-colos", 1)
    change_one_byte(build, widget, changed)
    deployment.deploy()
    service = deployment.service()
    assert check_files(service) == changed
    assert service.first_sign_in() == before[1]
    assert len(service.conversation(key, session)["messages"]) == 2
    service.forget(key, session)

    step("deleting the stack keeps tables and secrets, and nothing else")
    kept = dict(service.outputs)
    buckets = {bucket["Name"] for bucket in emulator.client("s3").list_buckets()["Buckets"]}
    deployment.delete()
    tables = set(emulator.client("dynamodb").list_tables()["TableNames"])
    for name in ("TenantsTableName", "ConversationsTableName", "OperatorsTableName", "AuditTableName"):
        assert kept[name] in tables, (name, tables)
    for name in ("ServiceSecretArn", "FirstSignIn"):
        emulator.client("secretsmanager").get_secret_value(SecretId=kept[name])
    left = {bucket["Name"] for bucket in emulator.client("s3").list_buckets()["Buckets"]}
    assert len(buckets - left) >= 2, (buckets, left)

    step("the stack is made again")
    deployment.deploy()
    again = deployment.service()
    check_files(again)
    # AWS gives resources new names. The emulator gives them the same ones, so what was kept is found again.
    again.walk("beta")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", type=Path, default=ROOT / ".aws-sam/build")
    built = parser.parse_args().build.resolve()
    if not (built / "template.yaml").is_file():
        sys.exit(f"{built} holds no build; run tests/deploy/deploy.sh")
    # A copy, because one test changes a byte of it. It is emptied before the run and not after, so that you can look at it.
    folder = ROOT / "target/deploy"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(built, folder / "build")
    allow_plain_http(folder / "build")
    with Emulator(folder) as emulator:
        print(f"the emulator runs at {emulator.endpoint}; its log is {folder.relative_to(ROOT)}/emulator.log")
        with Checks("deployment") as checks:
            check(emulator, folder / "build", checks.begin)


if __name__ == "__main__":
    main()
