#!/usr/bin/env bash
# Checks the template without deploying it: linters, policies, agreement with the code, the edge functions.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/environment.sh"
cd "$ROOT"
results="${TEST_RESULTS:-$ROOT/target}"

echo "cfn-lint";              cfn-lint template.yaml infra/*.yaml
echo "sam validate --lint";   sam validate --lint
echo "template tests";        python3 -B -m pytest -p no:cacheprovider -o faulthandler_timeout=120 -o faulthandler_exit_on_timeout=true \
  --verbose --junitxml "$results/template.xml" tests/deploy
echo "edge and web files";    node tests/node/run.mjs tests/deploy/edge.test.mjs tests/deploy/publish-web.test.mjs
