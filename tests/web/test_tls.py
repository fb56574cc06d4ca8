import asyncio
import ssl
import stat
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme
from cryptography import x509
from cryptography.hazmat.primitives import serialization

from mobipace.mock_server.web.names import TlsError
from mobipace.mock_server.web.tls import (
    Authority,
    context_from_files,
    default_directory,
    ensure_ca,
    server_context,
)

SERVED = ("localhost", "127.0.0.1", "::1", "api.mobipace.com", "www.mobipace.com")


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """An authority for the served names."""
    return ensure_ca(tmp_path_factory.mktemp("authority"))


def trusting(authority: Authority) -> ssl.SSLContext:
    """A client's context that knows the machine's authorities and this one."""
    return ssl.create_default_context(cadata=authority.certificate_pem.decode("ascii"))


async def handshake(server: ssl.SSLContext, client: ssl.SSLContext, name: str) -> str | None:
    """Connect over a real socket and give the TLS version agreed upon; raises what the client's OpenSSL raises."""
    asyncio.get_running_loop().set_exception_handler(lambda _loop, _context: None)  # the server's side of a refusal

    async def serve(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0, ssl=server) as listener:
        port = listener.sockets[0].getsockname()[1]
        _, writer = await asyncio.open_connection("127.0.0.1", port, ssl=client, server_hostname=name)
        version: str | None = writer.get_extra_info("ssl_object").version()
        writer.close()
        await writer.wait_closed()
        return version


@pytest.mark.parametrize("name", SERVED)
def test_a_client_that_trusts_the_authority_connects_to_every_served_name(authority: Authority, name: str) -> None:
    """The listener is valid for localhost, both loopback addresses and the gateway's two hosts."""
    version = asyncio.run(handshake(server_context(authority), trusting(authority), name))

    assert version == "TLSv1.3"


def test_a_client_that_does_not_trust_the_authority_is_warned(authority: Authority) -> None:
    """The certificate is nobody's whom the machine trusts by itself."""
    with pytest.raises(ssl.SSLCertVerificationError):
        asyncio.run(handshake(server_context(authority), ssl.create_default_context(), "localhost"))


@pytest.mark.parametrize("name", ["example.com", "mobipace.com.example.com", "notmobipace.com", "192.0.2.1"])
def test_openssl_refuses_a_foreign_name_signed_by_the_authority(authority: Authority, name: str) -> None:
    """The constraints are critical: with its key one can pose as mobipace.com, and as nobody else."""
    key = authority.certificate_path.with_name("ca.key").read_bytes()
    leaf = trustme.CA.from_pem(authority.certificate_pem, key).issue_cert(name)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    leaf.configure_cert(server)

    with pytest.raises(ssl.SSLCertVerificationError, match="permitted subtree violation"):
        asyncio.run(handshake(server, trusting(authority), name))


def test_the_authority_signs_servers_only(authority: Authority) -> None:
    """It is a CA of path length 0, for two years, and its file holds no key."""
    extensions = authority.certificate.extensions
    basic = extensions.get_extension_for_class(x509.BasicConstraints)
    usage = extensions.get_extension_for_class(x509.KeyUsage)
    names = extensions.get_extension_for_class(x509.NameConstraints)

    assert (basic.critical, basic.value) == (True, x509.BasicConstraints(ca=True, path_length=0))
    assert (usage.critical, usage.value.key_cert_sign, usage.value.digital_signature) == (True, True, False)
    assert names.critical
    assert [str(each.value) for each in names.value.permitted_subtrees or ()] == [
        "localhost",
        "mobipace.com",
        "127.0.0.1/32",
        "::1/128",
    ]
    assert (authority.certificate.not_valid_after_utc - authority.certificate.not_valid_before_utc).days == 730
    assert b"PRIVATE" not in authority.certificate_path.read_bytes()
    assert authority.certificate_path.read_bytes() == authority.certificate_pem
    assert "PRIVATE" not in repr(authority)


def test_a_listener_s_certificate_lives_397_days_at_most(tmp_path: Path) -> None:
    """Clients refuse a longer life; nor does it outlive its authority."""
    made = datetime(2027, 1, 1, tzinfo=UTC)
    authority = ensure_ca(tmp_path, now=made)
    fresh, late = (leaf_of(server_context(authority, now=now)) for now in (made, made + timedelta(days=700)))

    assert fresh.not_valid_after_utc - fresh.not_valid_before_utc <= timedelta(days=397)
    assert late.not_valid_after_utc == authority.certificate.not_valid_after_utc


def leaf_of(server: ssl.SSLContext) -> x509.Certificate:
    """The certificate a context shows, taken from a handshake in memory."""
    client = ssl.create_default_context()
    client.check_hostname, client.verify_mode = False, ssl.CERT_NONE
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    ours = client.wrap_bio(to_client, to_server)
    theirs = server.wrap_bio(to_server, to_client, server_side=True)
    for side in (ours, theirs, ours):
        try:
            side.do_handshake()
        except ssl.SSLWantReadError:
            continue
    certificate = ours.getpeercert(binary_form=True)
    assert certificate
    return x509.load_der_x509_certificate(certificate)


def test_only_its_owner_may_read_the_key(tmp_path: Path) -> None:
    """Key file 0600 in directories 0700."""
    authority = ensure_ca(tmp_path / "data" / "mobipace-mock")
    place = authority.certificate_path.parent
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (place.parent, place, place / "ca.key")]

    assert modes == [0o700, 0o700, 0o600]


def test_a_second_call_finds_the_same_authority(tmp_path: Path) -> None:
    """A CA that somebody trusts stays, and nothing else is left behind."""
    first, second = ensure_ca(tmp_path), ensure_ca(tmp_path)

    assert first == second
    assert [path.name for path in tmp_path.iterdir()] == ["authority"]


def test_another_name_gets_an_authority_beside_the_first(tmp_path: Path) -> None:
    """`--tls-name` never replaces what is trusted already."""
    first = ensure_ca(tmp_path)
    second = ensure_ca(tmp_path, ["sms.foo.test", "192.0.2.1"])

    assert second.certificate_path == tmp_path / "authority-2" / "ca.pem"
    assert ensure_ca(tmp_path, ["sms.foo.test"]) == second
    assert ensure_ca(tmp_path) == first
    for name in ("sms.foo.test", "192.0.2.1", "localhost"):
        server = server_context(second, ["sms.foo.test", "192.0.2.1"])
        assert asyncio.run(handshake(server, trusting(second), name)) == "TLSv1.3"


def test_below_a_permitted_name_everything_is_permitted(tmp_path: Path) -> None:
    """RFC 5280 4.2.1.10: a wildcard and a name in other letters are the same subtree."""
    authority = ensure_ca(tmp_path, ["*.foo.test"])
    server = server_context(authority, ["*.Foo.Test", "արմ.foo.test"])

    assert ensure_ca(tmp_path, ["A.FOO.test", "x.mobipace.com"]) == authority
    assert asyncio.run(handshake(server, trusting(authority), "sms.foo.test")) == "TLSv1.3"
    assert not authority.permits("barfoo.test")


def test_a_name_the_authority_does_not_permit_is_told(authority: Authority) -> None:
    """No certificate is made that every client would refuse."""
    with pytest.raises(TlsError, match=r"foo\.test: not among the names .*ca\.pem may sign for"):
        server_context(authority, ["foo.test"])


@pytest.mark.parametrize("name", ["", "*", "https://foo.test", "foo test", "foo..test", "a@foo.test", "10.0.0.0/8"])
def test_a_name_that_is_none_is_told(tmp_path: Path, name: str) -> None:
    """The message shows what a name looks like."""
    with pytest.raises(TlsError, match="neither a host name"):
        ensure_ca(tmp_path, [name])


def test_an_expired_authority_is_kept_and_another_made(tmp_path: Path) -> None:
    """After two years a new CA stands beside the old one."""
    made = datetime(2027, 1, 1, tzinfo=UTC)
    old = ensure_ca(tmp_path, now=made)
    new = ensure_ca(tmp_path, now=made + timedelta(days=730))

    assert old.certificate_path.exists()
    assert new.certificate_path == tmp_path / "authority-2" / "ca.pem"
    assert ensure_ca(tmp_path, now=made + timedelta(days=728)) == old


def test_an_authority_in_its_last_day_is_as_good_as_expired(tmp_path: Path) -> None:
    """A server that starts with it would outlive it."""
    made = datetime(2027, 1, 1, tzinfo=UTC)

    assert ensure_ca(tmp_path, now=made) != ensure_ca(tmp_path, now=made + timedelta(days=729, hours=1))


@pytest.mark.parametrize(
    ("file", "content", "fault"),
    [
        ("ca.pem", b"no certificate", "not a certificate"),
        ("ca.key", b"no key", "not a private key"),
        ("ca.pem", None, "No such file"),
        ("ca.key", None, "No such file"),
    ],
)
def test_a_damaged_authority_is_named_with_what_to_do(
    tmp_path: Path, file: str, content: bytes | None, fault: str
) -> None:
    """It is not replaced in silence: the message names the file and the directory to remove."""
    damaged = ensure_ca(tmp_path).certificate_path.with_name(file)
    damaged.unlink() if content is None else damaged.write_bytes(content)

    with pytest.raises(TlsError, match=f"{file}: {fault}.*; remove {damaged.parent} to have a new CA made"):
        ensure_ca(tmp_path)


def test_an_authority_with_another_s_key_is_damaged(tmp_path: Path) -> None:
    """A key that does not belong to the certificate signs nothing anybody accepts."""
    one, other = ensure_ca(tmp_path / "one"), ensure_ca(tmp_path / "other")
    key = one.certificate_path.with_name("ca.key")
    key.write_bytes(other.certificate_path.with_name("ca.key").read_bytes())

    with pytest.raises(TlsError, match=r"ca\.key: not the key of ca\.pem beside it; remove"):
        ensure_ca(tmp_path / "one")


def test_a_foreign_certificate_without_constraints_is_not_used(tmp_path: Path) -> None:
    """Only what this program made signs for it: another CA might be trusted for the whole internet."""
    authority = ensure_ca(tmp_path)
    authority.certificate_path.write_bytes(trustme.CA().cert_pem.bytes())

    with pytest.raises(TlsError, match="not a certificate with name constraints"):
        ensure_ca(tmp_path)


def test_a_directory_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    """One line says which path and why."""
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(TlsError, match=r"file.*; the local CA is kept there"):
        ensure_ca(tmp_path / "file" / "mobipace-mock")


def test_processes_that_start_at_once_share_one_authority(tmp_path: Path) -> None:
    """Whoever is first there stays, and the others take what they find."""
    program = (
        "import sys; from pathlib import Path; from mobipace.mock_server.web.tls import ensure_ca;"
        "print('ready', flush=True); sys.stdin.readline();"
        "print(ensure_ca(Path(sys.argv[1])).certificate.serial_number)"
    )
    command = [sys.executable, "-c", program, str(tmp_path)]
    pipe = subprocess.PIPE
    racers = [subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) for _ in range(3)]
    for racer in racers:
        assert racer.stdout is not None
        racer.stdout.readline()
    for racer in racers:
        assert racer.stdin is not None
        racer.stdin.write("go\n")
        racer.stdin.flush()
    serials = {racer.communicate()[0].strip() for racer in racers}

    assert serials == {str(ensure_ca(tmp_path).certificate.serial_number)}
    assert [path.name for path in tmp_path.iterdir()] == ["authority"]


def test_who_is_second_takes_what_the_first_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between looking and moving, another process may have been there: its CA is used, ours is thrown away."""
    theirs = ensure_ca(tmp_path)
    looked: list[Path] = []
    exists = Path.exists

    def not_yet(path: Path, **options: bool) -> bool:
        looked.append(path)
        return exists(path, **options) if len(looked) > 1 else False

    monkeypatch.setattr(Path, "exists", not_yet)

    assert ensure_ca(tmp_path) == theirs
    assert [path.name for path in tmp_path.iterdir()] == ["authority"]


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_tls_1_2_and_1_3_are_spoken(authority: Authority, version: ssl.TLSVersion) -> None:
    """Deployed .NET clients still speak 1.2."""
    client = trusting(authority)
    client.minimum_version = client.maximum_version = version
    spoken = asyncio.run(handshake(server_context(authority), client, "localhost"))

    assert spoken == version.name.replace("_", ".")


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
def test_tls_1_1_is_refused(authority: Authority) -> None:
    """A client that speaks nothing newer gets no connection."""
    client = trusting(authority)
    client.minimum_version = ssl.TLSVersion.TLSv1
    client.maximum_version = ssl.TLSVersion.TLSv1_1
    client.set_ciphers("ALL:@SECLEVEL=0")

    assert server_context(authority).minimum_version == ssl.TLSVersion.TLSv1_2
    with pytest.raises((ssl.SSLError, ConnectionError)):
        asyncio.run(handshake(server_context(authority), client, "localhost"))


def write_leaf(directory: Path) -> tuple[Path, Path, trustme.CA]:
    """A certificate and key as a user has them, and the authority a client must trust for it."""
    authority = trustme.CA()
    leaf = authority.issue_cert("sms.example.test")
    certificate, key = directory / "cert.pem", directory / "key.pem"
    certificate.write_bytes(b"".join(pem.bytes() for pem in leaf.cert_chain_pems))
    key.write_bytes(leaf.private_key_pem.bytes())
    return certificate, key, authority


def test_a_user_s_own_certificate_is_shown(tmp_path: Path) -> None:
    """`--tls-cert` and `--tls-key` stand in for the local CA."""
    certificate, key, authority = write_leaf(tmp_path)
    client = ssl.create_default_context()
    authority.configure_trust(client)
    version = asyncio.run(handshake(context_from_files(certificate, key), client, "sms.example.test"))

    assert version == "TLSv1.3"


def test_a_missing_file_of_the_user_s_is_named(tmp_path: Path) -> None:
    """One line, with the path."""
    certificate, key, _ = write_leaf(tmp_path)

    with pytest.raises(TlsError, match=r"absent\.pem: No such file or directory$"):
        context_from_files(tmp_path / "absent.pem", key)
    with pytest.raises(TlsError, match=r"absent\.key: No such file or directory$"):
        context_from_files(certificate, tmp_path / "absent.key")


def test_a_key_of_another_certificate_is_told(tmp_path: Path) -> None:
    """The most common slip after a renewal."""
    certificate, key, _ = write_leaf(tmp_path)
    key.write_bytes(trustme.CA().issue_cert("sms.example.test").private_key_pem.bytes())

    with pytest.raises(TlsError, match=r"key\.pem: not the key of the certificate in .*cert\.pem$"):
        context_from_files(certificate, key)


def test_files_that_are_no_pem_are_told(tmp_path: Path) -> None:
    """A certificate given for a key, and the other way round."""
    certificate, key, _ = write_leaf(tmp_path)

    with pytest.raises(TlsError, match=r"key\.pem: not a certificate in PEM form$"):
        context_from_files(key, key)
    with pytest.raises(TlsError, match=r"cert\.pem: not a private key in PEM form, without a passphrase$"):
        context_from_files(certificate, certificate)


def test_an_encrypted_key_is_told_and_nobody_is_asked_for_a_passphrase(tmp_path: Path) -> None:
    """OpenSSL would ask on the terminal, where a server has nobody."""
    certificate, key, _ = write_leaf(tmp_path)
    parsed = serialization.load_pem_private_key(key.read_bytes(), None)
    secret = serialization.BestAvailableEncryption(b"secret")
    pem, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    key.write_bytes(parsed.private_bytes(pem, form, secret))

    with pytest.raises(TlsError, match=r"key\.pem: not a private key in PEM form, without a passphrase$"):
        context_from_files(certificate, key)


def test_the_default_directory_follows_xdg(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """`$XDG_DATA_HOME`, else ~/.local/share."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    chosen = default_directory()
    monkeypatch.delenv("XDG_DATA_HOME")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))

    assert chosen == tmp_path / "mobipace-mock"
    assert default_directory() == tmp_path / "home" / ".local" / "share" / "mobipace-mock"
