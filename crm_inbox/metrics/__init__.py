"""``/metrics`` for Prometheus. The numbers are the database's, read when somebody asks."""
