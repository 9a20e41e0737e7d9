"""What the certificate of a server says about itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """Shown to people, never trusted: it is what the server at *host* showed.

    ``names`` are the hosts that it was made for; ``fingerprint_sha256`` is of the whole
    certificate, in lower-case hex, as pins are written. Dates are in UTC.
    """

    host: str
    names: tuple[str, ...]
    issuer: str
    not_before: datetime
    not_after: datetime
    fingerprint_sha256: str
    self_signed: bool

    @property
    def plain_names(self) -> tuple[str, ...]:
        """Those that are the name of one host, without a wildcard."""
        return tuple(name for name in self.names if "*" not in name)

    def as_dict(self) -> dict[str, object]:
        return {
            "host": self.host,
            "names": list(self.names),
            "issuer": self.issuer,
            "not_before": self.not_before.isoformat(),
            "not_after": self.not_after.isoformat(),
            "fingerprint_sha256": self.fingerprint_sha256,
            "self_signed": self.self_signed,
        }

    @classmethod
    def from_dict(cls, kept: dict[str, object]) -> CertificateFacts | None:
        """What :meth:`as_dict` yielded; None when it is not that."""
        try:
            return cls(
                host=str(kept["host"]),
                names=tuple(str(name) for name in kept["names"]),  # type: ignore[attr-defined]
                issuer=str(kept["issuer"]),
                not_before=datetime.fromisoformat(str(kept["not_before"])),
                not_after=datetime.fromisoformat(str(kept["not_after"])),
                fingerprint_sha256=str(kept["fingerprint_sha256"]),
                self_signed=bool(kept["self_signed"]),
            )
        except (KeyError, TypeError, ValueError):
            return None
