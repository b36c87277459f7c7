"""``make deploy``: deploys a stage with the options that it keeps, and with those given now.

``make deploy ARGS="-c stage=dev -c alarmEmail=you@example.com"``; what is not ours goes to ``cdk deploy``
(docs/deploying.md).
"""

import sys

from infra.deploying.main import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
