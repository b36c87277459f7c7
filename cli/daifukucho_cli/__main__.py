"""``python -m daifukucho_cli``, and what ``daifukucho`` is when it is installed."""

from daifukucho_cli.app import PROGRAM, app


def main() -> None:
    app(prog_name=PROGRAM)


if __name__ == "__main__":
    main()
