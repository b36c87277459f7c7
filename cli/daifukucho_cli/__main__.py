"""``python -m daifukucho_cli``"""

from daifukucho_cli.app import app

if __name__ == "__main__":
    app(prog_name="daifukucho")
