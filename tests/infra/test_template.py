"""What the stack promises, read off its template."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pynamodb.models import Model

from daifukucho.campaigns.send import BATCHES_AT_ONCE
from daifukucho_aws import settings
from daifukucho_aws.dynamo.outbox_items import OutboxItem
from daifukucho_aws.dynamo.tables import CatalogItem, FriendItem, LedgerItem, RequestItem
from daifukucho_aws.roster_copy.compaction import GRACE
from daifukucho_aws.roster_copy.reader import LAG
from daifukucho_aws.scopes import ASKING
from infra.sizes import SIZES
from tests.infra.reading import functions, load, output, resources, target

MODELS: dict[str, type[Model]] = {
    "FriendsTable": FriendItem,
    "LedgerTable": LedgerItem,
    "CatalogTable": CatalogItem,
    "OutboxTable": OutboxItem,
}
SETTINGS = {
    "webhook": settings.WebhookSettings,
    "ledger_stream": settings.LedgerStreamSettings,
    "scheduler": settings.SchedulerSettings,
    "segment_eval": settings.SegmentEvalSettings,
    "sender": settings.SenderSettings,
    "notifier": settings.NotifierSettings,
    "settler": settings.SettlerSettings,
    "receipts": settings.ReceiptsSettings,
    "crm_api": settings.CrmApiSettings,
    "liff_api": settings.LiffApiSettings,
    "roster_copy": settings.RosterDeltasSettings,
    "roster_compact": settings.RosterCopySettings,
    "segment_count": settings.RosterCopySettings,
}
_KEPT = ("AWS::DynamoDB::Table", "AWS::Cognito::UserPool", "AWS::SecretsManager::Secret", "AWS::S3::Bucket")


@pytest.mark.parametrize("name", MODELS)
def test_a_table_has_the_keys_of_its_items(name: str, template: dict[str, Any]) -> None:
    table = resources(template, "AWS::DynamoDB::Table")[target(output(template, name))]
    keys = {key["KeyType"]: key["AttributeName"] for key in table["KeySchema"]}
    attributes = MODELS[name].get_attributes().values()
    assert keys.get("HASH") == next(a.attr_name for a in attributes if a.is_hash_key)
    assert keys.get("RANGE") == next((a.attr_name for a in attributes if a.is_range_key), None)
    assert table["BillingMode"] == "PAY_PER_REQUEST"
    assert table["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"] is True


def test_the_streams_and_indexes_and_times_to_live(template: dict[str, Any]) -> None:
    tables = resources(template, "AWS::DynamoDB::Table")
    friends, ledger, catalog, outbox = (tables[target(output(template, name))] for name in MODELS)
    assert [t.get("StreamSpecification") for t in (friends, ledger, catalog, outbox)] == [
        {"StreamViewType": "NEW_IMAGE"},
        {"StreamViewType": "NEW_IMAGE"},
        None,
        None,
    ]
    for table in (catalog, outbox):
        assert table["TimeToLiveSpecification"] == {"AttributeName": "expires_at", "Enabled": True}
    assert [t.get("TimeToLiveSpecification") for t in (friends, ledger)] == [None] * 2
    for table, name, keys, projection in (
        (catalog, "due", ["due_kind", "due_at"], "KEYS_ONLY"),
        (outbox, "open", ["open_key", "silent_since"], "KEYS_ONLY"),
        (outbox, "runs", ["run_list", "opened_at"], "ALL"),
    ):
        (index,) = (index for index in table["GlobalSecondaryIndexes"] if index["IndexName"] == name)
        assert [key["AttributeName"] for key in index["KeySchema"]] == keys
        assert index["Projection"] == {"ProjectionType": projection}
        assert {"AttributeName": keys[1], "AttributeType": "N"} in table["AttributeDefinitions"]
    assert [len(table["GlobalSecondaryIndexes"]) for table in (catalog, outbox)] == [1, 2]


@pytest.mark.parametrize("bucket", ("UploadsBucket", "CopyBucket"))
def test_a_bucket_is_private(bucket: str, template: dict[str, Any], everything_on: Path) -> None:
    name = target(output(template, bucket))
    plain, keyed = (resources(t, "AWS::S3::Bucket")[name] for t in (template, load(everything_on)))
    assert set(plain["PublicAccessBlockConfiguration"].values()) == {True}
    policies = [p for p in resources(template, "AWS::S3::BucketPolicy").values() if p["Bucket"] == {"Ref": name}]
    said = policies[0]["PolicyDocument"]["Statement"]
    assert [(s["Effect"], s["Action"], s["Condition"]) for s in said] == [
        ("Deny", "s3:*", {"Bool": {"aws:SecureTransport": "false"}}),
        ("Deny", "s3:*", {"NumericLessThan": {"s3:TlsVersion": 1.2}}),
    ]
    own, key = (
        each["BucketEncryption"]["ServerSideEncryptionConfiguration"][0]["ServerSideEncryptionByDefault"]
        for each in (plain, keyed)
    )
    assert own == {"SSEAlgorithm": "AES256"}
    assert [target(key["KMSMasterKeyID"])] == [*resources(load(everything_on), "AWS::KMS::Key")]


def test_pictures_go_unless_an_answer_names_them(template: dict[str, Any]) -> None:
    bucket = resources(template, "AWS::S3::Bucket")[target(output(template, "UploadsBucket"))]
    (rule,) = bucket["LifecycleConfiguration"]["Rules"]
    assert (rule["TagFilters"], rule["ExpirationInDays"]) == ([{"Key": "pending", "Value": "yes"}], 7)
    assert rule["Status"] == "Enabled"


def test_only_records_of_keys_expire_in_the_catalog() -> None:
    assert "expires_at" not in CatalogItem.get_attributes()
    assert "expires_at" in RequestItem.get_attributes()


def test_production_outlives_its_stack_and_other_stages_do_not(production: Path, local: Path) -> None:
    """What a deployment made that failed goes again, or it could not be repeated (``RetainExceptOnCreate``)."""
    for path, policies, protected in (
        (production, ("RetainExceptOnCreate", "Retain"), True),
        (local, ("Delete", "Delete"), False),
    ):
        kept = [
            resource
            for name, resource in load(path)["Resources"].items()
            if resource["Type"] in _KEPT
            and not name.startswith("CardKey")  # it signs for a minute, and nothing is lost with it
        ]
        assert len(kept) == 8
        for resource in kept:
            assert (resource["DeletionPolicy"], resource["UpdateReplacePolicy"]) == policies
            if resource["Type"] == "AWS::DynamoDB::Table":
                assert resource["Properties"]["DeletionProtectionEnabled"] is protected


def test_a_stack_that_is_being_made_can_be_taken_back(synth: Callable[..., Path], production: Path) -> None:
    """CloudFormation deletes nothing that refuses to be deleted; so protection comes when the stack is there."""
    guards = {"DeletionProtectionEnabled": (False, True), "DeletionProtection": ("INACTIVE", "ACTIVE")}
    creating = synth(creating=True)
    made, later = load(creating)["Resources"], load(production)["Resources"]
    assert made.keys() == later.keys()
    for name, resource in made.items():
        before, after = resource.get("Properties", {}), later[name].get("Properties", {})
        assert resource.get("DeletionPolicy") != "Retain"
        for guard, (off, on) in guards.items():
            assert (before.pop(guard, off), after.pop(guard, on)) == (off, on)
        assert before == after  # nothing else differs
    assert not _termination_protection(creating)
    assert _termination_protection(production)


def _termination_protection(template: Path) -> bool:
    manifest = json.loads((template.parent / "manifest.json").read_text())
    return manifest["artifacts"]["daifukucho-prod"]["properties"].get("terminationProtection", False)


def test_another_stage_is_protected_by_an_option(synth: Callable[..., Path]) -> None:
    template = load(synth(stage="second", protect=True))
    tables = resources(template, "AWS::DynamoDB::Table")
    assert [table["DeletionProtectionEnabled"] for table in tables.values()] == [True] * 4
    assert {template["Resources"][name]["DeletionPolicy"] for name in tables} == {"RetainExceptOnCreate"}


def test_a_stage_takes_no_options_but_those_that_it_was_synthesized_with(
    synth: Callable[..., Path], local: Path
) -> None:
    """So whoever deploys without those that the stage keeps, which CloudFormation then hands in, is refused by it."""
    template = load(synth(alarmEmail="shop@example.com", senders=7))
    parameter = template["Parameters"]["Options"]
    assert parameter["AllowedValues"] == ['{"alarmEmail":"shop@example.com","senders":"7"}']
    assert "Default" not in parameter
    (group,) = (r for r in template["Resources"].values() if r["Type"] == "AWS::Scheduler::ScheduleGroup")
    assert group["Metadata"]["Options"] == {"Ref": "Options"}  # a change of the options alone is a change, too
    assert "Options" not in load(local).get("Parameters", {})


@pytest.mark.parametrize("name", SETTINGS)
def test_a_function_is_told_all_that_it_reads(name: str, template: dict[str, Any]) -> None:
    told = functions(template)[name]["Environment"]["Variables"]
    text = {key: value if isinstance(value, str) else json.dumps(value) for key, value in told.items()}
    read = SETTINGS[name].from_env(text)
    assert read.stage == "prod"
    assert read.local is False
    assert set(read.to_env()) == {key for key in told if key.startswith("DAIFUKUCHO_")}


def test_only_the_local_stack_calls_another_line(production: Path, local: Path) -> None:
    assert "LINE_API_BASE" not in production.read_text()
    told = functions(load(local))["sender"]["Environment"]["Variables"]
    assert told["DAIFUKUCHO_LINE_API_BASE"] == "http://127.0.0.1:1"
    assert told["DAIFUKUCHO_LOCAL"] == "true"


def test_a_lease_outlasts_the_sender(production: Path, local: Path) -> None:
    for path in (production, local):
        sender = functions(load(path))["sender"]
        assert int(sender["Environment"]["Variables"]["DAIFUKUCHO_LEASE_SECONDS"]) > sender["Timeout"]


def test_the_senders_share_lines_rate_as_they_are_told(template: dict[str, Any]) -> None:
    sender = functions(template)["sender"]["Environment"]["Variables"]
    batches = target(output(template, "BatchQueueUrl"))
    (source,) = [s for s in sources(template) if target(s["EventSourceArn"]) == batches]
    assert source["ScalingConfig"]["MaximumConcurrency"] == int(sender["DAIFUKUCHO_SENDERS"])
    # All of them are begun at once: none waits for another's end, and for a deadline that may come before.
    assert source["BatchSize"] == BATCHES_AT_ONCE
    assert source["FunctionResponseTypes"] == ["ReportBatchItemFailures"]


def test_a_size_is_what_the_stage_is_made_of(template: dict[str, Any], synth: Callable[..., Path]) -> None:
    million = load(synth(size="million"))
    for made, size in ((template, SIZES["small"]), (million, SIZES["million"])):
        tables = resources(made, "AWS::DynamoDB::Table")
        warm = {name: tables[target(output(made, name))].get("WarmThroughput") for name in MODELS}
        assert {name.removesuffix("Table").lower(): found for name, found in warm.items() if found} == {
            table: {
                name: units
                for name, units in (("ReadUnitsPerSecond", of.read), ("WriteUnitsPerSecond", of.write))
                if units
            }
            for table, of in size.warm.items()
        }
        queues = {"BatchQueueUrl": size.senders, "SliceQueueUrl": size.evaluators}
        for queue, most in queues.items():
            (source,) = [s for s in sources(made) if target(s["EventSourceArn"]) == target(output(made, queue))]
            assert source["ScalingConfig"]["MaximumConcurrency"] == most
        told = functions(made)["sender"]["Environment"]["Variables"]
        assert told["DAIFUKUCHO_SENDERS"] == str(size.senders)
        for name in ("scheduler", "crm_api"):
            assert functions(made)[name]["Environment"]["Variables"]["DAIFUKUCHO_SLICE_MB"] == str(size.slice_mb)


def test_the_notifiers_share_lines_rate_with_the_senders(template: dict[str, Any]) -> None:
    told = {name: functions(template)[name]["Environment"]["Variables"] for name in ("sender", "notifier")}
    for name in ("DAIFUKUCHO_SENDERS", "DAIFUKUCHO_NOTIFIERS"):
        assert told["sender"][name] == told["notifier"][name]
    notices = target(output(template, "NoticeQueueUrl"))
    (source,) = [s for s in sources(template) if target(s["EventSourceArn"]) == notices]
    assert source["ScalingConfig"]["MaximumConcurrency"] == int(told["notifier"]["DAIFUKUCHO_NOTIFIERS"])
    assert source["BatchSize"] == 1


def test_a_notice_is_tried_until_its_time_is_over(template: dict[str, Any]) -> None:
    queue = resources(template, "AWS::SQS::Queue")[target(output(template, "NoticeQueueUrl"))]
    tries = queue["RedrivePolicy"]["maxReceiveCount"]
    assert 24 * 3600 < queue["VisibilityTimeout"] * tries < queue["MessageRetentionPeriod"]
    notifier = functions(template)["notifier"]
    lease = int(notifier["Environment"]["Variables"]["DAIFUKUCHO_LEASE_SECONDS"])
    assert notifier["Timeout"] < lease < queue["VisibilityTimeout"]


def test_what_expires_is_settled_once_a_day(template: dict[str, Any]) -> None:
    (daily,) = (
        schedule
        for schedule in resources(template, "AWS::Scheduler::Schedule").values()
        if target(schedule["Target"]["Arn"]).startswith("Settler")
    )
    assert (daily["ScheduleExpression"], daily["ScheduleExpressionTimezone"]) == ("cron(0 9 * * ? *)", "Asia/Tokyo")
    settler = functions(template)["settler"]
    name = settler["Environment"]["Variables"]["DAIFUKUCHO_SETTLER_NAME"]
    assert name == settler["FunctionName"] == "daifukucho-prod-settler"
    dead = resources(template, "AWS::SQS::Queue")[target(settler["DeadLetterConfig"]["TargetArn"])]
    assert dead["MessageRetentionPeriod"] == 14 * 24 * 3600


def test_a_function_that_nobody_waits_for_says_how_often_it_is_tried(template: dict[str, Any]) -> None:
    """Lambda tries it twice more by itself, whatever the rule or the schedule says that started it."""
    started = [t["Arn"] for rule in resources(template, "AWS::Events::Rule").values() for t in rule["Targets"]]
    started += [s["Target"]["Arn"] for s in resources(template, "AWS::Scheduler::Schedule").values()]
    by_name = {f["FunctionName"]: name for name, f in functions(template).items()}
    by_id = {id: f["FunctionName"] for id, f in resources(template, "AWS::Lambda::Function").items()}
    invoked = {by_id[target(arn)] for arn in started}
    for name in functions(template):  # and those that functions call
        text = json.dumps(functions(template)[name]["Environment"])
        invoked |= {by_id[id] for id in by_id if f'"Ref": "{id}"' in text}
        invoked |= {each for each in by_id.values() if f'"{each}"' in text}
    tries = {
        by_id[target(each["FunctionName"])]: (each["MaximumRetryAttempts"], each["MaximumEventAgeInSeconds"])
        for each in resources(template, "AWS::Lambda::EventInvokeConfig").values()
    }
    assert tries.keys() == invoked
    assert {by_name[name]: said for name, said in tries.items()} == {
        "roster_compact": (0, 600),
        "segment_count": (0, 60),
        "scheduler": (1, 300),
        "settler": (2, 21_600),
    }


def sources(template: dict[str, Any]) -> list[dict[str, Any]]:
    return list(resources(template, "AWS::Lambda::EventSourceMapping").values())


def test_a_queues_messages_fail_one_by_one_and_end_in_a_dead_letter_queue(template: dict[str, Any]) -> None:
    queues = resources(template, "AWS::SQS::Queue")
    by_id = resources(template, "AWS::Lambda::Function")
    fed = [source for source in sources(template) if "StartingPosition" not in source]
    assert len(fed) == 4
    for source in fed:
        queue = queues[target(source["EventSourceArn"])]
        function = by_id[target(source["FunctionName"])]
        assert source["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
        assert queue["VisibilityTimeout"] >= 6 * function["Timeout"]
        dead = queues[target(queue["RedrivePolicy"]["deadLetterTargetArn"])]
        assert dead["MessageRetentionPeriod"] == 14 * 24 * 3600


def test_the_ledgers_stream_gives_what_is_to_be_folded(template: dict[str, Any]) -> None:
    source = stream_of(template, "LedgerTable")
    assert source["StartingPosition"] == "TRIM_HORIZON"
    assert source["ParallelizationFactor"] == 10  # Lambda's most
    # What passes by itself is tried again until the stream (24 hours) is about to forget it, however often that is.
    assert source["MaximumRecordAgeInSeconds"] == 23 * 3600
    assert "MaximumRetryAttempts" not in source and "OnFailure" in source["DestinationConfig"]
    assert source["BisectBatchOnFunctionError"] is True
    assert source["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    recorded = [  # but not "answered", whose pictures are kept
        "card_issued",
        "card_numbered",
        "edit",
        "memo",
        "memo_edited",
        "memo_removed",
        "observed",
        "points",
        "profile",
        "purchase",
        "purchases_settled",
        "stamp",
        "stamp_undone",
        "ticket_undone",
        "ticket_used",
    ]
    silent = ["coupon_issued", "coupon_revoked", "coupon_undone", "notice", "sent"]
    nothing_to_fold = sorted([*recorded, *silent, "coupon", "once", "order", "text", "text_edited", "text_unsent"])
    (filter_,) = source["FilterCriteria"]["Filters"]
    assert json.loads(filter_["Pattern"]) == {
        "eventName": ["INSERT"],
        "dynamodb": {"NewImage": {"kind": {"S": [{"anything-but": nothing_to_fold}]}}},
    }


def stream_of(template: dict[str, Any], table: str) -> dict[str, Any]:
    name = target(output(template, table))
    (source,) = (s for s in sources(template) if "StartingPosition" in s and target(s["EventSourceArn"]) == name)
    return source


def test_what_changes_in_the_roster_reaches_its_copy_within_a_minute_and_nothing_is_left_out(
    template: dict[str, Any], local: Path
) -> None:
    """Neither filtered, nor given up before the stream itself forgets it."""
    for source in (stream_of(template, "FriendsTable"), stream_of(load(local), "FriendsTable")):
        assert source["StartingPosition"] == "TRIM_HORIZON"
        assert source["MaximumBatchingWindowInSeconds"] * 1000 <= LAG / 2
        assert not {"FilterCriteria", "MaximumRetryAttempts", "MaximumRecordAgeInSeconds"} & source.keys()


def test_nobody_reads_what_has_been_removed(template: dict[str, Any]) -> None:
    """What was retired stays for longer than anybody may live who reads by an older manifest."""
    for name in ("roster_compact", "segment_count"):
        assert functions(template)[name]["Timeout"] * 1000 * 4 <= GRACE


def test_who_may_call_what(template: dict[str, Any]) -> None:
    (server,) = resources(template, "AWS::Cognito::UserPoolResourceServer")
    read, write = ({"Fn::Join": ["", [{"Ref": server}, f"/{scope}"]]} for scope in ("read", "write"))
    routes = {
        route["RouteKey"]: (route["AuthorizationType"], *route.get("AuthorizationScopes", []))
        for route in resources(template, "AWS::ApiGatewayV2::Route").values()
    }
    assert routes == {
        "POST /webhook": ("NONE",),
        "GET /v1/openapi.json": ("NONE",),
        "GET /v1/docs": ("NONE",),
        "GET /liff": ("NONE",),
        "GET /liff/{proxy+}": ("NONE",),
        "POST /liff/{proxy+}": ("NONE",),
        "GET /v1/{proxy+}": ("JWT", read),
        "POST /v1/{proxy+}": ("JWT", write),
        "PUT /v1/{proxy+}": ("JWT", write),
        "PATCH /v1/{proxy+}": ("JWT", write),
        "DELETE /v1/{proxy+}": ("JWT", write),
        **{f"POST {path}": ("JWT", read) for path in ASKING},
    }
    assert resources(template, "AWS::Cognito::UserPoolResourceServer")[server]["Identifier"] == "daifukucho"
    (authorizer,) = resources(template, "AWS::ApiGatewayV2::Authorizer").values()
    machine = target(output(template, "MachineClientId"))
    assert [target(audience) for audience in authorizer["JwtConfiguration"]["Audience"]] == [machine]
    (pool,) = resources(template, "AWS::Cognito::UserPool")
    assert authorizer["AuthorizerType"] == "JWT"
    assert authorizer["IdentitySource"] == ["$request.header.Authorization"]
    issuer = authorizer["JwtConfiguration"]["Issuer"]["Fn::Join"][1]
    assert issuer == ["https://cognito-idp.", {"Ref": "AWS::Region"}, ".amazonaws.com/", {"Ref": pool}]


def test_a_program_may_ask_for_each_scope_and_a_token_is_short(template: dict[str, Any]) -> None:
    (server,) = resources(template, "AWS::Cognito::UserPoolResourceServer")
    (client,) = resources(template, "AWS::Cognito::UserPoolClient").values()
    scopes = [{"Fn::Join": ["", [{"Ref": server}, f"/{scope}"]]} for scope in ("read", "write")]
    assert client["AllowedOAuthScopes"] == scopes
    assert client["AccessTokenValidity"] == 60
    assert client["TokenValidityUnits"] == {"AccessToken": "minutes"}


def test_the_access_log_names_routes_and_never_paths(template: dict[str, Any]) -> None:
    (stage,) = resources(template, "AWS::ApiGatewayV2::Stage").values()
    logged = set(json.loads(stage["AccessLogSettings"]["Format"]).values())
    assert "$context.routeKey" in logged
    assert not [name for name in logged if any(word in name for word in ("path", "query", "Ip", "header"))]
    assert stage["DefaultRouteSettings"]["ThrottlingRateLimit"] > 0


def test_logs_are_not_kept_for_ever(template: dict[str, Any]) -> None:
    groups = resources(template, "AWS::Logs::LogGroup").values()
    assert len(groups) == len(functions(template)) + 1
    assert {group["RetentionInDays"] for group in groups} == {30}


def test_nobody_signs_up_by_himself(template: dict[str, Any]) -> None:
    (pool,) = resources(template, "AWS::Cognito::UserPool").values()
    assert pool["AdminCreateUserConfig"]["AllowAdminCreateUserOnly"] is True
    assert pool["MfaConfiguration"] == "OPTIONAL"
    (client,) = resources(template, "AWS::Cognito::UserPoolClient").values()
    assert client["AllowedOAuthFlows"] == ["client_credentials"]
    assert client["GenerateSecret"] is True


def test_the_secret_is_made_without_a_channel(template: dict[str, Any]) -> None:
    secret = resources(template, "AWS::SecretsManager::Secret")[target(output(template, "LineSecretId"))]
    made = secret["GenerateSecretString"]
    assert json.loads(made["SecretStringTemplate"]) == {"channel_id": ""}
    assert made["GenerateStringKey"] == "channel_secret"
