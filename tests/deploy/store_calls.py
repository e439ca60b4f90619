"""Which DynamoDB actions a function needs, read from the code: the store methods that it calls, and what those call."""

import re
from functools import cache

from template import ROOT

# The SDK methods that send requests, and the action that each needs. A transaction needs the actions of its parts.
ACTIONS = {
    "get_item": "GetItem",
    "put_item": "PutItem",
    "update_item": "UpdateItem",
    "delete_item": "DeleteItem",
    "query": "Query",
    "scan": "Scan",
    "batch_get_item": "BatchGetItem",
    "batch_write_item": "BatchWriteItem",
}
CALL = re.compile(r"\.(%s)\(\)" % "|".join(ACTIONS))
METHOD = re.compile(r"^    (?:pub(?:\([a-z]+\))? )?(?:async )?fn (\w+)", re.M)
INDEXES = {"TENANTS_BY_SLUG": "by_slug", "CONVERSATIONS_BY_ACTIVITY": "by_activity"}
TABLE = re.compile(r"tables\s*\.\s*(tenants|conversations|operators)")
# A call to another store method, and the table passed to it, by name or as the caller received it.
HELPED = re.compile(r"self\.(\w+)\((?:&self\.tables\.(\w+)|(table)\b)?")
# The limiter is a trait; its users call these methods.
LIMITER = {"count": "add", "take_back": "delete"}


def _code(path):
    return path.read_text().split("#[cfg(test)]")[0]


@cache
def methods():
    """The text of every store method."""
    found = {}
    for path in sorted((ROOT / "crates/core/src/store").glob("*.rs")):
        if path.name == "schema.rs":
            continue
        code = _code(path)
        starts = list(METHOD.finditer(code)) + [re.search(r"\Z", code)]
        for this, following in zip(starts, starts[1:]):
            found.setdefault(this[1], "")
            found[this[1]] += code[this.start() : following.start()]
    return found


def needs(method, given=frozenset(), seen=frozenset()):
    """The (action, table or table/index) pairs of a store method and of the methods it calls. `given` is the table that its caller passes to
    it, for a method without its own."""
    text = methods().get(method, "")
    tables = given if "table: &str" in text.partition("{")[0] else frozenset(TABLE.findall(text))
    found = set()
    actions = {ACTIONS[name] for name in CALL.findall(text)}
    if "transact_write_items()" in text:
        actions.add("PutItem")
    index = next((name for constant, name in INDEXES.items() if f"index_name({constant})" in text), None)
    for action in actions:
        for table in tables:
            found.add((action, f"{table}/{index}" if index and action == "Query" else table))
    for callee, named, same in HELPED.findall(text):
        if callee != method and callee in methods() and callee not in seen:
            found |= needs(callee, frozenset([named]) if named else given if same else frozenset(), seen | {method})
    return found


def of_package(name, files=None):
    """The actions that the code of crates/<name> needs."""
    found = set()
    paths = [ROOT / f"crates/{name}/src" / file for file in files or []] or (ROOT / f"crates/{name}/src").rglob("*.rs")
    for path in paths:
        code = _code(path)
        for called in re.findall(r"store\s*\.\s*(\w+)\(", code):
            found |= needs(called)
        for called in re.findall(r"limiter\s*\.\s*(\w+)\(", code):
            found |= needs(LIMITER.get(called, ""))
    return found
