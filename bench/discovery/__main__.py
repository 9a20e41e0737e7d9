"""The figures of set-up as JSON lines; with --failures, what went wrong on standard error."""

from __future__ import annotations

import argparse
import sys

from bench.discovery.figures import tell


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.discovery", description=__doc__)
    parser.add_argument("--group", action="append", default=[], help="only this one; repeatable")
    parser.add_argument("--latency", type=int, action="append", default=[], help="added ms")
    parser.add_argument("--failures", action="store_true", help="list every case that failed")
    parser.add_argument("--one-at-a-time", action="store_true", help="name who knocks where")
    parser.add_argument("--seed", type=int, default=1, help="other domains, people and styles")
    parser.add_argument("--full", action="store_true", help="every case under every latency")
    return tell(parser.parse_args())


if __name__ == "__main__":
    sys.exit(main())
