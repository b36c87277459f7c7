"""Shells complete what is typed: as they ask, with what ``daifukucho completion`` has told them."""

import os
import subprocess
from pathlib import Path

import pytest

COMMAND = Path(__file__).parents[3] / "cli" / "daifukucho"


def done(*command: str | Path, **environment: str) -> str:
    result = subprocess.run(command, capture_output=True, text=True, env={"PATH": os.environ["PATH"], **environment})
    assert result.returncode == 0, result.stderr
    return result.stdout


def in_zsh(line: str, lang: str) -> str:
    return done(COMMAND, _DAIFUKUCHO_COMPLETE="complete_zsh", _TYPER_COMPLETE_ARGS=line, LC_ALL=lang)


def test_bash_completes_by_the_script_that_it_is_given():
    script = done(COMMAND, "completion", "bash")
    typed = 'COMP_WORDS=(daifukucho coupons create --kind g); COMP_CWORD=4; _daifukucho_completion "$0"'
    said = done("bash", "-c", f'{script}\n{typed}\necho "${{COMPREPLY[@]}}"', COMMAND)
    assert said == "gift\n"


@pytest.mark.parametrize(
    ("shell", "begins"), [("zsh", "#compdef daifukucho"), ("fish", "complete --command daifukucho")]
)
def test_other_shells_have_scripts_too(shell: str, begins: str):
    assert done(COMMAND, "completion", shell).startswith(begins)


@pytest.mark.parametrize(
    ("line", "lang", "said"),
    [
        ("daifukucho st", "ja_JP.UTF-8", '"stores":"店舗"'),
        ("daifukucho st", "en_US.UTF-8", '"stores":"Stores"'),
        ("daifukucho settings ", "ja_JP.UTF-8", '"points":"ポイントの設定"'),
        ("daifukucho stores update 01JD --na", "ja_JP.UTF-8", '"--name":"名前"'),
        ("daifukucho stores update 01JD --na", "en_US.UTF-8", '"--name":"Name"'),
    ],
)
def test_what_may_follow_is_explained_in_the_language_that_is_spoken(line: str, lang: str, said: str):
    told = in_zsh(line, lang)
    assert said in told
    assert " / " not in told
