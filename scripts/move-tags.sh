#!/usr/bin/env bash
# Moves the tags v1 and v1.2 to the release v1.2.3, each only if this is its newest release: a patch of an older version
# must not move v1 back.
#   scripts/move-tags.sh v1.2.3
set -euo pipefail

tag="$1"
if [[ ! "$tag" =~ ^v[0-9]+\.[0-9]+\.[0-9]+$ ]]; then
  echo "$tag is not a release tag." >&2
  exit 1
fi

newest_of() {
  git tag --list --sort=version:refname "$1.*" | grep -E '^v[0-9]+\.[0-9]+\.[0-9]+$' | tail -n 1
}

for moving in "${tag%%.*}" "${tag%.*}"; do
  newest="$(newest_of "$moving")"
  if [[ "$newest" != "$tag" ]]; then
    echo "$newest is newer: $moving is not moved."
    continue
  fi
  git push --force origin "refs/tags/$tag^{commit}:refs/tags/$moving"
done
