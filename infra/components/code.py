"""What all functions run."""

from pathlib import Path

from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from infra import packaging
from infra.config import Config


class Code(Construct):
    """The layers that all functions share, the one that a few have besides (``columns``), and where they will run."""

    def __init__(self, scope: Construct, id: str, *, config: Config) -> None:
        super().__init__(scope, id)
        self.target = packaging.HERE if config.local else packaging.LAMBDA
        here_is_arm = packaging.HERE.label.endswith(("aarch64", "arm64"))
        arm = here_is_arm if config.local else True
        self.architecture = lambda_.Architecture.ARM_64 if arm else lambda_.Architecture.X86_64
        self.runtime = lambda_.Runtime.PYTHON_3_13
        self.columns: list[lambda_.LayerVersion] = []
        self.layers = [self._layer("Crm", packaging.crm_layer(self.target), "The CRM: the core and its adapters")]
        if not config.local:
            # MiniStack runs the functions in the project's own interpreter, where the same locked packages are;
            # there, each start of a function would unpack 3,000 files for nothing.
            dependencies = packaging.dependency_layer(self.target)
            self.layers.insert(0, self._layer("Dependencies", dependencies, "What the functions need from PyPI"))
            columns = packaging.columns_layer(self.target)
            self.columns = [self._layer("Columns", columns, "What the functions of the columnar copy need besides")]

    def _layer(self, id: str, path: Path, description: str) -> lambda_.LayerVersion:
        return lambda_.LayerVersion(
            self,
            id,
            code=lambda_.Code.from_asset(str(path)),
            description=description,
            compatible_runtimes=[self.runtime],
            compatible_architectures=[self.architecture],
        )
