"""``/v1/openapi.json`` and ``/v1/docs``: public, whole, and without data."""

import re
import tomllib

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from daifukucho_aws.problem_codes import PROBLEMS
from daifukucho_aws.scopes import ASKING
from tests.integration.api.conftest import API_GUIDE, ROOT, Crm, Reply, function, http_event


def public(path: str, **given) -> Reply:
    """Without a token, and without the CRM behind it."""
    answer = function().api()(http_event("GET", path, scope=None, **given), None)
    return Reply(answer["statusCode"], answer["headers"], answer["body"])


@pytest.fixture(scope="module")
def document():
    reply = public("/v1/openapi.json")
    assert (reply.status, reply.headers["Content-Type"]) == (200, "application/json")
    return reply.json


@pytest.fixture(scope="module")
def operations(document):
    return {
        (method.upper(), path): operation
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }


def test_it_is_openapi(document):
    OpenAPIV31SpecValidator(document).validate()


def test_every_route_is_in_it(operations):
    routes = {(route.method, route.openapi_path) for route in function().api().routes}
    assert routes - set(operations) == {("GET", "/v1/openapi.json"), ("GET", "/v1/docs")}
    assert set(operations) <= routes


def test_every_operation_says_what_it_is_what_it_needs_and_what_it_answers(operations):
    ids = [operation["operationId"] for operation in operations.values()]
    assert len(set(ids)) == len(ids)
    for (method, path), operation in operations.items():
        assert operation["summary"]
        assert len(operation["tags"]) == 1
        reads = method == "GET" or (method == "POST" and path in ASKING)
        assert operation["security"] == [{"token": ["daifukucho/read" if reads else "daifukucho/write"]}]
        answers = operation["responses"]
        assert {"400", "401", "403", "422", "500", "503"} <= set(answers)
        assert len([status for status in answers if status < "300"]) == 1
        for status, answer in answers.items():
            if status >= "400":
                told = answer["content"]["application/problem+json"]
                assert told["schema"] == {"$ref": "#/components/schemas/ProblemDocument"}
                assert answer["x-codes"]
                for code in answer["x-codes"]:
                    assert PROBLEMS[code].status == int(status)
                    assert f"`{code}`" in answer["description"]
                assert set(told["examples"]) == {code for code in answer["x-codes"] if not code.endswith("…")}


def media(operations):
    """Every JSON that is sent or answered, with the name of its operation."""
    for operation in operations.values():
        for content in (operation.get("requestBody", {}), *operation["responses"].values()):
            for kind, described in content.get("content", {}).items():
                if kind == "application/json":
                    yield operation["operationId"], described


def test_every_body_and_every_answer_has_an_example(operations):
    assert [name for name, described in media(operations) if "example" not in described] == []


def test_examples_are_what_they_are_examples_of(document, operations):
    """By the schemas' own words, where ``format`` and unknown fields count, too."""

    def faults(schema, example):
        whole = {**schema, "components": document["components"]}
        return [f"{error.json_path}: {error.message}" for error in Draft202012Validator(whole).iter_errors(example)]

    for name, described in media(operations):
        assert faults(described["schema"], described["example"]) == [], name
    for name, schema in document["components"]["schemas"].items():
        for example in schema.get("examples", []):
            assert faults({"$ref": f"#/components/schemas/{name}"}, example) == [], name
            if "properties" in schema:
                assert set(example) <= set(schema["properties"]), name
    for code, example in document["components"]["examples"].items():
        assert faults({"$ref": "#/components/schemas/ProblemDocument"}, example["value"]) == [], code
        assert example["value"]["code"] == code


def test_bodies_that_are_examples_are_taken(crm: Crm, document):
    """Not only by the schema: what can be saved without anything else is saved as the example says it."""
    for path in ("/segments", "/segments/preview"):
        body = document["paths"][f"/v1{path}"]["post"]["requestBody"]["content"]["application/json"]["example"]
        assert crm("POST", path, body).status in (200, 201)


def test_every_tag_is_explained_in_both_languages(document, operations):
    told = {tag["name"]: tag["description"] for tag in document["tags"]}
    assert set(told) == {tag for operation in operations.values() for tag in operation["tags"]}
    for name, says in told.items():
        assert re.fullmatch(r"[^.]*[ぁ-ん][^.]*。 [A-Z][ -~]+\.", says), name


def test_the_description_says_whose_it_is(document):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    changes = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert document["info"]["version"] == project["version"]
    assert changes.index("\n## ") == changes.index(f"\n## {project['version']}")
    assert document["info"]["license"]["identifier"] == project["license"] == "Apache-2.0"


def test_no_two_models_have_one_name(document):
    titles = [schema.get("title", name) for name, schema in document["components"]["schemas"].items()]
    assert [title for title in titles if titles.count(title) > 1] == []


def test_a_generated_client_can_get_its_token(document):
    flow = document["components"]["securitySchemes"]["token"]["flows"]["clientCredentials"]
    assert set(flow["scopes"]) == {"daifukucho/read", "daifukucho/write"}
    assert flow["tokenUrl"].endswith("/oauth2/token")


def test_what_is_answered_is_documented(crm: Crm, operations):
    """The statuses and the fields of some answers, against the description's."""
    campaign = crm.campaign()
    crm_path = f"/campaigns/{campaign['campaign_id']}"
    for method, path, template, headers in (
        ("GET", crm_path, "/v1/campaigns/{campaign_id}", {}),
        ("POST", f"{crm_path}/send", "/v1/campaigns/{campaign_id}/send", {"idempotency-key": "k"}),
        ("DELETE", crm_path, "/v1/campaigns/{campaign_id}", {}),
        ("GET", "/friends", "/v1/friends", {}),
        ("GET", "/friends/nobody", "/v1/friends/{friend_id}", {}),
    ):
        assert str(crm(method, path, headers=headers).status) in operations[method, template]["responses"]


def test_nothing_in_it_is_left_over(document):
    text = str(document)
    for name in document["components"]["schemas"]:
        assert f"#/components/schemas/{name}'" in text, name


def test_it_may_be_kept_by_caches_but_answers_may_not(crm: Crm):
    assert public("/v1/openapi.json").headers["Cache-Control"] == "public, max-age=300"
    assert crm("GET", "/friends").headers["Cache-Control"] == "no-store"
    assert crm("GET", "/nothing").headers["Cache-Control"] == "no-store"


def test_the_page_loads_nothing_from_elsewhere():
    reply = public("/v1/docs")
    assert reply.status == 200
    assert reply.headers["Content-Type"].startswith("text/html")
    assert "default-src 'none'" in reply.headers["Content-Security-Policy"]
    assert not re.search(r"<(script|link|img|iframe)[^>]+(src|href)=(?!\"data:)", reply.text)
    assert "SwaggerUIBundle" in reply.text
    assert '"sendCampaign"' in reply.text
    assert len(reply.text) < 5_000_000  # a Lambda's answer has at most 6 MB


def test_the_page_takes_a_token_and_no_secret():
    text = public("/v1/docs").text
    assert '"bearerFormat":"JWT"' in text
    assert '"scopes":{"daifukucho/read"' not in text


def test_the_page_travels_compressed_to_whoever_can_read_it():
    reply = public("/v1/docs", headers={"accept-encoding": "gzip"})
    assert reply.headers["Content-Encoding"] == "gzip"


def test_the_guide_names_every_command(operations):
    for _, path in operations:
        if path.rpartition("/")[2] in ("send", "pause", "resume", "cancel", "preview"):
            assert path.rpartition("/")[2] in API_GUIDE


def test_the_guide_lists_every_code():
    """The guide's table says what the description says, no more and no less."""
    rows = re.findall(r"^\| (\d{3}) \| `([^`]+)` \| (.+) \|$", API_GUIDE, re.MULTILINE)
    assert [(code, int(status), says) for status, code, says in rows] == [
        (code, problem.status, problem.says) for code, problem in PROBLEMS.items()
    ]


def guide(heading: str) -> str:
    """A part of the guide; "…/x" of a path is said in full, as its neighbours are."""
    part = API_GUIDE.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    assert part, heading
    return part


def parameters(document, operation) -> set[str]:
    """The names of what an operation takes besides its path and its body."""
    known = document["components"].get("parameters", {})
    said = (known[one["$ref"].rpartition("/")[2]] if "$ref" in one else one for one in operation.get("parameters", []))
    return {one["name"] for one in said if one["in"] != "path"}


def test_the_guide_names_every_resource(operations):
    rows = re.findall(r"^\| (`/.*?`) \|", API_GUIDE, re.MULTILINE)
    named = {path for row in rows for path in re.findall(r"`(/[\w-]+)`", row)}
    assert named == {f"/{path.split('/')[2]}" for _, path in operations}
    settings = {path.removeprefix("/v1") for _, path in operations if path.startswith("/v1/settings/")}
    assert settings == set(re.findall(r"`(/settings/\w+)`", "\n".join(API_GUIDE.splitlines()[:40])))


def test_the_guide_has_every_list_with_what_narrows_it(document, operations):
    rows = [row for row in guide("Lists").splitlines() if row.startswith("| `GET ")]
    for (method, path), operation in operations.items():
        taken = parameters(document, operation)
        if method != "GET" or not {"cursor", "limit"} <= taken or path.endswith(".csv"):
            continue
        (row,) = (row for row in rows if f"`GET {path}`" in row or f"`…{path.removeprefix('/v1')}`" in row)
        narrowing = taken - {"cursor", "limit", "sort", "If-None-Match", "Accept-Language"}
        assert [name for name in narrowing if f"`{name}`" not in row] == [], path
        assert ("none" in row.split(" | ")[2]) != ("sort" in taken), path


def test_the_guide_says_of_every_post_what_makes_a_repeat_safe(operations):
    """Of those that are said in short, "…/send", the end of the path is enough."""
    told = re.findall(r"`(?:POST )?(…?/[^`]+)`", guide("Sending a request again"))
    for method, path in operations:
        assert method != "POST" or any(path == one or path.endswith(one.removeprefix("…")) for one in told), path


def test_the_guide_counts_the_edits_without_if_match(document, operations):
    free = {
        operation["operationId"]
        for (method, _), operation in operations.items()
        if method in ("PUT", "PATCH", "DELETE") and "If-Match" not in parameters(document, operation)
    }
    assert free == {
        *(
            "setCardNumber",
            "removeCardNumber",
            "recordOrder",
            "issueCoupon",
            "revokeCoupon",
            "issueCard",
            "inviteStaffMember",
            "unlockStore",
            "observePurchases",
        ),
    }, "say it in the guide, under 'Two people at one thing'"
