"""Mail that is signed as a whole (RFC 8551 section 3.5.2): what was signed lies in it, and needs no key.

Nothing is verified: the signature says who wrote only to clients that know whom to trust.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from intake.reading.mime.part_files import given_name
from intake.reading.mime.transfer import beginning, content
from intake.reading.mime.tree import Part, Tree, parse_tree

MAX_WITHIN: Final = 3  # signed within signed
MAX_OCTETS: Final = 40_000_000  # of one that is opened
NOT_OPENED: Final = "signed-not-opened"
_PKCS7: Final = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
_SIGNED: Final = bytes.fromhex("06092a864886f70d010702")  # OID 1.2.840.113549.1.7.2
_PIECE: Final = b"\x04"  # what a piece of the words begins with, and text never holds
MIN_PIECE: Final = 20  # octets of a piece, on average: smaller ones only cost time
_HEAD: Final = 40


def opened(tree: Tree) -> Tree:
    """The tree of what was signed, below the fields of the mail itself; the same tree where nothing was."""
    for _ in range(MAX_WITHIN):
        root = tree.root
        if not _may_be(root) or _SIGNED not in beginning(tree, root, _HEAD):
            return tree
        inner = _signed_octets(content(tree, root))
        if inner is None:
            tree.defects.append(NOT_OPENED)
            return tree
        within = parse_tree(inner)
        # Of the fields inside only what describes the body: a From or a verdict in there proves nothing.
        own = tuple(each for each in root.fields if not each[0].startswith("content-"))
        about = tuple(each for each in within.root.fields if each[0].startswith("content-"))
        within.root.fields = own + about
        tree = replace(within, defects=[*tree.defects, *within.defects])
    return tree


def _may_be(root: Part) -> bool:
    return root.type in _PKCS7 or (
        root.type == "application/octet-stream" and given_name(root).lower().endswith(".p7m")
    )


def _signed_octets(octets: bytes) -> bytes | None:
    """The eContent of SignedData in CMS; None where there is none, or it cannot be read."""
    if len(octets) > MAX_OCTETS or octets.count(_PIECE) * MIN_PIECE > len(octets) + 10_000:
        return None
    from asn1crypto import cms  # few mails need it, and each start would wait for it

    try:
        signed = cms.ContentInfo.load(octets)["content"]
        found = signed["encap_content_info"]["content"].native
    except (ValueError, TypeError, LookupError, AttributeError, RuntimeError, OverflowError):
        return None
    return found if isinstance(found, bytes) and found.strip() else None
