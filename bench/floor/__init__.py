"""The smallest Django page over the same rows as the inbox: what a list cannot be quicker than.

For the bench only: :mod:`bench.floor.settings` puts it into the server that is measured.
"""

PATH = "/bench/floor/"
