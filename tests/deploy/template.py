"""The templates as data, with short forms (`!Ref`) expanded (`{"Ref": …}`)."""

from functools import cache
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]


class _Loader(yaml.SafeLoader):
    pass


def _long_form(loader, suffix, node):
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
        if suffix == "GetAtt":
            value = value.split(".", 1)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        value = loader.construct_mapping(node, deep=True)
    return {suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}": value}


_Loader.add_multi_constructor("!", _long_form)


@cache
def load(path="template.yaml"):
    return yaml.load((ROOT / path).read_text(), _Loader)


def resources(path="template.yaml", kind=None):
    found = load(path)["Resources"]
    return {name: r for name, r in found.items() if kind in (None, r["Type"])}


def listed(value):
    return value if isinstance(value, list) else [value]


def statements(role):
    """A role's statements, including conditional ones."""
    for policy in resources()[role]["Properties"]["Policies"]:
        for statement in policy["PolicyDocument"]["Statement"]:
            yield statement["Fn::If"][1] if "Fn::If" in statement else statement
