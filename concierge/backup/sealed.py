"""Octets that a passphrase opens: scrypt makes the key, AES-256-GCM seals them and shows a change.

octets 0-3    "LCS1"          octet 4   log2 of scrypt's N
octets 5-20   salt            octets 21-32   nonce
octets 33-    ciphertext with its tag of 16 octets; all before is authenticated with it
"""

from __future__ import annotations

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from cases.errors import PermanentError

SHORTEST = 10  # characters of a passphrase
_MAGIC = b"LCS1"
_COST = 16  # log2 of N: 64 MB and about a quarter of a second, for each guess too
_HIGHEST = 20  # that a file may ask for: 1 GB
_HEAD, _SALT, _NONCE = 33, 16, 12


def seal(octets: bytes, passphrase: str) -> bytes:
    """`octets`, for whoever knows the passphrase. PermanentError when it is too short."""
    if len(passphrase) < SHORTEST:
        raise PermanentError(
            f"The passphrase is shorter than {SHORTEST} characters: take a longer one, as several words."
        )
    salt, nonce = os.urandom(_SALT), os.urandom(_NONCE)
    head = _MAGIC + bytes([_COST]) + salt + nonce
    return head + AESGCM(_key(passphrase, salt, _COST)).encrypt(nonce, octets, head)


def unseal(sealed: bytes, passphrase: str) -> bytes:
    """What was sealed; PermanentError when the passphrase is another one, or a single bit was changed."""
    head, cost = sealed[:_HEAD], sealed[4] if len(sealed) > _HEAD else 0
    if head[:4] != _MAGIC or not 10 <= cost <= _HIGHEST:
        raise PermanentError("The sealed secrets of this backup are damaged: take another backup.")
    salt, nonce = head[5 : 5 + _SALT], head[5 + _SALT : _HEAD]
    try:
        return AESGCM(_key(passphrase, salt, cost)).decrypt(nonce, sealed[_HEAD:], head)
    except InvalidTag:
        raise PermanentError(
            "The passphrase does not open the secrets of this backup (or they were changed): try again."
        ) from None


def _key(passphrase: str, salt: bytes, cost: int) -> bytes:
    return Scrypt(salt=salt, length=32, n=1 << cost, r=8, p=1).derive(passphrase.encode())
