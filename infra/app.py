"""``cdk`` runs this (see cdk.json). Synthesis asks AWS nothing."""

from aws_cdk import App

from infra.config import Config
from infra.stack import DaifukuchoStack


def main() -> None:
    app = App()
    DaifukuchoStack(app, config=Config.from_context(app.node))
    app.synth()


if __name__ == "__main__":
    main()
