"""What the tests of the key plugin compare with: openssl(1) and Python, nothing of ours.

jose.py jwk KEY...   writes each private key as a JWK to KEY.jwk, its thumbprint (RFC 7638) to KEY.kid, and prints
                     the JWK Set of the public keys
jose.py public KEY.. the same of public keys: without KEY.jwk
jose.py verify       reads lines of a key and a JWT, verifies each with openssl(1), and prints its header
"""
import base64
import hashlib
import json
import subprocess
import sys
import tempfile


def encode(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decode(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def openssl(*args, data=None):
    return subprocess.run(("openssl",) + args, input=data, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True).stdout


def parse(der):
    """The values one after the other: (tag, bytes)."""
    while der:
        tag, size, at = der[0], der[1], 2
        if size & 0x80:
            at += size & 0x7F
            size = int.from_bytes(der[2:at], "big")
        yield tag, der[at:at + size]
        der = der[at + size:]


def inside(der):
    return [value for _, value in parse(next(parse(der))[1])]


CURVES = {32: "P-256", 48: "P-384", 66: "P-521"}


def public_jwk(path):
    algorithm, point = inside(openssl("pkey", "-pubin", "-in", path, "-outform", "DER"))
    point = point[1:]
    if point[0] == 0x04:
        size = len(point) // 2
        return {"kty": "EC", "crv": CURVES[size], "x": encode(point[1:size + 1]), "y": encode(point[size + 1:])}
    n, e = inside(point)
    return {"kty": "RSA", "n": encode(n.lstrip(b"\0")), "e": encode(e)}


def jwk(path):
    private = inside(openssl("pkcs8", "-topk8", "-nocrypt", "-in", path, "-outform", "DER"))[2]
    public = openssl("pkey", "-in", path, "-pubout", "-outform", "DER")
    tag, body = next(parse(private))
    if tag == 0x04:
        return {"kty": "OKP", "crv": "Ed25519", "x": encode(public[-32:]), "d": encode(body)}
    values = inside(private)
    if len(values) > 5:
        names = ("n", "e", "d", "p", "q", "dp", "dq", "qi")
        return dict({"kty": "RSA"}, **{n: encode(v.lstrip(b"\0")) for n, v in zip(names, values[1:])})
    d, size = values[1], len(values[1])
    return {"kty": "EC", "crv": CURVES[size], "x": encode(public[-2 * size:-size]), "y": encode(public[-size:]), "d": encode(d)}


def thumbprint(key):
    required = {"RSA": ("e", "kty", "n"), "EC": ("crv", "kty", "x", "y"), "OKP": ("crv", "kty", "x")}
    text = json.dumps({name: key[name] for name in required[key["kty"]]}, sort_keys=True, separators=(",", ":"))
    return encode(hashlib.sha256(text.encode()).digest())


def der_of(signature):
    half = len(signature) // 2
    numbers = b""
    for part in (signature[:half], signature[half:]):
        part = part.lstrip(b"\0")
        part = (b"\0" if not part or part[0] & 0x80 else b"") + part
        numbers += bytes((2, len(part))) + part
    size = bytes((len(numbers),)) if len(numbers) < 128 else bytes((0x81, len(numbers)))
    return b"\x30" + size + numbers


def verify(path, token):
    head, body, signature = token.split(".")
    header = decode(head).decode()
    alg, raw, data = json.loads(header)["alg"], decode(signature), (head + "." + body).encode()
    with tempfile.NamedTemporaryFile() as public, tempfile.NamedTemporaryFile() as made, tempfile.NamedTemporaryFile() as signed:
        with open(path + ".pub", "rb") as file:
            public.write(file.read())
        made.write(der_of(raw) if alg[:2] == "ES" else raw)
        signed.write(data)
        for file in (public, made, signed):
            file.flush()
        if alg == "EdDSA":
            openssl("pkeyutl", "-verify", "-rawin", "-pubin", "-inkey", public.name, "-in", signed.name, "-sigfile", made.name)
        else:
            pss = ("-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:digest") if alg[0] == "P" else ()
            openssl("dgst", "-sha" + alg[2:], *pss, "-verify", public.name, "-signature", made.name, signed.name)
    return header


if sys.argv[1] in ("jwk", "public"):
    public = []
    for path in sys.argv[2:]:
        key = jwk(path) if sys.argv[1] == "jwk" else public_jwk(path)
        public.append({name: key[name] for name in key if name in ("kty", "crv", "x", "y", "n", "e")})
        if "d" in key:
            with open(path + ".jwk", "w") as file:
                json.dump(dict(key, kid="another", use="sig"), file)
        with open(path + ".kid", "w") as file:
            file.write(thumbprint(public[-1]))
    print(json.dumps({"keys": public}))
else:
    for path, token in (line.split() for line in sys.stdin):
        print(verify(path, token))
