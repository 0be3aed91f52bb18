#!/usr/bin/env bash
# Lints workflows, shell scripts, action.yml and the YAML snippets of the documentation.
# Fails if a tool is missing, and prints how to install it.
set -euo pipefail
cd "$(dirname "$0")/.."

for tool in actionlint shellcheck zizmor; do
  if [[ ! -x ".tools/bin/$tool" ]]; then
    echo ".tools/bin/$tool is missing. Install it with: scripts/install-tools.sh" >&2
    exit 1
  fi
done

workflows=(.github/workflows/*.yml __tests__/runner/workflows/*.yml)
.tools/bin/actionlint -shellcheck "$PWD/.tools/bin/shellcheck" -pyflakes= "${workflows[@]}"
echo "actionlint: ${#workflows[@]} workflows, no findings."

scripts=(scripts/*.sh)
[[ -e .ci/run ]] && scripts+=(.ci/run)
.tools/bin/shellcheck "${scripts[@]}"
echo "shellcheck: ${#scripts[@]} scripts, no findings."

.tools/bin/zizmor --offline --no-online-audits --strict-collection --persona pedantic --no-progress .
echo 'zizmor: without the audits that need GitHub: impostor-commit, known-vulnerable-actions,'
echo '  ref-confusion, ref-version-mismatch and stale-action-refs.'

ACTIONLINT="$PWD/.tools/bin/actionlint" SHELLCHECK="$PWD/.tools/bin/shellcheck" \
  npm test -- __tests__/contract/snippets.test.ts
