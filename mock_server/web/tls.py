"""The certificate an HTTPS listener shows: from a local authority of this installation, or from files of the user's.

People add the authority to their trust stores, so name constraints keep it to the names of this gateway: whoever gets
hold of its key can pose as mobipace.com to those people, which is what it is for, and as nobody else.

    <directory>/authority/ca.pem, ca.key        the first authority
    <directory>/authority-2/ca.pem, ca.key      made when that one has expired or does not permit a name; it stays
"""

import errno
import os
import shutil
import ssl
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from ipaddress import ip_network
from itertools import count
from pathlib import Path
from typing import TypeVar

import trustme
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.x509.oid import NameOID

from .names import SERVED_NAMES, TlsError, alabel

_PERMITTED = ("localhost", "mobipace.com", "127.0.0.1", "::1")
_CA_LIFE = timedelta(days=730)
_LEAF_LIFE = timedelta(days=397)  # Apple's clients refuse a certificate with a longer one
_BACKDATED = timedelta(hours=1)  # for clients whose clock is behind
_LAST_DAY = timedelta(days=1)  # an authority in its last day is as good as expired: a server runs on for a while
_CA_USAGE = x509.KeyUsage(
    key_cert_sign=True,
    crl_sign=True,
    digital_signature=False,
    content_commitment=False,
    key_encipherment=False,
    data_encipherment=False,
    key_agreement=False,
    encipher_only=False,
    decipher_only=False,
)

_Parsed = TypeVar("_Parsed")


@dataclass(frozen=True)
class Authority:
    """A certificate authority on disk. certificate_path: the PEM file a client is to trust."""

    certificate_path: Path
    certificate: x509.Certificate
    key_pem: bytes = field(repr=False)

    @property
    def certificate_pem(self) -> bytes:
        """What `certificate_path` holds: the certificate alone, never the key."""
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    def permits(self, name: str) -> bool:
        """Whether the name constraints let it sign for this host name or address."""
        constraints = self.certificate.extensions.get_extension_for_class(x509.NameConstraints).value
        return any(_covers(permitted, _subtree(name)) for permitted in constraints.permitted_subtrees or ())


def default_directory() -> Path:
    """Where a user's own data belongs: `$XDG_DATA_HOME/mobipace-mock`, else under ~/.local/share."""
    home = os.environ.get("XDG_DATA_HOME")
    return (Path(home) if home else Path.home() / ".local" / "share") / "mobipace-mock"


def ensure_ca(directory: Path, names: Sequence[str] = (), *, now: datetime | None = None) -> Authority:
    """The authority of this installation that may sign for `names` and the served names; made when there is none.

    An authority that exists is never changed or replaced, for somebody trusts it. Any number of processes may ask at
    once and get the same one. now: aware; the machine's clock if None.

    Raises:
        TlsError: a name is no name, the directory cannot be written, or an authority in it is damaged.
    """
    now = now or datetime.now(UTC)
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        for number in count(1):
            place = directory / ("authority" if number == 1 else f"authority-{number}")
            if not place.exists():
                _make(place, names, now)
            authority = _load(place)
            if _serves(authority, names, now):
                return authority
    except OSError as error:
        raise TlsError(f"{error.filename or directory}: {error.strerror}; the local CA is kept there") from error
    raise AssertionError("numbers do not end")


def server_context(authority: Authority, names: Sequence[str] = (), *, now: datetime | None = None) -> ssl.SSLContext:
    """A listener's context, TLS 1.2 and 1.3, with a fresh certificate for the served names and `names`.

    The certificate's key stays in memory, but for the moment in which OpenSSL reads it.

    Raises:
        TlsError: the authority does not permit a name.
    """
    now = now or datetime.now(UTC)
    every = list(dict.fromkeys((*SERVED_NAMES, *map(alabel, names))))
    for name in every:
        if not authority.permits(name):
            raise TlsError(f"{name}: not among the names {authority.certificate_path} may sign for")
    signer = trustme.CA.from_pem(authority.certificate_pem, authority.key_pem)
    leaf = signer.issue_cert(
        *every,
        organization_name="mobipace-mock",
        organization_unit_name="listener",
        not_before=max(now - _BACKDATED, authority.certificate.not_valid_before_utc),
        not_after=min(now + _LEAF_LIFE - _BACKDATED, authority.certificate.not_valid_after_utc),
    )
    context = _bare_context()
    leaf.configure_cert(context)
    return context


def context_from_files(certificate: Path, key: Path) -> ssl.SSLContext:
    """A listener's context, TLS 1.2 and 1.3, with the user's certificate chain and key (PEM, not encrypted).

    Raises:
        TlsError: a file is missing or no PEM, the key is encrypted, or it belongs to another certificate.
    """
    _read(certificate, x509.load_pem_x509_certificates, "a certificate in PEM form")
    _read(key, _parse_key, "a private key in PEM form, without a passphrase")
    context = _bare_context()
    try:
        context.load_cert_chain(certificate, key)
    except ssl.SSLError as error:
        if error.reason == "KEY_VALUES_MISMATCH":
            raise TlsError(f"{key}: not the key of the certificate in {certificate}") from error
        raise TlsError(f"{certificate}: OpenSSL refuses it ({error.reason})") from error
    return context


def _bare_context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_alpn_protocols(["http/1.1"])
    return context


# Names


def _subtree(name: str) -> x509.GeneralName:
    """The smallest thing a name constraint can say that covers this name."""
    label = alabel(name)
    try:
        return x509.IPAddress(ip_network(label))
    except ValueError:
        return x509.DNSName(label.removeprefix("*."))


def _covers(permitted: x509.GeneralName, wanted: x509.GeneralName) -> bool:
    """RFC 5280 4.2.1.10: a DNS constraint covers itself and all below it, an address constraint a network."""
    if isinstance(permitted, x509.DNSName) and isinstance(wanted, x509.DNSName):
        return wanted.value == permitted.value or wanted.value.endswith(f".{permitted.value}")
    return permitted == wanted


# An authority on disk


def _load(place: Path) -> Authority:
    try:
        certificate = _read(place / "ca.pem", _parse_authority, "a certificate with name constraints in PEM form")
        key_path = place / "ca.key"
        if _read(key_path, _parse_key, "a private key in PEM form").public_key() != certificate.public_key():
            raise TlsError(f"{key_path}: not the key of ca.pem beside it")
        return Authority(place / "ca.pem", certificate, key_path.read_bytes())
    except TlsError as error:
        raise TlsError(f"{error}; remove {place} to have a new CA made, which clients must then trust anew") from error


def _read(path: Path, parse: Callable[[bytes], _Parsed], kind: str) -> _Parsed:
    try:
        return parse(path.read_bytes())
    except OSError as error:
        raise TlsError(f"{path}: {error.strerror}") from error
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise TlsError(f"{path}: not {kind}") from error


def _parse_authority(pem: bytes) -> x509.Certificate:
    certificate = x509.load_pem_x509_certificate(pem)
    if not any(isinstance(extension.value, x509.NameConstraints) for extension in certificate.extensions):
        raise ValueError("not made by this program")
    return certificate


def _parse_key(pem: bytes) -> PrivateKeyTypes:
    return serialization.load_pem_private_key(pem, password=None)


def _serves(authority: Authority, names: Sequence[str], now: datetime) -> bool:
    certificate = authority.certificate
    valid = certificate.not_valid_before_utc <= now < certificate.not_valid_after_utc - _LAST_DAY
    return valid and all(map(authority.permits, (*SERVED_NAMES, *names)))


def _make(place: Path, names: Sequence[str], now: datetime) -> None:
    """Write an authority beside its place and move it there whole; whoever is first there stays."""
    key = ec.generate_private_key(ec.SECP256R1())
    encoding = serialization.Encoding.PEM
    key_pem = key.private_bytes(encoding, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    certificate = _certify(key, names, now)
    staging = Path(tempfile.mkdtemp(prefix=".new-", dir=place.parent))  # a directory of mode 0700
    try:
        _write(staging / "ca.key", key_pem, 0o600)
        _write(staging / "ca.pem", certificate.public_bytes(encoding), 0o644)
        staging.rename(place)
    except OSError as error:
        shutil.rmtree(staging)
        if error.errno not in (errno.EEXIST, errno.ENOTEMPTY):
            raise


def _write(path: Path, content: bytes, mode: int) -> None:
    with open(path, "xb", opener=partial(os.open, mode=mode)) as file:
        file.write(content)


def _certify(key: ec.EllipticCurvePrivateKey, names: Sequence[str], now: datetime) -> x509.Certificate:
    permitted = dict.fromkeys(map(_subtree, (*_PERMITTED, *names)))
    public = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "mobipace-mock"),
            x509.NameAttribute(NameOID.COMMON_NAME, f"mobipace-mock local CA {public.digest.hex()[:8]}"),
        ]
    )
    return (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - _BACKDATED)
        .not_valid_after(now + _CA_LIFE)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_CA_USAGE, critical=True)
        .add_extension(x509.NameConstraints(list(permitted), None), critical=True)
        .add_extension(public, critical=False)
        .sign(key, hashes.SHA256())
    )
