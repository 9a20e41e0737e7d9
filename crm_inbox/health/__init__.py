"""Whether this installation is in order: the checks behind ``readyz``, metrics and doctor."""
