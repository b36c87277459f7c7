"""A few words of the marketers' API, for the demo and the tests."""

import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Self

import httpx


class CrmApi:
    """Speaks to a running stack as an operator. Raises ``httpx.HTTPStatusError`` with the problem document in its
    notes when it is refused."""

    def __init__(self, stack: Mapping[str, Any]) -> None:
        headers = {"authorization": f"Bearer {stack['operator_token']}"}
        self._http = httpx.Client(base_url=stack["crm_api"], headers=headers, timeout=30.0, trust_env=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def get(self, path: str, **query: Any) -> dict[str, Any]:
        return self._call("GET", path, params=query)

    def get_or_none(self, path: str) -> dict[str, Any] | None:
        """What is there, or None if the API says that it does not exist."""
        try:
            return self.get(path)
        except httpx.HTTPStatusError as error:
            if error.response.status_code == 404:
                return None
            raise

    def post(self, path: str, body: object = None, **headers: str) -> dict[str, Any]:
        return self._call("POST", path, json=body, headers=headers)

    def put(self, path: str, body: object = None) -> dict[str, Any]:
        return self._call("PUT", path, json=body)

    def patch(self, path: str, body: object) -> dict[str, Any]:
        return self._call("PATCH", path, json=body)

    def list(self, path: str, **query: Any) -> Iterator[dict[str, Any]]:
        """Every item of a list, page after page."""
        cursor: str | None = None
        while True:
            page = self.get(path, **query, **({"cursor": cursor} if cursor else {}))
            yield from page["items"]
            cursor = page["cursor"]
            if cursor is None:
                return

    def count(self, where: object) -> int:
        """How many friends match."""
        return self.post("/segments/preview", {"where": where})["count"]

    def run_once_closed(
        self, run_id: str, seconds: float, each: Callable[[dict[str, Any]], object], pause: float = 0.5
    ) -> dict[str, Any]:
        """The run, once it is closed; ``each`` sees it again and again until then. Raises TimeoutError."""
        deadline = time.monotonic() + seconds
        while True:
            run = self.get(f"/runs/{run_id}")
            each(run)
            if run["closed"]:
                return run
            if time.monotonic() > deadline:
                raise TimeoutError(f"run {run_id} is not closed after {seconds:.0f} s: {run}")
            time.sleep(pause)

    def _call(self, method: str, path: str, **given: Any) -> dict[str, Any]:
        response = self._http.request(method, path.lstrip("/"), **given)
        try:
            response.raise_for_status()
        except httpx.HTTPStatusError as error:
            error.add_note(response.text)
            raise
        return response.json() if response.content else {}
