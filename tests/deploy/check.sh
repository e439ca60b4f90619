#!/usr/bin/env bash
# Checks the template without deploying it: linters, policies, agreement with the code, the edge functions.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/environment.sh"
cd "$ROOT"

echo "cfn-lint";              cfn-lint template.yaml infra/*.yaml
echo "sam validate --lint";   sam validate --lint
echo "template tests";        python3 -B tests/count/unittest_count.py tests/deploy 'test_*.py'
echo "edge functions";        node --test --test-reporter=spec --test-reporter-destination=stdout \
  --test-reporter=./tests/count/node.mjs --test-reporter-destination=stdout tests/deploy/edge.test.mjs
