"""Set-up as a contest against a list of everything that addresses and servers do in the world.

python -m bench.discovery [--group NAME] [--latency MS] [--failures] [--seed N] [--full]
"""
