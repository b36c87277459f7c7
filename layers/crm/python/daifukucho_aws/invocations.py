"""Invocations that nobody waits for."""

import json
from collections.abc import Mapping
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from daifukucho_aws.cause import cause
from daifukucho_aws.refusals import NOT_INVOKED


class Invocations:
    """Starts invocations of one function. Lambda takes each at least once, and tries it twice more if it fails."""

    def __init__(self, client: Any, function: str) -> None:
        self._client = client
        self._function = function

    def start(self, event: Mapping[str, object]) -> None:
        """One call. Raises Unavailable if Lambda did not take it."""
        try:
            self._client.invoke(FunctionName=self._function, InvocationType="Event", Payload=json.dumps(event))
        except (BotoCoreError, ClientError) as error:
            raise NOT_INVOKED(cause=cause(error)) from error
