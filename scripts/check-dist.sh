#!/usr/bin/env bash
# Fails if dist/ differs from the committed files, including new and deleted ones.
set -euo pipefail
cd "$(dirname "$0")/.."

changes="$(git status --porcelain -- dist)"
if [[ -n "$changes" ]]; then
  echo 'dist/ differs from the commit. Run "npm run build" and commit dist/.' >&2
  echo "$changes" >&2
  exit 1
fi
echo 'dist/ is up to date.'
