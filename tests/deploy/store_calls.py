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
# The parts of transactions, and the action that each needs.
PARTS = {"Put": "PutItem", "Update": "UpdateItem", "Delete": "DeleteItem", "ConditionCheck": "ConditionCheckItem"}
PART = re.compile(r"\b(%s)::builder\(\)" % "|".join(PARTS))
IMPL = re.compile(r"^impl (\w+)", re.M)
METHOD = re.compile(r"^    (?:pub(?:\([\w: ]+\))? )?(?:async )?fn (\w+)", re.M)
INDEXES = {"TENANTS_BY_SLUG": "by_slug", "CONVERSATIONS_BY_ACTIVITY": "by_activity", "AUDIT_BY_TENANT": "by_tenant"}
TABLE = re.compile(r"tables\s*\.\s*(tenants|conversations|operators|audit)")
# A thread is a handle on a part of this table.
THREADS_TABLE = "conversations"
# A call to another method of the same handle or of a thread's store, and the table passed to it: by name, a thread's own, or the caller's.
HELPED = re.compile(r"self\s*(\.\s*store\s*)?\.\s*(\w+)\((?:&self\.tables\.(\w+)|(self\.table\(\))|(table)\b)?")
# The limiter is a trait; its users call these methods.
LIMITER = {"count": "add_hit", "take_back": "remove_hit"}
# Calls in the functions' code, by the handle.
CALLED = {
    "Store": re.compile(r"store\s*\.\s*(\w+)\("),
    "Thread": re.compile(r"thread(?:\([^()]*\))?\s*\.\s*(\w+)\("),
}


def _code(path):
    return path.read_text().split("#[cfg(test)]")[0]


@cache
def methods():
    """The text of every method of the store and of a thread, by (type, method)."""
    found = {}
    for path in sorted((ROOT / "crates/core/src/store").rglob("*.rs")):
        if path.name == "schema.rs":
            continue
        code = _code(path)
        starts = sorted([*IMPL.finditer(code), *METHOD.finditer(code)], key=lambda match: match.start())
        ends = [start.start() for start in starts[1:]] + [len(code)]
        of = None
        for start, end in zip(starts, ends):
            if start.re is IMPL:
                of = start[1]
            else:
                found[of, start[1]] = code[start.start() : end]
    return found


def everything():
    """The text of all methods."""
    return "\n".join(methods().values())


def needs(method, given=frozenset(), seen=frozenset()):
    """The (action, table or table/index) pairs of a (type, method) and of the methods it calls. `given` is the table that its caller passes
    to it, for a method without its own."""
    text = methods().get(method, "")
    tables = given if "table: &str" in text.partition("{")[0] else frozenset(TABLE.findall(text))
    if method[0] == "Thread":
        tables = {THREADS_TABLE}
    found = set()
    actions = {ACTIONS[name] for name in CALL.findall(text)} | {PARTS[name] for name in PART.findall(text)}
    index = next((name for constant, name in INDEXES.items() if f"index_name({constant})" in text), None)
    may_be_index = next((name for constant, name in INDEXES.items() if "set_index_name(" in text and constant in text), None)
    for action in actions:
        for table in tables:
            found.add((action, f"{table}/{index}" if index and action == "Query" else table))
            if may_be_index and action == "Query":
                found.add((action, f"{table}/{may_be_index}"))
    for store, name, named, own, same in HELPED.findall(text):
        callee = ("Store" if store else method[0], name)
        if callee != method and callee in methods() and callee not in seen:
            passed = frozenset([named]) if named else frozenset([THREADS_TABLE]) if own else given if same else frozenset()
            found |= needs(callee, passed, seen | {method})
    return found


# Writes the audit's entry, if the caller's store has one.
NOTE = ("Store", "put_note")


def of_package(name, files=None):
    """The actions that the code of crates/<name> needs."""
    found = set()
    paths = [ROOT / f"crates/{name}/src" / file for file in files or []] or list((ROOT / f"crates/{name}/src").rglob("*.rs"))
    notes = any(".noting(" in _code(path) for path in paths)
    for path in paths:
        code = _code(path)
        for handle, pattern in CALLED.items():
            for called in pattern.findall(code):
                found |= needs((handle, called), seen=frozenset() if notes else frozenset([NOTE]))
        for called in re.findall(r"limiter\s*\.\s*(\w+)\(", code):
            found |= needs(("Store", LIMITER.get(called, "")))
    return found
