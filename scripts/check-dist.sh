#!/usr/bin/env bash
# Fails when dist/ differs from what is committed, also by a file that is new or gone.
set -euo pipefail
cd "$(dirname "$0")/.."

changes="$(git status --porcelain -- dist)"
if [[ -n "$changes" ]]; then
  echo 'dist/ is not what is committed. Run "npm run build" and commit dist/.' >&2
  echo "$changes" >&2
  exit 1
fi
echo 'dist/ is what is committed.'
