"""A time-stamp authority on this machine: certificates of its own, stamps by openssl, asked over HTTP."""

from __future__ import annotations

import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

NAME = "Example Time Stamps"
OPENSSL = shutil.which("openssl") or ""
SETTINGS = """
[stamps]
serial = serial
signer_cert = signer.pem
signer_key = signer.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha512
accuracy = secs:1
ess_cert_id_alg = sha256
"""


@dataclass(frozen=True)
class Authority:
    """The folder in which it keeps its key, and the certificate that all of its stamps lead back to."""

    folder: Path

    @property
    def root(self) -> Path:
        """The root certificate as a PEM file."""
        return self.folder / "root.pem"

    def reply(self, request: bytes) -> bytes:
        """The reply to a request."""
        (self.folder / "request").write_bytes(request)
        words = ["ts", "-reply", "-config", "settings", "-section", "stamps", "-queryfile", "request", "-out", "reply"]
        subprocess.run([OPENSSL, *words], cwd=self.folder, check=True, capture_output=True)
        return (self.folder / "reply").read_bytes()


def authority(folder: Path, valid_to: int = 30) -> Authority:
    """A new authority; its signing certificate is valid for so many days from now."""
    folder.mkdir(parents=True, exist_ok=True)
    top, own = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    use = ExtendedKeyUsageOID.TIME_STAMPING
    root = _certificate("Example Root", "Example Root", top, top.public_key(), None, 30)
    signer = _certificate(NAME, "Example Root", top, own.public_key(), use, valid_to)
    (folder / "root.pem").write_bytes(root.public_bytes(serialization.Encoding.PEM))
    (folder / "signer.pem").write_bytes(signer.public_bytes(serialization.Encoding.PEM))
    (folder / "signer.key").write_bytes(
        own.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    (folder / "settings").write_text(SETTINGS, encoding="utf-8")
    (folder / "serial").write_text("01", encoding="utf-8")
    return Authority(folder)


def certificate() -> str:
    """A root certificate of nobody in particular, as PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    made = _certificate("Example Root", "Example Root", key, key.public_key(), None, 30)
    return made.public_bytes(serialization.Encoding.PEM).decode()


def _certificate(name, issuer, issuer_key, key, use, valid_to):
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(_named(name))
        .issuer_name(_named(issuer))
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=60))
        .not_valid_after(now + timedelta(days=valid_to))
        .add_extension(x509.BasicConstraints(use is None, None), critical=True)
    )
    if use is not None:
        made = made.add_extension(x509.ExtendedKeyUsage([use]), critical=True)
    return made.sign(issuer_key, hashes.SHA256())


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


@contextmanager
def answering(reply: Callable[[bytes], bytes], status: int = 200) -> Iterator[str]:
    """The address of a server on this machine that answers each request with what ``reply`` makes of it."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = self.rfile.read(int(self.headers["Content-Length"]))
            body = reply(asked)
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/tsr"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
