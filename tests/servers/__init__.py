"""Real servers on loopback for tests and benchmarks, each on free ports and in its own place."""
