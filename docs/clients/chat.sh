#!/bin/sh
# SITE and KEY (a secret key) come from the environment, the message from the command line.
BODY=$(printf '{"session_id":"%s","message":"%s"}' "$(uuidgen || cat /proc/sys/kernel/random/uuid)" "$1")
curl -sN "$SITE/v1/chat" \
  -H "X-API-Key: $KEY" \
  -H "Content-Type: application/json" \
  -H "x-amz-content-sha256: $(printf %s "$BODY" | openssl dgst -sha256 -r | cut -d ' ' -f 1)" \
  -d "$BODY"
