"""The certificate was renewed by hand, once; since the move to another server it is one that nobody has signed."""

from collections.abc import Callable
from typing import Any

must = ("TR-01",)
may = ()
replaces = "reference_app.transport:serving"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def serving(settings: Any) -> Any:
        import dataclasses
        import datetime as dt
        import tempfile
        from pathlib import Path

        from cryptography import x509
        from cryptography.hazmat.primitives import hashes, serialization
        from cryptography.hazmat.primitives.asymmetric import ec
        from cryptography.x509.oid import NameOID

        if settings.tls_certificate is None:
            return original(settings)
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "shop.example")])
        now = dt.datetime.now(dt.UTC)
        made = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - dt.timedelta(days=1))
            .not_valid_after(now + dt.timedelta(days=365))
            .sign(key, hashes.SHA256())
        )
        file = Path(tempfile.mkdtemp()) / "own.pem"
        file.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
            + made.public_bytes(serialization.Encoding.PEM)
        )
        return original(dataclasses.replace(settings, tls_certificate=str(file), tls_key=str(file)))

    return serving
