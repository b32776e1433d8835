#!/usr/bin/env bash
# A tour of the control API. Your app listens at $WEBHOOK_URL and verifies with $WEBHOOK_SECRET. Needs curl and jq.
set -euo pipefail

read -r sandbox < <(exec assay sandbox --json)
trap 'kill "$(jq .pid <<<"$sandbox")"' EXIT
control=$(jq -r .control.base_url <<<"$sandbox")
token=$(jq -r .control.token <<<"$sandbox")

ask() { # METHOD PATH [JSON]
  curl -sS --fail-with-body -X "$1" "$control$2" -H "Authorization: Bearer $token" \
    -H "Content-Type: application/json" ${3:+-d "$3"}
}

made=$(ask POST /worlds)
world=/worlds/$(jq -r .id <<<"$made")
stripe=$(jq -r .providers.stripe.base_url <<<"$made")
key=$(jq -r .providers.stripe.test.secret_key <<<"$made")
ask POST "$world/stripe/test/endpoints" "{\"url\": \"$WEBHOOK_URL\", \"secret\": \"$WEBHOOK_SECRET\"}" >/dev/null

pay() {
  curl -sS "$stripe/v1/payment_intents" -u "$key:" -d amount=1999 -d currency=eur -d payment_method=pm_card_visa \
    -d confirm=true -d "automatic_payment_methods[enabled]=true" -d "automatic_payment_methods[allow_redirects]=never"
}
ask PUT "$world/news" '{"mode": "hold"}' >/dev/null
payment=$(pay | jq -r .id)
events=$(ask GET "$world/stripe/test/events?object=$payment")
jq -r '.[] | "held: \(.type)"' <<<"$events"

plan=$(jq '{schedule: map({event: .id}), options: {within: 50}}' <<<"$events")
plan=$(ask POST /behaviours/duplicate "$plan")
plan=$(ask POST /behaviours/reorder "$(jq '. + {seed: 3}' <<<"$plan")")
ask POST "$world/deliveries" "$plan" | jq -r '.records[] | "delivered: \(.event_type), copy \(.copy): \(.status)"'

lie=$(jq '{schedule: [{event: last.id, forgery: "random-signature"}]}' <<<"$events")
ask POST "$world/deliveries" "$lie" | jq -r '.records[] | "forged: \(.event_type): \(.status)"'

before=$(ask POST "$world/clock" '{"advance": 0}' | jq .now)
after=$(ask POST "$world/clock" '{"advance": 259200}' | jq .now)
jq -nr "\"days later: \(($after - $before) / 86400 | floor)\""

fault=$(ask POST "$world/faults" '{"operation": "payment_intents.create", "status": 500}' | jq -r .id)
echo "while it fails: $(pay | jq -r .error.type)"
ask DELETE "$world/faults/$fault" >/dev/null
echo "afterwards: $(pay | jq -r .status)"

ask GET "$world/calls" | jq -r '.[] | "call: \(.operation) \(.status)"'
ask DELETE "$world" >/dev/null
