"""What is wrong with a command line, in Japanese. Typer itself says it in English."""

import re

_JA = {
    r"Missing (?:option|argument) (.+?)\.?": "{0} を指定してください。",
    r"Missing command\.": "コマンドを指定してください。",
    r"No such option: (\S+)": "{0} というオプションはありません。",
    r"No such option: (\S+) \(Possible options: (.+)\)": "{0} というオプションはありません。{1} ではありませんか。",
    r"No such command (.+)\.": "{0} というコマンドはありません。",
    r"No such command (.+)\. Did you mean (.+)\?": "{0} というコマンドはありません。{1} ではありませんか。",
    r"Option (.+) does not take a value\.": "{0} に値は付けられません。",
    r"Option (.+) requires an argument\.": "{0} の値を指定してください。",
    r"Got unexpected extra argument\(s\) \((.+)\)": "余分な引数があります: {0}",
    r"Invalid value for (.+?): (.+)": "{0} の値を使えません: {1}",
    r"Invalid value: (.+)": "{0}",
    r"Input should be a valid integer.*": "整数を指定してください。",
    r"Input should be a valid number.*": "数を指定してください。",
    r"Input should be greater than or equal to (\S+)": "{0} 以上を指定してください。",
    r"(?:Value error, )?(.+) is not one of (.+)\.": "{0} はありません。{1} から選んでください。",
    r"(?:file|path) (.+) does not exist\.": "{0} というファイルはありません。",
    r"(?:file|path) (.+) is a directory\.": "{0} はフォルダーです。",
    r"(?:file|path) (.+) is not readable\.": "{0} は読めません。",
}


def explained(message: str) -> str:
    """A message of Typer's in Japanese; what is not known here, as it is."""
    for pattern, said in _JA.items():
        if found := re.fullmatch(pattern, message, re.DOTALL):
            return said.format(*map(explained, found.groups()))
    return message
