"""Alarms, the dashboard and the budget: whom they notify, what they watch, and that they cost nothing by default."""

import json
import re
import unittest

from template import load, resources

MONITORING = "infra/monitoring.yaml"
ALARM = "AWS::CloudWatch::Alarm"


def passed():
    return resources()["Monitoring"]["Properties"]["Parameters"]


def dashboard():
    """The dashboard, with each parameter's name in place of its value."""
    body = resources(MONITORING)["Dashboard"]["Properties"]["DashboardBody"]["Fn::Sub"]
    return json.loads(re.sub(r"\$\{([^}]+)\}", r"\1", body))


def watched():
    """(namespace, metric, {dimension: value}) of everything that is watched."""
    for widget in dashboard()["widgets"]:
        for namespace, name, *rest in widget["properties"].get("metrics", []):
            yield namespace, name, dict(zip(rest[:-1:2], rest[1:-1:2]))
    yield from alarmed()


def alarmed():
    for alarm in resources(MONITORING, ALARM).values():
        of = alarm["Properties"]
        yield of["Namespace"], of["MetricName"], {d["Name"]: d["Value"]["Ref"] for d in of["Dimensions"]}


class Monitoring(unittest.TestCase):
    def test_alarms_and_the_budget_are_made_only_when_somebody_is_told(self):
        for name, resource in resources(MONITORING).items():
            wanted = {"AWS::CloudWatch::Dashboard": None, "AWS::Budgets::Budget": "HasBudget"}.get(resource["Type"], "HasAlarms")
            self.assertEqual(resource.get("Condition"), wanted, name)
        parameters = load()["Parameters"]
        self.assertEqual((parameters["AlarmEmail"]["Default"], parameters["MonthlyBudget"]["Default"]), ("", 0))
        self.assertIn("SomebodyIsToldOfABudget", load()["Rules"])

    def test_every_alarm_tells_of_its_beginning_and_its_end(self):
        alarms = resources(MONITORING, ALARM)
        self.assertGreaterEqual(len(alarms), 4)
        for name, alarm in alarms.items():
            told = [{"Ref": "Alarms"}]
            self.assertEqual((alarm["Properties"]["AlarmActions"], alarm["Properties"]["OKActions"]), (told, told), name)
            self.assertEqual(alarm["Properties"]["TreatMissingData"], "notBreaching", name)

    def test_what_is_watched_is_the_stacks_own(self):
        kinds = {
            "FunctionName": "Function", "TableName": "Table", "DistributionId": "Distribution", "Region": "Global",
        }
        parameters = load(MONITORING)["Parameters"]
        self.assertEqual(set(parameters), set(passed()))
        for namespace, name, dimensions in watched():
            with self.subTest(metric=f"{namespace} {name}"):
                self.assertTrue(dimensions)
                for dimension, value in dimensions.items():
                    # A dimension per tenant would cost per tenant.
                    self.assertTrue(value.endswith(kinds[dimension]), (dimension, value))
                    self.assertTrue(value in parameters or dimension == "Region", value)

    def test_every_function_is_watched(self):
        functions = resources(kind="AWS::Serverless::Function")
        with_url = {name for name, f in functions.items() if "FunctionUrlConfig" in f["Properties"]}
        # CloudFormation itself watches the publishing function.
        for metric, expected in [("Errors", set(functions) - {"PublishFunction"}), ("Url5xxCount", with_url)]:
            watched_functions = {of["FunctionName"] for _, name, of in alarmed() if name == metric}
            self.assertEqual(watched_functions, expected, metric)


if __name__ == "__main__":
    unittest.main()
