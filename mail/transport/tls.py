"""Encryption: verified against the name, TLS 1.2 or later, no way to look the other way.

A refused certificate becomes a :class:`MailError` that says what is wrong with it. The
administrator may pin one certificate to a host, or trust an authority for it; both are stricter
or wider for that host only.
"""

from __future__ import annotations

import hmac
import socket
import ssl
from functools import lru_cache
from pathlib import Path

from mail.core.certificate_reading import fingerprint, read_certificate
from mail.core.errors import Code, MailError
from mail.transport.policy import Policy

# Numbers of OpenSSL's X509_V_ERR_* (x509_vfy.h).
_CERTIFICATE_CODES = {
    9: Code.TLS_NOT_YET_VALID,
    10: Code.TLS_EXPIRED,
    18: Code.TLS_SELF_SIGNED,
    19: Code.TLS_SELF_SIGNED,
    2: Code.TLS_UNKNOWN_CA,
    20: Code.TLS_UNKNOWN_CA,
    21: Code.TLS_UNKNOWN_CA,
    27: Code.TLS_UNKNOWN_CA,
    28: Code.TLS_UNKNOWN_CA,
    62: Code.TLS_NAME_MISMATCH,
    64: Code.TLS_NAME_MISMATCH,  # the host was written as an IP address
    66: Code.TLS_TOO_OLD,  # a key that is too short
    67: Code.TLS_TOO_OLD,
    68: Code.TLS_TOO_OLD,  # signed with MD5 or SHA-1
}

CERTIFICATE_FAULTS = frozenset(
    {
        Code.TLS_NAME_MISMATCH,
        Code.TLS_EXPIRED,
        Code.TLS_NOT_YET_VALID,
        Code.TLS_SELF_SIGNED,
        Code.TLS_UNKNOWN_CA,
        Code.TLS_FAILED,
        Code.TLS_PINNED_CHANGED,
    }
)

# What OpenSSL calls a plain answer, by version and by what the answer was.
_IN_THE_CLEAR = frozenset(
    {"WRONG_VERSION_NUMBER", "HTTP_REQUEST", "HTTPS_PROXY_REQUEST", "UNKNOWN_PROTOCOL",
     "PACKET_LENGTH_TOO_LONG", "RECORD_LAYER_FAILURE", "BAD_RECORD_TYPE"}
)  # fmt: skip
_TOO_OLD = frozenset(
    {"TLSV1_ALERT_PROTOCOL_VERSION", "UNSUPPORTED_PROTOCOL", "SSLV3_ALERT_HANDSHAKE_FAILURE",
     "DH_KEY_TOO_SMALL", "WRONG_SSL_VERSION", "VERSION_TOO_LOW", "NO_PROTOCOLS_AVAILABLE",
     "TLSV1_ALERT_INSUFFICIENT_SECURITY", "EE_KEY_TOO_SMALL", "CA_KEY_TOO_SMALL", "CA_MD_TOO_WEAK",
     "NO_SHARED_CIPHER", "UNSAFE_LEGACY_RENEGOTIATION_DISABLED", "MODULUS_TOO_SMALL",
     "WRONG_SIGNATURE_TYPE", "WRONG_CIPHER_RETURNED", "UNKNOWN_CIPHER_RETURNED", "BAD_ECPOINT",
     "TLSV1_ALERT_EXPORT_RESTRICTION", "INAPPROPRIATE_FALLBACK", "UNSUPPORTED_SSL_VERSION"}
)  # fmt: skip


def client_context(policy: Policy, host: str = "") -> ssl.SSLContext:
    """The context for connections to *host*. It is shared: do not change it.

    For a pinned host it verifies nothing: :func:`check_pin` must follow the handshake before
    anything is said. Raises MailError(TLS_FAILED) when an administrator's CA cannot be read.
    """
    if policy.pin_of(host):
        return _unverified()
    extra, authorities = policy.extra_ca_file, policy.authorities_of(host)
    try:
        changed_ns = Path(extra).stat().st_mtime_ns if extra else 0
        return _context(extra, changed_ns, authorities)
    except (OSError, ValueError) as error:  # an unreadable PEM is an ssl.SSLError, an OSError too
        raise MailError(Code.TLS_FAILED, str(error), subject=extra or host) from error


@lru_cache(maxsize=32)
def _context(extra_ca_file: str, changed_ns: int, authorities: str) -> ssl.SSLContext:
    """Reading the trusted certificates takes about 20 ms, so it is done once per version."""
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if extra_ca_file:
        context.load_verify_locations(cafile=extra_ca_file)
    if authorities:
        context.load_verify_locations(cadata=authorities)
        # The administrator may have added the authority in between, or the server's own.
        context.verify_flags |= ssl.VerifyFlags.VERIFY_X509_PARTIAL_CHAIN
    return context


@lru_cache(maxsize=1)
def _unverified() -> ssl.SSLContext:
    """For a pinned certificate, and to look at one that was refused; never for a password."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def wrap(sock: socket.socket, host: str, policy: Policy, *, timeout_s: float) -> ssl.SSLSocket:
    """Encrypt *sock*, whose certificate must be valid for *host*; closes it on failure.

    The handshake as a whole may take *timeout_s*. Raises MailError.
    """
    wrapped = _handshake(sock, host, policy, timeout_s)
    try:
        check_pin(wrapped.getpeercert(binary_form=True), host, policy)
    except MailError:
        wrapped.close()
        raise
    return wrapped


def look(sock: socket.socket, host: str, *, timeout_s: float) -> bytes | None:
    """The certificate that the other end of *sock* shows, unverified; closes *sock*.

    None when it shows none. Nothing is sent but the handshake. Raises OSError.
    """
    with sock:
        sock.settimeout(timeout_s)
        with _unverified().wrap_socket(sock, server_hostname=host) as wrapped:
            return wrapped.getpeercert(binary_form=True)


def check_pin(der: bytes | None, host: str, policy: Policy) -> None:
    """Raises MailError(TLS_PINNED_CHANGED) when *host* has another pin than *der*."""
    pin = policy.pin_of(host)
    if not pin:
        return
    if der is None or not hmac.compare_digest(fingerprint(der), pin):
        shown = read_certificate(host, der) if der else None
        raise MailError(Code.TLS_PINNED_CHANGED, subject=host, certificate=shown)


def _handshake(sock: socket.socket, host: str, policy: Policy, timeout_s: float) -> ssl.SSLSocket:
    try:
        sock.settimeout(timeout_s)
        return client_context(policy, host).wrap_socket(sock, server_hostname=host)
    except ssl.SSLError as error:
        sock.close()
        raise tls_problem(error, host) from error
    except TimeoutError as error:
        sock.close()
        raise MailError(Code.TIMEOUT, subject=host) from error
    except (OSError, ValueError) as error:  # ValueError: a name that no certificate can carry
        sock.close()
        raise MailError(Code.DROPPED, str(error), subject=host) from error
    except MailError:
        sock.close()
        raise


def tls_problem(error: ssl.SSLError, host: str) -> MailError:
    """What *error* means for the person who typed *host*."""
    if isinstance(error, ssl.SSLCertVerificationError):
        code = _CERTIFICATE_CODES.get(error.verify_code, Code.TLS_FAILED)
        return MailError(code, error.verify_message, subject=host)
    if error.reason in _IN_THE_CLEAR:
        return MailError(Code.TLS_EXPECTED_PLAIN, subject=host)
    if error.reason in _TOO_OLD:
        return MailError(Code.TLS_TOO_OLD, error.reason, subject=host)
    if isinstance(error, ssl.SSLEOFError | ssl.SSLZeroReturnError):
        return MailError(Code.DROPPED, subject=host)
    return MailError(Code.TLS_FAILED, error.reason or str(error), subject=host)
