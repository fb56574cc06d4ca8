#!/usr/bin/env bash
# Sends one message over v3 and one over v2, with curl.   RECIPIENT TEXT
# The gateway is that of the environment: set -a; . examples/gateways/local.env; set +a
set -euo pipefail
recipient=${1:-37499123456} text=${2:-Hello}

v3() { curl --silent --show-error --fail "$MOBIPACE_V3_URL/$1" --header 'Content-Type: application/json' --data-binary "$2"; }
v2() { curl --silent --show-error --fail --get "$MOBIPACE_V2_URL" --data-urlencode "function=$1" \
  --data-urlencode "username=$MOBIPACE_USERNAME" --data-urlencode "password=$MOBIPACE_PASSWORD" "${@:2}"; }
member() { grep -oE "\"$1\": ?\"?[^\",}]*" | grep -oE '[^":]+$' | tr -d ' '; }
quoted() { local text=${1//\\/\\\\}; printf '"%s"' "${text//\"/\\\"}"; }

credentials="{\"Username\": $(quoted "$MOBIPACE_USERNAME"), \"Password\": $(quoted "$MOBIPACE_PASSWORD")}"
session=$(v3 authorize "$credentials" | member SessionId)
reference=$(date +%s%N)
sent=$(v3 Send "{\"SessionId\": \"$session\", \"Sender\": $(quoted "$MOBIPACE_SENDER"), \"Messages\": [
  {\"Recipient\": \"$recipient\", \"Body\": $(quoted "$text"), \"Reference\": \"$reference\"}]}")
echo "v3 Send: $(member StatusCode <<<"$sent") $(member Status <<<"$sent"), $(member TotalPrice <<<"$sent")"
status=$(v3 QueryMessages "{\"SessionId\": \"$session\", \"References\": [\"$reference\"]}" | member Status | tail -1)
echo "v3 QueryMessages: $status"
echo "v2 send: $(v2 send --data-urlencode "sender=$MOBIPACE_SENDER" --data-urlencode "recipient=$recipient" --data-urlencode "body=$text")"
echo "v2 querybalance: $(v2 querybalance)"
