#!/usr/bin/env bash
# Waits for a Snyk export and downloads its files, as a careful user would write it for one workflow.
# Environment: API_URL, ORG_ID, EXPORT_ID, TOKEN, FOLDER, TIMEOUT_S, GITHUB_OUTPUT.
set -euo pipefail

fail() {
  echo "::error::$1"
  exit 1
}

headers=$(mktemp)
trap 'rm -f "$headers"' EXIT
# Every process of the machine can read arguments, but not this file.
printf 'Authorization: token %s\nAccept: application/vnd.api+json\n' "$TOKEN" >"$headers"
echo "::add-mask::$TOKEN"

request() {
  curl --silent --show-error --fail --header "@$headers" --max-time 60 --retry 5 --retry-connrefused \
    "$API_URL/rest/orgs/$ORG_ID/$1/$EXPORT_ID?version=2024-10-15"
}

delay=1
until response=$(request jobs/export) && status=$(jq -r .data.attributes.status <<<"$response") && [[ $status == FINISHED ]]; do
  [[ ${status:-} != ERROR* ]] || fail "The export failed with status $status."
  ((SECONDS + delay <= TIMEOUT_S)) || fail "The export did not finish within $TIMEOUT_S s."
  sleep "$delay"
  delay=$((delay < 30 ? delay * 2 : 30))
done

list=$(jq -c '.data.attributes.results // empty' <<<"$response")
[[ $list ]] || list=$(request export | jq -c '.data.attributes.results // []')

mkdir -p "$FOLDER"
count=0
while IFS=$'\t' read -r url size; do
  name=$(basename "${url%%\?*}")
  [[ $name =~ ^[A-Za-z0-9_][A-Za-z0-9._-]*$ && ! -e $FOLDER/$name ]] || fail "Invalid file name: $name."
  part=$FOLDER/.$name.part
  curl --silent --show-error --fail --connect-timeout 20 --speed-limit 1024 --speed-time 60 \
    --retry 5 --retry-connrefused --output "$part" "$url" || fail "$name could not be downloaded."
  [[ $(stat -c %s "$part") == "$size" ]] || fail "$name has the wrong size."
  sha=$(sha256sum "$part")
  mv "$part" "$FOLDER/$name"
  echo "$name: $size bytes, SHA-256 ${sha%% *}"
  count=$((count + 1))
done < <(jq -r '.[] | [.url, .file_size] | @tsv' <<<"$list")

{
  echo "path=$FOLDER"
  echo "file-count=$count"
} >>"$GITHUB_OUTPUT"
