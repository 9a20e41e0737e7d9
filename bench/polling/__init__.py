"""Many accounts, polled by one worker: what it costs, how late it is, and beside dead servers."""
