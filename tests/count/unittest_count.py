"""Runs the unit tests of a folder and ends with the line that `cargo xtask test` reads.

    unittest_count.py FOLDER PATTERN
"""

import sys
import unittest

folder, pattern = sys.argv[1:]
result = unittest.TextTestRunner().run(unittest.defaultTestLoader.discover(folder, pattern))
failed = len(result.failures) + len(result.errors) + len(result.unexpectedSuccesses)
skipped = len(result.skipped) + len(result.expectedFailures)
# A test with several failed subtests counts each of them as a failure.
passed = max(result.testsRun - failed - skipped, 0)
print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
sys.exit(1 if failed or not passed else 0)
