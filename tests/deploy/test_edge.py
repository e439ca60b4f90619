"""What the edge does with a path, and for whom it keeps an answer."""

import unittest
from fnmatch import fnmatchcase

from template import ROOT, load, resources

CDN = "infra/cdn.yaml"


def config(name):
    return resources(CDN)[name]["Properties"]["DistributionConfig"]


def behaviour(distribution, path):
    found = config(distribution)
    return next((b for b in found["CacheBehaviors"] if fnmatchcase(path, b["PathPattern"])), found["DefaultCacheBehavior"])


class Edge(unittest.TestCase):
    def test_the_functions_are_those_of_their_files(self):
        for name in ("Vouch", "Places"):
            code = resources(CDN, "AWS::CloudFront::Function")[name]["Properties"]["FunctionCode"]
            self.assertEqual(code, (ROOT / f"infra/edge/{name.lower()}.js").read_text())

    def test_paths_lead_where_the_design_says(self):
        for distribution, path, origin in [
            ("SiteDistribution", "/widget.js", "widget"),
            ("SiteDistribution", "/chunks/german-PSWZ3YJC.js", "widget"),
            ("SiteDistribution", "/v1/widget/config", "config"),
            ("SiteDistribution", "/v1/widget/frame", "config"),
            ("SiteDistribution", "/v1/chat", "chat"),
            ("SiteDistribution", "/v1/messages", "chat"),
            ("SiteDistribution", "/v1/replies/r/stream", "chat"),
            ("SiteDistribution", "/v1/conversation", "chat"),
            ("SiteDistribution", "/health", "chat"),
            ("ConsoleDistribution", "/", "dashboard"),
            ("ConsoleDistribution", "/tenants/acme", "dashboard"),
            ("ConsoleDistribution", "/v1/admin/tenants", "admin"),
            ("ConsoleDistribution", "/v1/openapi.json", "admin"),
            ("ConsoleDistribution", "/docs", "admin"),
            ("ConsoleDistribution", "/docs.css", "admin"),
        ]:
            with self.subTest(f"{distribution} {path}"):
                self.assertEqual(behaviour(distribution, path)["TargetOriginId"], origin)

    def test_functions_get_an_address_and_no_host_of_the_viewers(self):
        for distribution in ("SiteDistribution", "ConsoleDistribution"):
            for one in config(distribution)["CacheBehaviors"]:
                self.assertIn("Vouch", str(one["FunctionAssociations"]), one["PathPattern"])
                self.assertIn("AllButHost", str(one["OriginRequestPolicyId"]), one["PathPattern"])

    def test_only_the_config_is_kept(self):
        for distribution in ("SiteDistribution", "ConsoleDistribution"):
            for one in config(distribution)["CacheBehaviors"]:
                kept = one["PathPattern"] == "/v1/widget/config"
                policy = {"Ref": "ConfigCache"} if kept else {"Fn::FindInMap": ["Managed", "CachePolicy", "Disabled"]}
                self.assertEqual(one["CachePolicyId"], policy, one["PathPattern"])

    def test_the_config_is_kept_a_minute_per_key_and_origin(self):
        policy = resources(CDN)["ConfigCache"]["Properties"]["CachePolicyConfig"]
        self.assertEqual(policy["MaxTTL"], 60)
        key = policy["ParametersInCacheKeyAndForwardedToOrigin"]
        self.assertEqual(key["HeadersConfig"]["Headers"], ["Origin"])
        self.assertEqual(key["QueryStringsConfig"]["QueryStrings"], ["key"])

    def test_errors_pass_through_and_are_not_kept(self):
        for distribution in ("SiteDistribution", "ConsoleDistribution"):
            errors = config(distribution)["CustomErrorResponses"]
            self.assertLessEqual({400, 403, 404, 500, 502, 503, 504}, {e["ErrorCode"] for e in errors})
            for error in errors:
                self.assertEqual(error["ErrorCachingMinTTL"], 0)
                self.assertNotIn("ResponsePagePath", error)

    def test_streams_are_not_held_back(self):
        self.assertFalse(behaviour("SiteDistribution", "/v1/chat")["Compress"])

    def test_every_origin_is_reached_with_access_control(self):
        for distribution in ("SiteDistribution", "ConsoleDistribution"):
            found = config(distribution)
            self.assertEqual(found["HttpVersion"], "http2and3")
            for origin in found["Origins"]:
                self.assertIn("OriginAccessControlId", origin)
        for access in resources(CDN, "AWS::CloudFront::OriginAccessControl").values():
            self.assertEqual(access["Properties"]["OriginAccessControlConfig"]["SigningBehavior"], "always")

    def test_the_dashboards_policy_is_the_local_servers(self):
        headers = resources(CDN)["DashboardHeaders"]["Properties"]["ResponseHeadersPolicyConfig"]
        text, site = headers["SecurityHeadersConfig"]["ContentSecurityPolicy"]["ContentSecurityPolicy"]["Fn::Sub"]
        self.assertEqual(list(site), ["Site"])
        local = (ROOT / "crates/local/src/console.rs").read_text()
        local = local.split('"default-src')[1].split('"\n')[0].replace("\\\n", "").split(";")
        deployed = text.removeprefix("default-src").split(";")
        same = [" ".join(part.split()).replace("{site}", "https://${Site}") for part in local]
        self.assertEqual([" ".join(part.split()) for part in deployed], same)

    def test_names_fit_whatever_the_stack_is_called(self):
        for name, made in resources(CDN).items():
            text = str(made.get("Properties", {}))
            self.assertNotIn("${AWS::StackName}", text, name)


class Parameters(unittest.TestCase):
    def test_a_wrong_value_is_told_apart(self):
        import re

        parameters = load()["Parameters"]
        cases = {
            "AdminEmail": (["admin@localhost", "ada@acme.example"], ["", "ada", "a@b@c", "a @b"]),
            "SiteDomain": (["", "chat.acme.example"], ["https://chat.acme.example", "acme", "Chat.acme.example", "a.b/c", "-a.example"]),
            "CertificateArn": (
                ["", "arn:aws:acm:us-east-1:123456789012:certificate/0a1b-2c"],
                ["arn:aws:acm:eu-west-1:123456789012:certificate/0a1b-2c", "0a1b-2c"],
            ),
            "WebAclArn": (
                ["", "arn:aws:wafv2:us-east-1:123456789012:global/webacl/name/0a1b-2c"],
                ["arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/name/0a1b-2c"],
            ),
        }
        for name, (good, bad) in cases.items():
            self.assertIn(name, parameters[name]["ConstraintDescription"])
            # CloudFormation matches the whole value.
            fits = re.compile(parameters[name]["AllowedPattern"]).fullmatch
            for value in good:
                self.assertTrue(fits(value), f"{name}={value!r}")
            for value in bad:
                self.assertFalse(fits(value), f"{name}={value!r}")

    def test_every_parameter_says_what_it_is_and_has_a_default(self):
        for name, parameter in load()["Parameters"].items():
            self.assertTrue(parameter["Description"].endswith("."), name)
            self.assertIn("Default", parameter, name)


if __name__ == "__main__":
    unittest.main()
