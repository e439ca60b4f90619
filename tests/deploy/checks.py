"""Checks that are made one after the other, as JUnit XML for `cargo xtask test`."""

import os
import time
import xml.etree.ElementTree as ElementTree
from pathlib import Path


class Checks:
    """Inside `with`, `begin` ends the check before it. An exception fails the latest check, and the report is written in any case."""

    def __init__(self, name):
        self.name, self.suite = name, ElementTree.Element("testsuite", name=name)
        self.entered = self.began = time.monotonic()

    def __enter__(self):
        return self

    def begin(self, text):
        self._end()
        self.began = time.monotonic()
        # Printed at once, so that what hangs has a name.
        print(f"[{self.began - self.entered:5.0f} s] {text}", flush=True)
        ElementTree.SubElement(self.suite, "testcase", name=text, classname=self.name)

    def __exit__(self, _kind, error, _trace):
        self._end()
        if error and len(self.suite):
            ElementTree.SubElement(self.suite[-1], "failure", message=repr(error))
        # Set by `cargo xtask test`.
        if folder := os.environ.get("TEST_RESULTS"):
            root = ElementTree.Element("testsuites")
            root.append(self.suite)
            ElementTree.ElementTree(root).write(Path(folder) / f"{self.name}.xml", encoding="utf-8", xml_declaration=True)

    def _end(self):
        if len(self.suite):
            self.suite[-1].set("time", f"{time.monotonic() - self.began:.3f}")
