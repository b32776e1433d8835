"""What no honest client says: values, names, headers, bodies, paths, as tables. Not: requests made of them."""

from __future__ import annotations

import base64

FORM = "application/x-www-form-urlencoded"

# Single values, as they stand percent-encoded on the wire.

HUGE = [str(10**15), str(2**31), str(2**53 + 1), str(2**63 - 1), str(2**63), str(2**64), "9" * 400, "1" + "0" * 4999]
NUMBERS = [
    *HUGE, *(f"-{number}" for number in HUGE), "-1", "-0", "+5", "0", "00012", "1.5", "5.", ".5", "1e3", "1E400",
    "-1e-9",
    "NaN", "nan", "Infinity", "-inf", "0x1F", "1_000", "1,000", "１２", "٣", "²", " 7", "7 ", "7%0A", "--1", "1/0",
]  # fmt: skip
WORDS = [
    "", " ", "null", "None", "undefined", "true", "TRUE", "tRuE", "True", "False", "yes", "on", "[]", "{}",
    "[object+Object]",
    "usd", "USD", "Usd", "xxx", "€", "pm_card_visa", "pi_", "../../etc/passwd", "'; DROP TABLE x; --",
    "<script>alert(1)</script>",
    "${7*7}", "{{7*7}}", "%s%s%n", "a" * 501, "ü" * 300, "x" * 5001, "http://", "https://☕.example/☕?☕",
    "https://[::1",
    "http://[", "https://example.com:99999999/", "javascript:alert(1)", "https://example.com/\r\nX-Y: z", "//x",
    "a@", "a@b@c", "@",
    "\u202eabc", "\u200b", "e\u0301", "👩\u200d👩\u200d👧", "\ufeff", "\ufffe", "ß", "İ", "\x7f", "\x00", "a\x00b",
    "\r\nSet-Cookie: a=b",
    "4242424242424242", "4242 4242 4242 4242", "4" * 300, "٤٢٤٢٤٢٤٢٤٢٤٢٤٢٤٢",
]  # fmt: skip
RAW = ["%", "%z", "%zz", "%2", "%%", "%00", "%C3%28", "%ED%A0%80", "%FF", "%F5%80%80%80", "%u2615", "+", "++", "%2B",
    "%26", "%3D",
       "%5B%5D", "=", "==", "a=b", ";", "%0D%0A"]  # fmt: skip

QUERIES = [
    "", " ", "amount", "amount>", ">5", "amount>5 AND", "AND AND", "amount>5 AND amount<9 OR amount:7", "(amount>5)",
    "metadata['a'", "'", '"',
    "metadata[a]:'b'", "metadata:'b'", "-", "--amount>5", "amount:'x'", "amount>" + "9" * 5000,
    "created>99999999999999999999999", "email~'a'", "status:null",
    "amount>null", "nosuch:'x'", "status>'succeeded'", "amount>5\x00", "currency:'" + "x" * 9000 + "'", "\\", "'\\'",
    "metadata['\\'']:'b'", "a.b.c:'d'",
    " AND ".join(["amount>5"] * 11), " OR ".join(["amount>5"] * 2000), "☕:'☕'", "-status:null", "amount>1.5",
    "amount:-5", "customer:'", "amount>0x1F", "created>²",
    "created:'2026-01-01'", "metadata['" + "k" * 400 + "']:'b'",
]  # fmt: skip
EXPANSIONS = [
    "", ".", "..", "data", "data.", "data.data", "a.b.c.d.e.f", "latest_charge.", ".latest_charge",
    "latest_charge..customer", "customer.customer.customer.customer.customer",
    "latest_charge.payment_intent.latest_charge.payment_intent",
    "latest_charge.payment_intent.latest_charge.payment_intent.customer", "*", "data.*", "total_count",
    "data.total_count", "data.latest_charge.refunds.data.charge", "line_items", "line_items.data.price.product",
    "id", "metadata", "metadata.a", "x" * 5000, ".".join(["a"] * 5000),
    "payment_method.customer", "customer.default_source", "☕", "\x00", "discounts.coupon", "discounts",
    "total_details", "total_details.breakdown", "evidence", "evidence.receipt", "evidence.receipt.x",
]  # fmt: skip


BROKEN_NAMES = [
    "", "[]", "[", "]", "[a]", "[[a]]", "a[", "a]", "a[b", "a]b[", "a[b]c", "a[b]]", "a[][]", "a[[b]]", "[][][]",
    "metadata", "metadata[]", "metadata[][a]",
    "metadata[a][b]", "metadata[a][]", "metadata[[a]]", "metadata[", "metadata[]]", "expand", "expand[",
    "expand[][]", "expand[a]", "expand[0][0]", "expand[-1]",
    "expand[99999999999999999999]", "created[gte][x]", "created[]", "created[nope]", "limit[]", "limit[a]",
    "amount[]", "amount[0]", "amount[a][b]", "key", "_stripe_account",
    "_stripe_version", "__proto__[a]", "constructor", "self", "cls", "payment_method_data[card][number][]",
    "line_items", "line_items[]", "line_items[0]", "line_items[a][b]",
    "line_items[0][price_data]", "line_items[][quantity]", "%00", "%FF", "%5B%5D", "☕", "a" * 3000,
    "metadata[" + "k" * 41 + "]", "shipping[address][]", "card[]", "card", "on_behalf_of",
    "a" + "[b]" * 1000, "metadata[a]" + "[b]" * 3000, "metadata" + "[]" * 1000, "expand" + "[0]" * 2000, "[" * 5000,
    "]" * 5000, "metadata[a]" + "[" * 5000,
    "line_items[0][price_data][product_data][metadata]" + "[x]" * 1500,
]  # fmt: skip


HEADERS: list[tuple[str, str]] = [
    *(("Idempotency-Key", key) for key in ["", " ", "k", "k" * 255, "k" * 256, "k" * 60_000, "é", "\x80\xff",
    "a b\tc", "'\"<>&"]),
    *(("Stripe-Version", version) for version in
      ["", "x", "2020-08-27", "2019-02-11", "1999-99-99", "2026-08-26.preview", "2026-08-26.dahlia;a=b", "9" * 9000,
      "é", "null", "2099-01-01.zebra", "2026-13-45.dahlia"]),
    *(("Stripe-Account", account) for account in ["", "acct_none", "x" * 9000, "é", "../..", "acct_" + "1" * 16]),
    *(("Authorization", given) for given in
      ["", "Bearer", "Bearer ", "Bearer  x", "bearer sk_test_x", "Basic", "Basic !!!", "Basic Og==",
      "Basic /////w==", "Digest a", "x" * 9000, "Bearer é\xff", "Bearer sk_live_x",
       "Bearer pk_test_x", "Bearer sk_test_" + "a" * 9000, "Basic " + base64.b64encode(b"sk_test_x:y").decode(),
       "Bearer sk_test_x sk_test_y"]),
    *(("Content-Type", kind) for kind in
      ["", "application/json", "application/json; charset=utf-7", "text/plain", "multipart/form-data",
      "multipart/form-data; boundary=", "multipart/form-data; boundary=x",
       "multipart/form-data; boundary=" + "x" * 400, "multipart/form-data; boundary=\xe9", "é/é", "application/xml",
       ";;;", FORM + "; charset=nope", "MULTIPART/FORM-DATA; boundary=x"]),
    ("Content-Encoding", "gzip"), ("Accept", "application/xml"), ("Accept-Encoding", "nope"),
    ("X-HTTP-Method-Override", "DELETE"), ("Expect", "100-continue"),
    ("X-Stripe-Client-User-Agent", "{not json"), ("User-Agent", ""), ("Origin", "null"), ("Range", "bytes=0-1"),
    ("If-None-Match", "*"), ("Stripe-Should-Retry", "true"),
]  # fmt: skip

BODIES: list[bytes] = [
    b"", b"\0", b"&", b"&&&=&==", b"=", b"\xff\xfe\xfd", b'{"amount": 1}', b'[[[[', b"<xml/>", b"a" * 200_000,
    b"a=" + b"b" * 2_000_000, b"a=b&" * 50_000, b"&" * 100_000,
    b"metadata[a]=" + b"%" * 50_000, b"[" * 200_000, b"a" + b"[b]" * 50_000 + b"=c", b"amount=" + b"9" * 200_000,
    b"\r\n\r\n", "amount=☕".encode("utf-16"), b"expand[]=a&" * 20_000,
    b"key=pk_test_x&amount=5", b"_stripe_account=x", b"metadata[a]=b&" * 3000,
    "".join(f"metadata[k{n}]=v&" for n in range(3000)).encode(),
]  # fmt: skip


def _part(about: str, said: bytes) -> bytes:
    return f"--x\r\nContent-Disposition: form-data; {about}\r\n\r\n".encode("latin-1") + said + b"\r\n"


_PDF, _PURPOSE, _END = 'name="file"; filename="a.pdf"', 'name="purpose"', b"--x--\r\n"

MULTIPART: list[bytes] = [
    b"",
    b"--x",
    b"--x--",
    b"--x\r\n" * 500,
    b"\xff" * 999,
    b"--x\r\n\r\n\r\n--x--",
    b"--y\r\nContent-Disposition: form-data; name=a\r\n\r\nb\r\n--y--",
    b'--x\r\nContent-Disposition: form-data; name="file',
    b'--x\nContent-Disposition: form-data; name="purpose"\n\nx\n--x--\n',
    _part("", b"a") + _END,
    _part(_PURPOSE, b"dispute_evidence") + _part(_PDF, b"%PDF-1.4") + _END,
    _part(_PURPOSE, b"dispute_evidence") + _part(_PDF, b"%PDF-1.4"),
    _part('name="file"; filename="\0/../../\xff"', b"\0") + _END,
    _part('name="file"; filename=""\r\nContent-Transfer-Encoding: base64', b"!!!") + _END,
    _part(_PURPOSE, b"nope") + _part(_PURPOSE, b"\xff\xfe") + _END,
    _part('name="file"\r\nContent-Type: application/pdf', b"plain") + _part(_PURPOSE, b"dispute_evidence") + _END,
]

METHODS = ["GET", "POST", "DELETE", "PUT", "PATCH", "HEAD", "OPTIONS", "TRACE", "PROPFIND"]

PATHS = [
    "/", "//", "/v1", "/v1/", "/v2/", "/v3/", "/v1//", "/v1/payment_intents/", "/v1/payment_intents//confirm",
    "/v1//payment_intents", "/v1/nope", "/v2/nope", "/V1/payment_intents",
    "/v1/payment_intents/%00", "/v1/payment_intents/%2F..%2F", "/v1/payment_intents/../customers",
    "/v1/payment_intents/%FF", "/v1/customers/☕", "/v1/customers/" + "x" * 9000,
    "/v1/customers/%E2%98%95/payment_methods/x", "/v1/" + "a/" * 500, "/v1/payment_intents?",
    "/v1/payment_intents?&&&", "/v1/events/evt_%00", "/v1/files/%2e%2e/contents", "/v1/customers/search",
    "/v1/customers/search?query=", "/v1/refunds/search", "/v1/payment_intents/search?query=%FF",
    "/v1/payment_intents;a=b", "/v1/payment_intents#x", "/v1/balance%20", "/v1/payment_intents%3Flimit=3",
]  # fmt: skip
