"""A small mail relay: takes mails, answers by script, and speaks TLS with a certificate of its own.

``fake.replies["rcpt"] = "450 4.2.1 busy"`` is the answer to that step of the next mail. Faults:
``hang_rcpt`` and ``hang_data`` do not answer, ``cut_rcpt`` and ``cut_data`` break the connection
off; at ``data`` the mail has been taken. Every refusal and fault is counted in ``reached``.
"""

from __future__ import annotations

import asyncio
import ssl
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import SMTP as MAIL
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Literal, cast, get_args

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

USER, PASSWORD = "desk", "relay-password"
HANG_S = 30.0
"""How long an answer stays away; clients must have given up before."""

Step = Literal["mail", "rcpt", "data"]
Fault = Literal["hang_rcpt", "hang_data", "cut_rcpt", "cut_data"]
Security = Literal["none", "starttls", "tls"]


@dataclass
class Taken:
    """A mail that the relay took, whatever it answered."""

    sender: str
    to: list[str]
    raw: bytes
    encrypted: bool
    user: str | None

    @property
    def mail(self) -> EmailMessage:
        read = BytesParser(EmailMessage, policy=MAIL).parsebytes(self.raw)
        assert isinstance(read, EmailMessage)
        return read


@dataclass
class FakeRelay:
    """State of the relay, and the hooks that its server calls."""

    port: int = 0
    ca_file: str = ""
    taken: list[Taken] = field(default_factory=list)
    reached: Counter[str] = field(default_factory=Counter)
    replies: dict[Step, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    goodbyes: int = 0

    async def handle_MAIL(  # noqa: N802 - the server's name for it
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if reply := self._scripted("mail"):
            return reply
        envelope.mail_from = address
        return "250 2.1.0 sender ok"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if reply := await self._fault(server, "hang_rcpt", "cut_rcpt") or self._scripted("rcpt"):
            return reply
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 recipient ok"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        if reply := self._scripted("data"):
            return reply
        content = envelope.content
        assert isinstance(content, bytes)
        assert envelope.mail_from is not None
        login = cast("bytes | None", session.auth_data)
        user = login.decode() if login is not None else None
        encrypted = session.ssl is not None
        self.taken.append(Taken(envelope.mail_from, envelope.rcpt_tos, content, encrypted, user))
        return await self._fault(server, "hang_data", "cut_data") or "250 2.0.0 queued"

    async def handle_QUIT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        self.goodbyes += 1
        return "221 2.0.0 bye"

    def authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any
    ) -> AuthResult:
        if isinstance(data, LoginPassword) and data.password == PASSWORD.encode():
            return AuthResult(success=True, auth_data=data.login)
        self.reached["535"] += 1
        return AuthResult(success=False, handled=False)

    def _scripted(self, step: Step) -> str | None:
        reply = self.replies.pop(step, None)
        if reply is not None:
            self.reached[reply[:3]] += 1
        return reply

    async def _fault(self, server: SMTP, hang: Fault, cut: Fault) -> str | None:
        if not self.faults or self.faults[0] not in (hang, cut):
            return None
        fault = self.faults.pop(0)
        self.reached[fault] += 1
        if fault == hang:
            await asyncio.sleep(HANG_S)
        assert isinstance(server.transport, asyncio.Transport)
        server.transport.abort()
        return "421 never heard"


def certificate(folder: Path) -> tuple[str, str]:
    """A certificate for this machine that signs itself, and its key: two files."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "relay of a test")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    encoding = serialization.Encoding.PEM
    secret = key.private_bytes(
        encoding, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "relay.pem").write_bytes(made.public_bytes(encoding))
    (folder / "relay.key").write_bytes(secret)
    return str(folder / "relay.pem"), str(folder / "relay.key")


@contextmanager
def running(folder: Path, security: Security = "none") -> Iterator[FakeRelay]:
    """A relay on a free port of this machine. With ``starttls`` it also wants a password."""
    fake = FakeRelay()
    settings: dict[str, Any] = {}
    if security != "none":
        fake.ca_file, key_file = certificate(folder)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(fake.ca_file, key_file)
        if security == "tls":
            settings = {"ssl_context": context}
        else:
            settings = {
                "tls_context": context,
                "require_starttls": True,
                "auth_required": True,
                "authenticator": fake.authenticate,
            }
    with free_port() as port:
        fake.port = port
    controller = Controller(
        fake, hostname="127.0.0.1", port=fake.port, server_hostname="relay.test", **settings
    )
    controller.start()
    try:
        yield fake
    finally:
        controller.stop()


@contextmanager
def free_port() -> Iterator[int]:
    """A port that nobody uses now."""
    import socket

    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def main() -> None:
    """Run it until it is interrupted."""
    import argparse
    import sys
    from tempfile import TemporaryDirectory

    parser = argparse.ArgumentParser(description="A fake mail relay")
    parser.add_argument("--security", choices=get_args(Security), default="none")
    security = parser.parse_args().security
    with TemporaryDirectory() as folder, running(Path(folder), security) as fake:
        sys.stdout.write(
            f"127.0.0.1:{fake.port}  user {USER}  password {PASSWORD}  ca {fake.ca_file or '-'}\n"
        )
        sys.stdout.flush()
        threading.Event().wait()


if __name__ == "__main__":
    main()
