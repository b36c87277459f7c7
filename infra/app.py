"""``cdk`` runs this (see cdk.json). Synthesis asks AWS nothing."""

import sys

from aws_cdk import App

from infra.config import Config
from infra.packaging import BuildError
from infra.stack import DaifukuchoStack


def main() -> None:
    app = App()
    try:
        DaifukuchoStack(app, config=Config.from_context(app.node))
    except BuildError as error:
        sys.exit(str(error))
    app.synth()


if __name__ == "__main__":
    main()
