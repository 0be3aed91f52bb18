#!/usr/bin/env bash
# Waits for an export of Snyk and brings its files home, as a careful user would write it for one workflow.
# Environment: API_URL, ORG_ID, EXPORT_ID, TOKEN, FOLDER, TIMEOUT_S, GITHUB_OUTPUT.
set -euo pipefail

fail() {
  echo "::error::$1"
  exit 1
}

headers=$(mktemp)
trap 'rm -f "$headers"' EXIT
# Arguments can be read by every process of the machine, a file cannot.
printf 'Authorization: token %s\nAccept: application/vnd.api+json\n' "$TOKEN" >"$headers"
echo "::add-mask::$TOKEN"

ask() {
  curl --silent --show-error --fail --header "@$headers" --max-time 60 --retry 5 --retry-connrefused \
    "$API_URL/rest/orgs/$ORG_ID/$1/$EXPORT_ID?version=2024-10-15"
}

gap=1
until answer=$(ask jobs/export) && word=$(jq -r .data.attributes.status <<<"$answer") && [[ $word == FINISHED ]]; do
  [[ ${word:-} != ERROR* ]] || fail "The export ended with $word."
  ((SECONDS + gap <= TIMEOUT_S)) || fail "The export has not ended within $TIMEOUT_S s."
  sleep "$gap"
  gap=$((gap < 30 ? gap * 2 : 30))
done

list=$(jq -c '.data.attributes.results // empty' <<<"$answer")
[[ $list ]] || list=$(ask export | jq -c '.data.attributes.results // []')

mkdir -p "$FOLDER"
count=0
while IFS=$'\t' read -r url size; do
  name=$(basename "${url%%\?*}")
  [[ $name =~ ^[A-Za-z0-9_][A-Za-z0-9._-]*$ && ! -e $FOLDER/$name ]] || fail "A file cannot be named $name."
  part=$FOLDER/.$name.part
  curl --silent --show-error --fail --connect-timeout 20 --speed-limit 1024 --speed-time 60 \
    --retry 5 --retry-connrefused --output "$part" "$url" || fail "$name did not come."
  [[ $(stat -c %s "$part") == "$size" ]] || fail "$name is not of its size."
  sha=$(sha256sum "$part")
  mv "$part" "$FOLDER/$name"
  echo "$name: $size bytes, SHA-256 ${sha%% *}"
  count=$((count + 1))
done < <(jq -r '.[] | [.url, .file_size] | @tsv' <<<"$list")

{
  echo "path=$FOLDER"
  echo "file-count=$count"
} >>"$GITHUB_OUTPUT"
