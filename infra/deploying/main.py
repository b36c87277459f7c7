"""``make deploy``, step by step."""

import os
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from botocore.exceptions import BotoCoreError, ClientError

from daifukucho.kernel.errors import Unavailable
from daifukucho_aws.bootstrap.clients import clock
from infra.capacity import advice
from infra.components.options import PARAMETER
from infra.config import Config, as_kept
from infra.deploying import arguments, options
from infra.deploying.account import Account, refused, sign_in
from infra.deploying.arguments import Arguments
from infra.deploying.attach import find_restored, prepare
from infra.deploying.leftovers import refuse_leftovers
from infra.deploying.options import Options
from infra.deploying.stack import Deployed, key_of, look, make_ready
from infra.deploying.words import Refused, say, warn

ROOT = Path(__file__).resolve().parents[2]
CDK = ROOT / "node_modules/.bin/cdk"

Run = Callable[[Sequence[str], Mapping[str, str]], int]
"""Runs ``cdk`` with these words, in this environment; returns its exit code."""


def main(words: Sequence[str]) -> int:
    """Returns the exit code."""
    try:
        given = arguments.read(words)
        account = sign_in(given.profile, os.environ)
        return deploy(given, account, options.in_file(ROOT / "cdk.json"), _cdk, clock())
    except Refused as error:
        warn(error)
    except (BotoCoreError, ClientError, Unavailable) as error:
        warn(refused(error))
    return 1


def deploy(given: Arguments, account: Account, in_file: Mapping[str, str], run: Run, now: int) -> int:
    """Deploy a stage with the options chosen before and now. Returns the exit code of what ran last. Raises Refused,
    ClientError."""
    stage = options.stage_of({**in_file, **given.given})
    name = Config(stage=stage).name
    say(
        f"AWS アカウント {account.id}、リージョン {account.region}、スタック {name}",
        f"AWS account {account.id}, region {account.region}, stack {name}",
    )
    cloudformation = account.client("cloudformation")
    stack = look(cloudformation, name)
    chosen = _chosen(stack, given, in_file, stage)
    if not given.diff:
        make_ready(cloudformation, stack, account.region)
        if not stack.made:
            refuse_leftovers(account.client, name, account.region)
    key = key_of(cloudformation, stack)
    restored = find_restored(account, chosen)
    chosen = chosen.with_tables({each.option: each.arn for each in restored})
    options.refuse_dangerous(_deployed(stack, stage, key), chosen, given.confirmed)
    if not given.diff:
        chosen = chosen.with_tables({each.option: prepare(each, account, chosen.config, key, now) for each in restored})
    _show(stack, chosen)
    for line in advice(account.session, chosen.config):
        print(line, flush=True)
    if given.diff:
        return run(["diff", *_words(chosen), *given.rest], account.environment)
    if not account.bootstrapped:
        code = run(["bootstrap", f"aws://{account.id}/{account.region}"], account.environment)
        if code != 0:
            return code
    return _deploy(stack, chosen, given, account, run)


def _chosen(stack: Deployed, given: Arguments, in_file: Mapping[str, str], stage: str) -> Options:
    if stack.made and stack.kept is None and not given.adopt:
        raise Refused(
            f"スタック {stack.name} は、設定を記録しない版でデプロイされています。今の設定をすべて -c で指定し、"
            "--adopt を付けてください(次からは不要です)。",
            f"The stack {stack.name} was deployed by a version that kept no options. Give all of its options with -c, "
            "and add --adopt; from then on it keeps them.",
        )
    return options.merge(stack.kept or {}, {**in_file, **given.given}, stage)


def _deployed(stack: Deployed, stage: str, key: str | None) -> Config:
    """The deployed options; for a new stage, options under which nothing could be lost."""
    if not stack.made:
        return Config(stage=stage, protect=False)
    return replace(Options(stage, stack.kept or {}).config, customer_key=key is not None)


def _show(stack: Deployed, chosen: Options) -> None:
    if not stack.made:
        say("新しいステージを作ります。", "The stage is new.")
    for name, value in chosen.merged.items():
        if name not in [change.name for change in chosen.changes]:
            print(f"  {name}: {value}")
    if chosen.changes:
        say("設定が変わります:", "Options that change:")
    elif stack.made:
        say("設定は変わりません。", "No option changes.")
    for change in chosen.changes:
        print(f"  {change}", flush=True)


def _deploy(stack: Deployed, chosen: Options, given: Arguments, account: Account, run: Run) -> int:
    kept = ["--parameters", f"{PARAMETER}={as_kept(chosen.merged)}"]
    words = ["deploy", *_words(chosen), *kept, *given.rest]
    asking = ["--require-approval", given.approval] if given.approval else []
    if stack.made:
        return run([*words, *asking], account.environment)
    # CloudFormation must be able to take back what it could not finish, so protection comes after.
    code = run([*words, *asking, "--context", "creating=true"], account.environment)
    made = look(account.client("cloudformation"), stack.name)
    if made.creation_failed:
        say(
            "作成に失敗し、作ったものは取り消されました。原因を直して、もう一度 make deploy を実行してください(設定は覚えています)。",
            "The creation failed, and what it had made was taken back. Mend the cause, then run make deploy again; "
            "the options are kept.",
        )
    if code != 0 or made.status != "CREATE_COMPLETE" or not chosen.config.protected:
        return code
    say("削除保護を付けます。", "Now its protection against deletion is put on.")
    return run([*words, "--require-approval", "never"], account.environment)


def _words(chosen: Options) -> list[str]:
    return [word for name, value in chosen.context() for word in ("--context", f"{name}={value}")]


def _cdk(words: Sequence[str], environment: Mapping[str, str]) -> int:
    return subprocess.run([CDK, *words], cwd=ROOT, env=dict(environment)).returncode
