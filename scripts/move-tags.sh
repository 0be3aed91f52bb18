#!/usr/bin/env bash
# Lets v1 and v1.2 point at the release v1.2.3, each only when that is its newest release: a patch of an older line
# must not take v1 back.
#   scripts/move-tags.sh v1.2.3
set -euo pipefail

tag="$1"
if [[ ! "$tag" =~ ^v[0-9]+\.[0-9]+\.[0-9]+$ ]]; then
  echo "$tag is not the tag of a release." >&2
  exit 1
fi

newest_of() {
  git tag --list --sort=version:refname "$1.*" | grep -E '^v[0-9]+\.[0-9]+\.[0-9]+$' | tail -n 1
}

for moving in "${tag%%.*}" "${tag%.*}"; do
  newest="$(newest_of "$moving")"
  if [[ "$newest" != "$tag" ]]; then
    echo "$moving stays at $newest."
    continue
  fi
  git push --force origin "refs/tags/$tag^{commit}:refs/tags/$moving"
done
