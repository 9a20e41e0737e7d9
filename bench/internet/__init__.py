"""An internet in one process: names, certificates, web sites and mail servers, all on loopback.

    engine ──▶ connector ──▶ (delay) ──▶ listener ──▶ the machine at that public address
       └─────▶ names.Zone, over UDP and TCP

The engine believes in public addresses, so its address guard is really asked; what it connects to
is decided by the connector, which refuses and counts every address that nobody has.
"""
