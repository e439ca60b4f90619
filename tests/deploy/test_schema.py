"""The template's tables match those that crates/core/src/store/schema.rs creates for the embedded store."""

import re
import unittest

from template import ROOT, resources

SCHEMA = (ROOT / "crates/core/src/store/schema.rs").read_text()


def constant(name):
    return re.search(rf'const {name}: &str = "([^"]+)"', SCHEMA)[1]


def tables_of_the_code():
    """For each table, its index or None: name, partition key, sort key and the other attributes it includes (none means all)."""
    indexes = {}
    pattern = r'let (\w+) =\s+Some\(\((\w+), "(\w+)", "(\w+)", &\[(.*?)\]\[\.\.\]\)\);'
    for variable, name, partition, sort, fields in re.findall(pattern, SCHEMA):
        indexes[variable] = (constant(name), partition, sort, re.findall(r'"(\w+)"', fields))
    tables = re.findall(r"create_table\(&self\.tables\.(\w+), (\w+)\)", SCHEMA)
    return {table: None if index == "None" else indexes[index] for table, index in tables}


def key(schema):
    return {entry["KeyType"]: entry["AttributeName"] for entry in schema}


class Tables(unittest.TestCase):
    def test_the_code_was_read(self):
        self.assertEqual(set(tables_of_the_code()), {"tenants", "conversations", "operators", "audit"})

    def test_keys_indexes_and_expiry_agree(self):
        for table, index in tables_of_the_code().items():
            with self.subTest(table):
                made = resources()[f"{table.capitalize()}Table"]["Properties"]
                self.assertEqual(key(made["KeySchema"]), {"HASH": "pk", "RANGE": "sk"})
                indexes = made.get("GlobalSecondaryIndexes", [])
                self.assertEqual(len(indexes), 0 if index is None else 1)
                names = {"pk", "sk"}
                if index is not None:
                    name, partition, sort, fields = index
                    self.assertEqual(indexes[0]["IndexName"], name)
                    self.assertEqual(key(indexes[0]["KeySchema"]), {"HASH": partition, "RANGE": sort})
                    some = {"ProjectionType": "INCLUDE", "NonKeyAttributes": fields}
                    self.assertEqual(indexes[0]["Projection"], some if fields else {"ProjectionType": "ALL"})
                    names |= {partition, sort}
                self.assertEqual({a["AttributeName"] for a in made["AttributeDefinitions"]}, names)
                self.assertEqual({a["AttributeType"] for a in made["AttributeDefinitions"]}, {"S"})
                ttl = {"AttributeName": constant("TTL_ATTRIBUTE"), "Enabled": True}
                self.assertEqual(made["TimeToLiveSpecification"], ttl)

    def test_they_are_on_demand_encrypted_and_can_be_restored(self):
        for name, table in resources(kind="AWS::DynamoDB::Table").items():
            with self.subTest(name):
                made = table["Properties"]
                self.assertEqual(made["BillingMode"], "PAY_PER_REQUEST")
                self.assertTrue(made["SSESpecification"]["SSEEnabled"])
                self.assertTrue(made["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"])


class Environment(unittest.TestCase):
    def test_each_function_is_told_what_its_main_reads(self):
        for name in ("chat", "config", "admin", "upkeep"):
            code = (ROOT / f"crates/{name}/src/main.rs").read_text()
            read = set(re.findall(r'variable\("(\w+)"\)', code))
            if "deployment.secrets()" in code:
                read.add("BUBBLECHAT_SECRET_ID")
            function = resources()[f"{name.capitalize()}Function"]["Properties"]
            self.assertEqual(set(function["Environment"]["Variables"]), read, name)

    def test_the_published_properties_are_those_that_are_read(self):
        code = (ROOT / "crates/publish/src/request.rs").read_text()
        fields = re.findall(r"pub\(crate\) (\w+): String", code.split("struct Properties")[1].split("}")[0])
        read = {"".join(part.capitalize() for part in field.split("_")) for field in fields}
        given = set(resources()["Published"]["Properties"])
        self.assertEqual(given - read, {"ServiceToken", "ServiceTimeout", "Build"})
        self.assertLessEqual(read, given)


if __name__ == "__main__":
    unittest.main()
