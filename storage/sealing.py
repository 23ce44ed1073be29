"""Seals what must not be read in a stolen copy of the database: the tokens that platforms gave us."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


@dataclass(frozen=True, slots=True)
class Seal:
    """Seals with the first of its keys and opens with any, so that keys can be replaced while old seals stand."""

    fernet: MultiFernet

    @classmethod
    def of(cls, secrets: Sequence[bytes]) -> Seal:
        """Return the seal of one or more secrets, the one to seal with first."""
        return cls(MultiFernet([Fernet(_key(secret)) for secret in secrets]))

    def close(self, words: str) -> bytes:
        """Seal *words*."""
        return self.fernet.encrypt(words.encode())

    def open(self, sealed: bytes) -> str | None:
        """Return what was sealed; None if none of our keys did it."""
        try:
            return self.fernet.decrypt(sealed).decode()
        except InvalidToken:
            return None

    def renewed(self, sealed: bytes) -> bytes | None:
        """Return the same, sealed with the first key; None if none of our keys sealed it."""
        try:
            return self.fernet.rotate(sealed)
        except InvalidToken:
            return None


def _key(secret: bytes) -> bytes:
    derived = HKDF(SHA256(), length=32, salt=None, info=b"askfirst: what platforms gave us").derive(secret)
    return base64.urlsafe_b64encode(derived)
