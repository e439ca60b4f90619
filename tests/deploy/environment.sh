# To be sourced: Python environments for deployments. Sets ROOT, and puts sam, cargo-lambda and cfn-lint on PATH. Nothing here calls AWS.
source "$(dirname "${BASH_SOURCE[0]}")/../python.sh"

# environment NAME: target/venv-NAME, from requirements-NAME.txt
environment() {
  python_environment "$1" "$ROOT/tests/deploy/requirements-$1.txt"
}

environment sam
export PATH="$ROOT/target/venv-sam/bin:$PATH"
export SAM_CLI_TELEMETRY=0 AWS_DEFAULT_REGION=eu-west-1 AWS_EC2_METADATA_DISABLED=true
