"""Each function's permissions: exactly what its code needs."""

import re
import unittest

import store_calls
from template import ROOT, listed, load, resources, statements

TABLES = {"TenantsTable": "tenants", "ConversationsTable": "conversations", "OperatorsTable": "operators", "AuditTable": "audit"}
LOG = {"logs:CreateLogStream", "logs:PutLogEvents"}
READ = {"secretsmanager:GetSecretValue"}

# Permissions beyond the store: per role, each action with its resource as the template names it.
OTHERS = {
    "ChatRole": {"Secret": READ, "Log": LOG, "Bedrock": {"bedrock:InvokeModelWithResponseStream"}},
    "ConfigRole": {"Secret": READ, "Log": LOG},
    "AdminRole": {"Secret": READ, "Log": LOG},
    "UpkeepRole": {"Log": LOG},
    "PublishRole": {
        "Buckets": {"s3:ListBucketVersions"},
        "Files": {"s3:PutObject", "s3:DeleteObject", "s3:DeleteObjectVersion"},
        "Invalidations": {"cloudfront:CreateInvalidation"},
        "Secrets": READ | {"secretsmanager:PutSecretValue"},
        "Log": LOG,
    },
}


def resource_names(resource):
    """`TenantsTable` or `TenantsTable/index/by_slug`, from the template's description of a resource."""
    for one in listed(resource):
        if "Fn::GetAtt" in one:
            yield one["Fn::GetAtt"][0]
        elif "Fn::Sub" in one:
            yield one["Fn::Sub"].replace("${", "").replace(".Arn}", "").replace("}", "")
        else:
            yield one["Ref"]


def store_grants(role):
    found = set()
    for statement in statements(role):
        for action in listed(statement["Action"]):
            if action.startswith("dynamodb:"):
                for name in resource_names(statement["Resource"]):
                    table, _, index = name.partition("/index/")
                    found.add((action.removeprefix("dynamodb:"), TABLES[table] + (f"/{index}" if index else "")))
    return found


class Policies(unittest.TestCase):
    def test_the_stores_actions_are_those_the_code_calls(self):
        for role, package, files in [
            ("ChatRole", "chat", None),
            ("ConfigRole", "config", None),
            ("AdminRole", "admin", None),
            ("UpkeepRole", "upkeep", None),
            # It creates an operator as the admin function would.
            ("PublishRole", "publish", ["sign_in.rs", "../../admin/src/operator.rs"]),
        ]:
            with self.subTest(role):
                self.assertEqual(store_grants(role), store_calls.of_package(package, files))

    def test_nobody_may_change_or_delete_an_entry_of_the_audit(self):
        for role in resources(kind="AWS::IAM::Role"):
            grants = {action for action, table in store_grants(role) if table.startswith("audit")}
            with self.subTest(role):
                self.assertEqual(grants, {"PutItem", "Query"} if role == "AdminRole" else set())
        # A put replaces what is there unless its condition forbids that.
        puts = re.findall(r"Put::builder\(\)\.table_name\(&self\.tables\.audit\)", store_calls.everything())
        code = (ROOT / "crates/core/src/store/audit.rs").read_text()
        self.assertEqual(len(puts), 1)
        self.assertIn('put.condition_expression("attribute_not_exists(pk)")', code)

    def test_everything_else_is_listed_here(self):
        for role, expected in OTHERS.items():
            with self.subTest(role):
                others = {}
                for statement in statements(role):
                    actions = set(listed(statement["Action"]))
                    if not any(action.startswith("dynamodb:") for action in actions):
                        others[statement["Sid"]] = actions
                self.assertEqual(others, expected)

    def test_nothing_is_wild(self):
        for role in resources(kind="AWS::IAM::Role"):
            self.assertNotIn("ManagedPolicyArns", resources()[role]["Properties"])
            for statement in statements(role):
                with self.subTest(role=role, statement=statement["Sid"]):
                    self.assertEqual(statement["Effect"], "Allow")
                    self.assertNotIn("NotAction", statement)
                    self.assertNotIn("NotResource", statement)
                    for action in listed(statement["Action"]):
                        self.assertNotIn("*", action)
                    for resource in listed(statement["Resource"]):
                        # No literal names. Only objects have no narrower name than "all of this bucket".
                        self.assertIsInstance(resource, dict)
                        if "*" in str(resource):
                            self.assertRegex(resource["Fn::Sub"], r"^\$\{(Widget|Dashboard)Bucket\.Arn\}/\*$")

    def test_the_chat_function_changes_nothing_of_a_tenant_but_which_engines_fail(self):
        (write,) = [
            statement
            for statement in statements("ChatRole")
            if "dynamodb:UpdateItem" in listed(statement["Action"]) and "TenantsTable" in resource_names(statement["Resource"])
        ]
        self.assertEqual(listed(write["Action"]), ["dynamodb:UpdateItem"])
        attributes = {"dynamodb:Attributes": ["pk", "sk", "revision", "failing_engines"]}
        self.assertEqual(write["Condition"], {"ForAllValues:StringEquals": attributes})
        code = (ROOT / "crates/core/src/store/failing.rs").read_text()
        written = re.findall(r'update_expression\("(?:SET|REMOVE) (\w+)', code)
        self.assertEqual(written, ["failing_engines", "failing_engines"])

    def test_only_lambda_takes_the_roles(self):
        for name, role in resources(kind="AWS::IAM::Role").items():
            (statement,) = role["Properties"]["AssumeRolePolicyDocument"]["Statement"]
            self.assertEqual(statement["Principal"], {"Service": "lambda.amazonaws.com"}, name)

    def test_scheduled_work_ends_before_the_next_run_begins(self):
        upkeep = resources()["UpkeepFunction"]["Properties"]
        (event,) = upkeep["Events"].values()
        self.assertEqual(event["Type"], "Schedule")
        minutes = int(re.fullmatch(r"rate\((\d+) minutes\)", event["Properties"]["Schedule"])[1])
        self.assertLess(upkeep["Timeout"], minutes * 60)
        self.assertNotIn("FunctionUrlConfig", upkeep)

    def test_each_function_has_a_role_of_its_own_and_a_bounded_log(self):
        functions = resources(kind="AWS::Serverless::Function")
        roles = [f["Properties"]["Role"]["Fn::GetAtt"][0] for f in functions.values()]
        self.assertEqual(len(set(roles)), len(functions))
        for name, function in functions.items():
            log = resources()[function["Properties"]["LoggingConfig"]["LogGroup"]["Ref"]]
            self.assertIn("RetentionInDays", log["Properties"], name)

    def test_no_function_knows_a_distribution(self):
        for name, function in resources(kind="AWS::Serverless::Function").items():
            self.assertNotIn("Cdn", str(function["Properties"].get("Environment")), name)

    def test_each_function_url_is_signed_and_doubly_granted(self):
        urls = {
            name: f["Properties"]["FunctionUrlConfig"]
            for name, f in resources(kind="AWS::Serverless::Function").items()
            if "FunctionUrlConfig" in f["Properties"]
        }
        self.assertEqual({url["AuthType"] for url in urls.values()}, {"AWS_IAM"})
        self.assertEqual(urls["ChatFunction"]["InvokeMode"], "RESPONSE_STREAM")
        granted = {}
        for permission in resources("infra/cdn.yaml", "AWS::Lambda::Permission").values():
            grant = permission["Properties"]
            self.assertEqual(grant["Principal"], "cloudfront.amazonaws.com")
            self.assertIn("Distribution}", str(grant["SourceArn"]))
            extra = "FunctionUrlAuthType" if grant["Action"] == "lambda:InvokeFunctionUrl" else "InvokedViaFunctionUrl"
            self.assertIn(extra, grant)
            granted.setdefault(grant["FunctionName"]["Ref"].removesuffix("Arn"), set()).add(grant["Action"])
        both = {"lambda:InvokeFunctionUrl", "lambda:InvokeFunction"}
        self.assertEqual(granted, {name: both for name in urls})

    def test_buckets_are_private_and_data_stays(self):
        for name, bucket in resources(kind="AWS::S3::Bucket").items():
            self.assertTrue(all(bucket["Properties"]["PublicAccessBlockConfiguration"].values()), name)
            self.assertNotIn("BucketName", bucket["Properties"])
        for kind in ("AWS::DynamoDB::Table", "AWS::SecretsManager::Secret"):
            for name, kept in resources(kind=kind).items():
                self.assertEqual(kept["DeletionPolicy"], "RetainExceptOnCreate", name)
                self.assertEqual(kept["UpdateReplacePolicy"], "Retain", name)
                self.assertFalse({"TableName", "Name"} & set(kept["Properties"]), name)

    def test_outputs_hold_no_secret(self):
        self.assertNotIn("resolve:secretsmanager", str(load()["Outputs"]))


if __name__ == "__main__":
    unittest.main()
