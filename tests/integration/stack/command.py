"""``make up`` and ``make down`` in a folder of their own, with another program in the place of ``cdk``.

Run as ``python command.py up|down FOLDER CDK``.
"""

import sys
from pathlib import Path

from local.stack import deploy
from local.stack.__main__ import down, up

if __name__ == "__main__":
    what, folder, cdk = sys.argv[1:]
    deploy._CDK = Path(cdk)
    deploy._ASSEMBLIES = Path(folder).with_suffix(".assemblies")  # nothing is synthesized there yet
    sys.exit(up(folder=Path(folder)) if what == "up" else down(Path(folder)))
