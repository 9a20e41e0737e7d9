"""Encryption: verified against the name, TLS 1.2 or later, no way to look the other way.

A refused certificate becomes a :class:`MailError` that says what is wrong with it.
"""

from __future__ import annotations

import socket
import ssl
from functools import lru_cache
from pathlib import Path

from mail.core.errors import Code, MailError
from mail.transport.policy import Policy

# Numbers of OpenSSL's X509_V_ERR_* (x509_vfy.h).
_CERTIFICATE_CODES = {
    9: Code.TLS_NOT_YET_VALID,
    10: Code.TLS_EXPIRED,
    18: Code.TLS_SELF_SIGNED,
    19: Code.TLS_SELF_SIGNED,
    20: Code.TLS_UNKNOWN_CA,
    21: Code.TLS_UNKNOWN_CA,
    62: Code.TLS_NAME_MISMATCH,
    64: Code.TLS_NAME_MISMATCH,  # the host was written as an IP address
}


def client_context(policy: Policy) -> ssl.SSLContext:
    """The context for every outgoing connection. It is shared: do not change it.

    Raises MailError(TLS_FAILED) when the administrator's CA file cannot be read.
    """
    try:
        if not policy.extra_ca_file:
            return _context("", 0)
        return _context(policy.extra_ca_file, Path(policy.extra_ca_file).stat().st_mtime_ns)
    except OSError as error:  # an unreadable PEM is an ssl.SSLError, which is an OSError too
        raise MailError(Code.TLS_FAILED, str(error), subject=policy.extra_ca_file) from error


@lru_cache(maxsize=8)
def _context(extra_ca_file: str, changed_ns: int) -> ssl.SSLContext:
    """Reading the trusted certificates takes about 20 ms, so it is done once per version."""
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if extra_ca_file:
        context.load_verify_locations(cafile=extra_ca_file)
    return context


def wrap(sock: socket.socket, host: str, policy: Policy, *, timeout_s: float) -> ssl.SSLSocket:
    """Encrypt *sock*, whose certificate must be valid for *host*; closes it on failure.

    The handshake as a whole may take *timeout_s*. Raises MailError.
    """
    try:
        sock.settimeout(timeout_s)
        return client_context(policy).wrap_socket(sock, server_hostname=host)
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
    if error.reason == "WRONG_VERSION_NUMBER":
        return MailError(Code.TLS_EXPECTED_PLAIN, subject=host)
    if isinstance(error, ssl.SSLEOFError | ssl.SSLZeroReturnError):
        return MailError(Code.DROPPED, subject=host)
    return MailError(Code.TLS_FAILED, error.reason or str(error), subject=host)
