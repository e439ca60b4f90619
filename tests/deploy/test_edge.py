"""Where the edge routes each path, and what it caches for whom."""

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
    def test_the_functions_match_their_files(self):
        for name in ("Guide", "Places", "Vouch"):
            code = resources(CDN, "AWS::CloudFront::Function")[name]["Properties"]["FunctionCode"]
            self.assertEqual(code, (ROOT / f"infra/edge/{name.lower()}.js").read_text())

    def test_paths_are_routed_as_designed(self):
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
            ("SiteDistribution", "/docs", "widget"),
            ("SiteDistribution", "/docs.js", "widget"),
            ("SiteDistribution", "/v1/openapi.json", "widget"),
            ("ConsoleDistribution", "/", "dashboard"),
            ("ConsoleDistribution", "/tenants/acme", "dashboard"),
            ("ConsoleDistribution", "/v1/admin/tenants", "admin"),
            ("ConsoleDistribution", "/v1/openapi.json", "admin"),
            ("ConsoleDistribution", "/docs", "admin"),
            ("ConsoleDistribution", "/docs.css", "admin"),
        ]:
            with self.subTest(f"{distribution} {path}"):
                self.assertEqual(behaviour(distribution, path)["TargetOriginId"], origin)

    def test_functions_get_the_viewers_address_but_not_the_host_header(self):
        for distribution in ("SiteDistribution", "ConsoleDistribution"):
            for one in config(distribution)["CacheBehaviors"]:
                if one["TargetOriginId"] == "widget":
                    continue
                self.assertIn("Vouch", str(one["FunctionAssociations"]), one["PathPattern"])
                self.assertIn("AllButHost", str(one["OriginRequestPolicyId"]), one["PathPattern"])

    def test_of_what_functions_answer_only_the_config_is_cached(self):
        for distribution in ("SiteDistribution", "ConsoleDistribution"):
            for one in config(distribution)["CacheBehaviors"]:
                if one["TargetOriginId"] == "widget":
                    continue
                kept = one["PathPattern"] == "/v1/widget/config"
                policy = {"Ref": "ConfigCache"} if kept else {"Fn::FindInMap": ["Managed", "CachePolicy", "Disabled"]}
                self.assertEqual(one["CachePolicyId"], policy, one["PathPattern"])

    def test_the_config_is_cached_for_a_minute_per_key_and_origin(self):
        policy = resources(CDN)["ConfigCache"]["Properties"]["CachePolicyConfig"]
        self.assertEqual(policy["MaxTTL"], 60)
        key = policy["ParametersInCacheKeyAndForwardedToOrigin"]
        self.assertEqual(key["HeadersConfig"]["Headers"], ["Origin"])
        self.assertEqual(key["QueryStringsConfig"]["QueryStrings"], ["key"])

    def test_errors_pass_through_uncached(self):
        for distribution in ("SiteDistribution", "ConsoleDistribution"):
            errors = config(distribution)["CustomErrorResponses"]
            self.assertLessEqual({400, 403, 404, 500, 502, 503, 504}, {e["ErrorCode"] for e in errors})
            for error in errors:
                self.assertEqual(error["ErrorCachingMinTTL"], 0)
                self.assertNotIn("ResponsePagePath", error)

    def test_streams_are_not_buffered(self):
        self.assertFalse(behaviour("SiteDistribution", "/v1/chat")["Compress"])

    def test_every_origin_is_reached_with_access_control(self):
        for distribution in ("SiteDistribution", "ConsoleDistribution"):
            found = config(distribution)
            self.assertEqual(found["HttpVersion"], "http2and3")
            for origin in found["Origins"]:
                self.assertIn("OriginAccessControlId", origin)
        for access in resources(CDN, "AWS::CloudFront::OriginAccessControl").values():
            self.assertEqual(access["Properties"]["OriginAccessControlConfig"]["SigningBehavior"], "always")

    def test_every_response_says_what_no_page_asks_for(self):
        code = (ROOT / "crates/http/src/headers.rs").read_text()
        value = code.split('PERMISSIONS: &str = "')[1].split('";')[0].replace("\\\n", "")
        for name, made in resources(CDN, "AWS::CloudFront::ResponseHeadersPolicy").items():
            items = made["Properties"]["ResponseHeadersPolicyConfig"]["CustomHeadersConfig"]["Items"]
            found = [item["Value"].strip() for item in items if item["Header"] == "permissions-policy"]
            self.assertEqual(found, [" ".join(value.split())], name)

    def test_the_sites_policy_matches_the_local_servers(self):
        headers = resources(CDN)["WidgetHeaders"]["Properties"]["ResponseHeadersPolicyConfig"]
        deployed = headers["SecurityHeadersConfig"]["ContentSecurityPolicy"]["ContentSecurityPolicy"]
        local = (ROOT / "crates/reference/src/site.rs").read_text().split('SITE_POLICY: &str = "')[1].split('";')[0]
        self.assertEqual(" ".join(deployed.split()), " ".join(local.replace("\\\n", "").split()))

    def test_the_dashboards_policy_matches_the_local_servers(self):
        headers = resources(CDN)["DashboardHeaders"]["Properties"]["ResponseHeadersPolicyConfig"]
        text, site = headers["SecurityHeadersConfig"]["ContentSecurityPolicy"]["ContentSecurityPolicy"]["Fn::Sub"]
        self.assertEqual(list(site), ["Site"])
        local = (ROOT / "crates/local/src/console.rs").read_text()
        local = local.split('"default-src')[1].split('"\n')[0].replace("\\\n", "").split(";")
        deployed = text.removeprefix("default-src").split(";")
        same = [" ".join(part.split()).replace("{site}", "https://${Site}") for part in local]
        self.assertEqual([" ".join(part.split()) for part in deployed], same)

    def test_names_do_not_contain_the_stack_name(self):
        for name, made in resources(CDN).items():
            text = str(made.get("Properties", {}))
            self.assertNotIn("${AWS::StackName}", text, name)


class Parameters(unittest.TestCase):
    def test_wrong_values_are_recognised(self):
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
            # CloudFormation matches patterns against the whole value.
            fits = re.compile(parameters[name]["AllowedPattern"]).fullmatch
            for value in good:
                self.assertTrue(fits(value), f"{name}={value!r}")
            for value in bad:
                self.assertFalse(fits(value), f"{name}={value!r}")

    def test_every_parameter_has_a_description_and_a_default(self):
        for name, parameter in load()["Parameters"].items():
            self.assertTrue(parameter["Description"].endswith("."), name)
            self.assertIn("Default", parameter, name)


if __name__ == "__main__":
    unittest.main()
