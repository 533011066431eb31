#!/usr/bin/env python3
"""Checks proofs from a Probity ledger without Probity, with nothing but the Python standard library.

    verify.py NAME.tlog-proof NAME.json --key KEY     one entry
    verify.py --batch FILE                            many, one JSON object a line

A proof says: the ledger that owns KEY holds this entry, unchanged, at this place. KEY must come from
somewhere you trust, not from where the proof came from. Exit code 0: all is as expected; else 1.
"""

import base64
import functools
import hashlib
import json
import sys


class Rejected(Exception):
    """The proof does not prove what it should, and the text says why."""


def require(condition, why):
    if not condition:
        raise Rejected(why)


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


# --- Ed25519 signatures (RFC 8032) ---------------------------------------------------------------
# Points of the curve -x^2 + y^2 = 1 + d x^2 y^2 over the numbers modulo P, kept as (X, Y, Z, T)
# with x = X/Z, y = Y/Z and x*y = T/Z, so that adding needs no division.

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)
NEUTRAL = (0, 1, 1, 0)


def add(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def double(p):
    a, b, c = p[0] * p[0] % P, p[1] * p[1] % P, 2 * p[2] * p[2] % P
    e, g, h = a + b - (p[0] + p[1]) ** 2 % P, a - b, a + b
    f = c + g
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def decode_point(encoded):
    sign, y = divmod(int.from_bytes(encoded, "little"), 2**255)
    require(y < P, "a point of the curve is out of range")
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x if x * x % P == square else x * ROOT_OF_MINUS_ONE % P
    require((x * x - square) % P == 0, "a point is not on the curve")
    require(x or not sign, "a point of the curve has an impossible sign")
    x = P - x if x & 1 != sign else x
    return (x, y, 1, x * y % P)


def encode_point(p):
    inverse = pow(p[2], -1, P)
    x, y = p[0] * inverse % P, p[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


BASE = decode_point((4 * pow(5, -1, P) % P).to_bytes(32, "little"))


def signature_holds(public, message, signature):
    """Whether R = S*B - k*A, the equation of RFC 8032 §5.1.7, for signature R,S and public key A."""
    s = int.from_bytes(signature[32:], "little")
    if len(signature) != 64 or s >= ORDER:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % ORDER
    x, y, z, t = decode_point(public)
    minus_a = (P - x, y, z, P - t)
    choices = (NEUTRAL, BASE, minus_a, add(BASE, minus_a))
    total = NEUTRAL
    for bit in range(252, -1, -1):
        total = add(double(total), choices[(s >> bit & 1) + 2 * (k >> bit & 1)])
    return encode_point(total) == signature[:32]


# --- Signed notes and checkpoints (c2sp.org/signed-note, c2sp.org/tlog-checkpoint) ---------------


def unbase64(text, what):
    try:
        decoded = base64.b64decode(text, validate=True)
    except ValueError:
        raise Rejected(f"{what} is not base64") from None
    require(base64.b64encode(decoded).decode() == text, f"{what} is not written in the one right way")
    return decoded


def decimal(text, what):
    require(0 < len(text) <= 20 and text.isascii() and text.isdigit(), f"{what} is not a number")
    require(text[0] != "0" or text == "0", f"{what} has leading zeros")
    return int(text)


def hash_line(text):
    decoded = unbase64(text, "a hash")
    require(len(decoded) == 32, "a hash does not have 32 bytes")
    return decoded


def name_is_allowed(name):
    return name and not any(c.isspace() or c in "+" or c < " " for c in name)


@functools.lru_cache
def parse_key(text):
    """`name+hash+base64` to the name, the four bytes that mark its signatures, and the key."""
    parts = text.split("+", 2)
    require(len(parts) == 3 and name_is_allowed(parts[0]), "the key is not `name+hash+base64`")
    name, mark, typed = parts[0], parts[1], unbase64(parts[2], "the key")
    require(len(typed) == 33 and typed[0] == 1, "the key is not an Ed25519 key")
    expected = sha256(name.encode(), b"\n", typed)[:4]
    require(mark.lower() == expected.hex(), "the key does not fit its own hash")
    return name, expected, typed[1:]


@functools.lru_cache(maxsize=None)
def open_note(note, key):
    """The signed text of a note, if `key` signed it. Signatures by others are passed over."""
    name, mark, public = parse_key(key)
    require(not any(c < " " and c != "\n" for c in note), "the note has control characters")
    text, separator, lines = note.rpartition("\n\n")
    require(separator and lines.endswith("\n"), "the note has no signatures")
    text, lines = text + "\n", lines[:-1].split("\n")
    require(len(lines) <= 100, "the note has too many signatures")
    own = None
    for line in lines:
        parts = line.split(" ", 2)
        require(len(parts) == 3 and parts[0] == "—", "a signature line is malformed")
        require(name_is_allowed(parts[1]), "a signature line has no proper name")
        signature = unbase64(parts[2], "a signature")
        require(len(signature) > 4, "a signature is too short")
        own = signature[4:] if own is None and (parts[1], signature[:4]) == (name, mark) else own
    require(own is not None, f"the note is not signed by {name}")
    require(signature_holds(public, text.encode(), own), f"the signature by {name} is wrong")
    return text


def open_checkpoint(note, key):
    """Name, number of entries and root of the ledger, as its key signed them."""
    lines = open_note(note, key)[:-1].split("\n")
    require(len(lines) >= 3 and all(lines), "the checkpoint is malformed")
    require(lines[0] == parse_key(key)[0], "the checkpoint is of another ledger")
    return lines[0], decimal(lines[1], "the size"), hash_line(lines[2])


# --- The tree (RFC 9162 §2.1) --------------------------------------------------------------------


def node_hash(left, right):
    return sha256(b"\1", left, right)


def climb(node, last):
    """One height up, and past the heights on which the node stands alone at the right edge."""
    while node == last and node and not node & 1:
        node, last = node >> 1, last >> 1
    return node >> 1, last >> 1


def check_inclusion(leaf, index, size, proof, root):
    """RFC 9162 §2.1.3.2: from the leaf up, on each height with the sibling from the proof."""
    require(index < size, "the entry lies past the end of the ledger")
    node, last, computed = index, size - 1, leaf
    for sibling in proof:
        require(last, "the proof is too long")
        from_left = node & 1 or node == last
        computed = node_hash(sibling, computed) if from_left else node_hash(computed, sibling)
        node, last = climb(node, last)
    require(not last, "the proof is too short")
    require(computed == root, "the proof leads to another root")


def check_consistency(old, old_root, new, new_root, proof):
    """RFC 9162 §2.1.4.2: the same hashes lead to the root of then and to the root of now."""
    require(old <= new, "the ledger became smaller")
    if old == 0 or old == new:
        require(not proof, "the proof is too long")
        require(old_root == (new_root if old == new else sha256()), "the roots differ")
        return
    require(proof, "the proof is too short")
    if old & (old - 1) == 0:
        proof = [old_root] + proof
    node, last = old - 1, new - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    then = now = proof[0]
    for other in proof[1:]:
        require(last, "the proof is too long")
        if node & 1 or node == last:
            then, now = node_hash(other, then), node_hash(other, now)
        else:
            now = node_hash(now, other)
        node, last = climb(node, last)
    require(not last, "the proof is too short")
    require(then == old_root and now == new_root, "the proof leads to another root")


# --- Entries -------------------------------------------------------------------------------------


def check_proof(leaf, proof, key):
    """A file of c2sp.org/tlog-proof@v1 about these leaf bytes. Gives ledger, size and index."""
    head, separator, note = proof.partition("\n\n")
    lines = head.split("\n")
    require(separator and lines.pop(0) == "c2sp.org/tlog-proof@v1", "this is not a proof file")
    if lines and lines[0].startswith("extra "):
        unbase64(lines.pop(0)[len("extra "):], "the extra line")  # Not signed, so not believed.
    require(lines and lines[0].startswith("index "), "the index line is missing")
    index = decimal(lines.pop(0)[len("index "):], "the index")
    hashes = [hash_line(line) for line in lines]
    name, size, root = open_checkpoint(note, key)
    check_inclusion(sha256(b"\0", leaf), index, size, hashes, root)
    return name, size, index


ERASED = """ERASED: the content was removed from the ledger for good. The entry itself, when it was
made and by whom is proven; what it said can no longer be."""


def check_content(entry):
    """Whether payload and salt are those that the envelope commits to. Gives a sentence."""
    payload, salt = entry.get("payload"), entry.get("salt")
    if payload is None and salt is None:
        return ERASED
    require(payload is not None and salt is not None, "payload and salt must be there together")
    try:
        committed = json.loads(entry["envelope"]).get("content")
        computed = sha256(bytes.fromhex(salt), payload.encode()).hex()
    except (ValueError, AttributeError):
        raise Rejected("the envelope or the salt is malformed") from None
    require(committed == computed, "the content is not the one that was entered")
    return "The content is the one that was entered."


def check_line(line):
    if "consistency" in line:
        _, old, old_root = open_checkpoint(line["old"], line["key"])
        _, new, new_root = open_checkpoint(line["new"], line["key"])
        check_consistency(old, old_root, new, new_root, [hash_line(text) for text in line["consistency"]])
    else:
        check_proof(unbase64(line["leaf"], "the leaf"), line["proof"], line["key"])


def one(proof_file, entry_file, key):
    with open(proof_file, "rb") as proof, open(entry_file, "rb") as entry:
        proof, entry = proof.read().decode(), json.load(entry)
    name, size, index = check_proof(entry["envelope"].encode(), proof, key.strip())
    content = check_content(entry)
    print(f"PROVEN: entry {index} of the ledger {name}, as signed when it had {size} entries.\n{content}")
    return 0


def batch(file_name):
    counts = {"accept": 0, "reject": 0, "mismatch": 0}
    with open(file_name, encoding="utf-8") as file:
        for number, text in enumerate(file, 1):
            line = json.loads(text)
            verdict, why = "accept", ""
            try:
                check_line(line)
            except (Rejected, UnicodeError) as reason:
                verdict, why = "reject", f": {reason}"
            counts[verdict] += 1
            if verdict != line["expect"]:
                counts["mismatch"] += 1
                print(f"line {number}: {verdict}, not {line['expect']}{why}")
    print(f"accepted {counts['accept']}, rejected {counts['reject']}, mismatches {counts['mismatch']}")
    return 1 if counts["mismatch"] else 0


def main(arguments):
    if len(arguments) == 2 and arguments[0] == "--batch":
        return batch(arguments[1])
    if len(arguments) != 4 or arguments[2] != "--key":
        sys.exit(__doc__)
    try:
        return one(arguments[0], arguments[1], arguments[3])
    except (Rejected, OSError, ValueError, KeyError, TypeError) as reason:
        print(f"NOT PROVEN: {reason}")
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
