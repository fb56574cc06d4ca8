"""Every place where a client may put a password, as whole requests. The password is always CANARY, or the number."""

import json
from base64 import b64encode
from collections.abc import Callable
from urllib.parse import quote

from tests.robustness.support import post, request
from tests.support import V2_PATH

CANARY = "zQ7canaryX9"
NUMBER = 7390118265402
WHO = "mobipace@mobipace.com"
JSON = "Content-Type: application/json"
FORM = "Content-Type: application/x-www-form-urlencoded"
DOCUMENT = {"Username": WHO, "Password": CANARY}
PLAIN = json.dumps(DOCUMENT)
SECRETS = (CANARY, str(NUMBER), b64encode(f"{WHO}:{CANARY}".encode()).decode())
"""What must be seen nowhere: the password, as a number, and as Basic credentials carry it."""


def _v3(body: str | bytes, path: str = "/v3/authorize", *headers: str) -> bytes:
    return post(path, body.encode() if isinstance(body, str) else body, *(headers or (JSON,)))


def _v2(query: str, path: str = V2_PATH) -> bytes:
    return request("GET", f"{path}?{query}")


def _send(**members: object) -> str:
    return json.dumps({"SessionId": "x", "Sender": "M", "Messages": [{"Recipient": "1", "Body": "x"}], **members})


QUERY = f"function=querybalance&username={WHO}"

V3_BODIES: dict[str, str | bytes] = {
    # As documented, and as other serialisers write it.
    "documented": PLAIN,
    "compact": json.dumps(DOCUMENT, separators=(",", ":")),
    "indented": json.dumps(DOCUMENT, indent=4).replace('": "', '"\t:\r\n "'),
    "password first": json.dumps({"Password": CANARY, "Username": WHO}),
    "lower case": PLAIN.replace("Password", "password"),
    "upper case": PLAIN.replace("Password", "PASSWORD"),
    "mixed case": PLAIN.replace("Password", "pAsSwOrD"),
    "blanks in the name": PLAIN.replace('"Password"', '" Password "'),
    "escaped name": PLAIN.replace("Password", r"Pass\u0077ord"),
    "wholly escaped name": PLAIN.replace("Password", "".join(f"\\u{ord(each):04X}" for each in "Password")),
    "given twice": PLAIN.replace("}", f', "Password": "{CANARY}2"}}'),
    "quotes and backslashes": json.dumps({**DOCUMENT, "Password": f'a"b\\{CANARY}\\'}),
    "another member's name": PLAIN.replace("Password", "NewPassword"),
    # Of another type.
    "number": json.dumps({"Username": WHO, "Password": NUMBER}),
    "fraction": json.dumps({"Username": WHO, "Password": NUMBER + 0.5}),
    "array": json.dumps({"Username": WHO, "Password": [CANARY]}),
    "array of two": json.dumps({"Username": WHO, "Password": ["x", CANARY]}),
    "spaced array": '{"Password": [ "' + CANARY + '" ]}',
    "nested array": json.dumps({"Password": [["x", [CANARY]], CANARY]}),
    "object": json.dumps({"Password": {"value": CANARY}}),
    "object of two": json.dumps({"Password": {"old": f"x {CANARY}", "new": CANARY}, "Username": WHO}),
    # In another place of the document.
    "nested": json.dumps({"Credentials": {"User": DOCUMENT}}),
    "in an array": json.dumps([DOCUMENT]),
    "in an array, short": json.dumps([{"Password": CANARY}]),
    "in a text for the user name": json.dumps({"Username": json.dumps({"Password": CANARY}), "Password": "x"}),
    "as the user name": json.dumps({"Username": {"Password": CANARY}, "Password": "x"}),
    # JSON as text in JSON, as when it is serialised twice.
    "serialised twice": json.dumps(PLAIN),
    "serialised twice, short": json.dumps(json.dumps({"Password": CANARY})),
    "serialised thrice": json.dumps(json.dumps(PLAIN)),
    "text within a member": json.dumps({"data": PLAIN}),
    # Encodings.
    "byte order mark": b"\xef\xbb\xbf" + PLAIN.encode(),
    "UTF-16": PLAIN.encode("utf-16"),
    "UTF-16, little end": PLAIN.encode("utf-16-le"),
    "UTF-16, big end": PLAIN.encode("utf-16-be"),
    "UTF-16, cut in a character": PLAIN.encode("utf-16-le")[:-1],
    "UTF-16, escaped name": PLAIN.replace("Password", r"Pass\u0077ord").encode("utf-16"),
    "UTF-32": PLAIN.encode("utf-32"),
    "not UTF-8": PLAIN.replace(WHO, "caf\xe9").encode("latin-1"),
    "NUL bytes": PLAIN.replace("Pass", "Pass\x00").encode(),
    # Broken.
    "cut in the password": PLAIN[:-4],
    "cut after the password": PLAIN[:-1],
    "cut, escaped name": PLAIN.replace("Password", r"Pass\u0077ord")[:-2],
    "cut in an array": json.dumps({"Password": ["x", CANARY]})[:-4],
    "trailing comma": PLAIN.replace("}", ",}"),
    "missing comma": PLAIN.replace(", ", " "),
    "missing colon": PLAIN.replace('"Password":', '"Password"'),
    "equals for colon": PLAIN.replace('"Password":', '"Password"='),
    "two colons": PLAIN.replace('"Password":', '"Password"::'),
    "no quote before": PLAIN.replace(f'"{CANARY}', CANARY),
    "no quote after": PLAIN.replace(f'{CANARY}"', CANARY),
    "no quote around": PLAIN.replace(f'"{CANARY}"', CANARY),
    "a blank in it, no quotes": PLAIN.replace(f'"{CANARY}"', f"x {CANARY}"),
    "an open quote before": PLAIN.replace(f'{WHO}"', WHO),
    "name without quotes": PLAIN.replace('"Password"', "Password"),
    "single quotes": str(DOCUMENT),
    "name with one quote": PLAIN.replace('"Password"', '"Password'),
    "text after it": PLAIN + PLAIN,
    "text before it": "json=" + PLAIN,
    "a raw line break in it": PLAIN.replace(CANARY, f"x\n{CANARY}"),
    "no JSON at all": f"Username: {WHO}\nPassword: {CANARY}\n",
    "XML": f"<authorize><Username>{WHO}</Username><Password>{CANARY}</Password></authorize>",
    "XML attribute": f'<authorize username="{WHO}" password="{CANARY}"/>',
    "YAML": f"username: {WHO}\npassword: >\n  {CANARY}\n",
}
"""Bodies for POST /v3/authorize; all of them serve other addresses as well."""

V2_QUERIES: dict[str, str] = {
    "documented": f"{QUERY}&password={CANARY}",
    "upper case": f"{QUERY}&PASSWORD={CANARY}",
    "mixed case": f"{QUERY}&PassWord={CANARY}",
    "escaped name": f"{QUERY}&p%61ssword={CANARY}",
    "wholly escaped name": f"{QUERY}&%70%61%73%73%77%6F%72%64={CANARY}",
    "blanks in the name": f"{QUERY}&+password%20={CANARY}",
    "first": f"password={CANARY}&{QUERY}",
    "given twice": f"{QUERY}&password=x&password={CANARY}",
    "equals in it": f"{QUERY}&password=x={CANARY}",
    "number": f"{QUERY}&password={NUMBER}",
    "array": f"{QUERY}&password[]={CANARY}",
    "another name": f"{QUERY}&newpassword={CANARY}",
    "HTML escapes": f"{QUERY}&password={CANARY}".replace("&", "&amp;"),
    "semicolons": f"{QUERY}&password={CANARY}".replace("&", ";"),
    "two question marks": f"?{QUERY}?password={CANARY}",
    "encoded whole": quote(f"{QUERY}&password={CANARY}", safe=""),
    "encoded whole, short": quote(f"password={CANARY}", safe=""),
    "encoded twice": quote(f"password={CANARY}", safe="=&").replace("password", "p%2561ssword"),
    "JSON": quote(PLAIN),
    "JSON in a parameter": f"{QUERY}&data={quote(PLAIN)}",
    "raw bytes": f"{QUERY}&body=\xd4\xbe&password={CANARY}",
    "unknown function": f"function=login&username={WHO}&password={CANARY}",
    "in the function": f"function=send%26password%3D{CANARY}",
    "fragment": f"{QUERY}#password={CANARY}",
}

OTHER: dict[str, bytes] = {
    # In the wrong place.
    "query on a v3 URL": post(f"/v3/authorize?password={CANARY}", b"{}", JSON),
    "query on a v3 URL, GET": _v2(f"Username={WHO}&Password={CANARY}", "/v3/authorize"),
    "form on a v3 URL": _v3(f"Username={WHO}&Password={CANARY}", "/v3/authorize", FORM),
    "form on the v2 URL": _v3(f"{QUERY}&password={CANARY}", V2_PATH, FORM),
    "form, escaped name": _v3(f"{QUERY}&p%61ssword={CANARY}", V2_PATH, FORM),
    "form, upper case": _v3(f"{QUERY}&PASSWORD={CANARY}", V2_PATH, FORM),
    "form, first": _v3(f"password={CANARY}&{QUERY}", V2_PATH, FORM),
    "form, lines": _v3(f"username={WHO}\r\npassword={CANARY}\r\n", V2_PATH, FORM),
    "JSON as a form on the v2 URL": _v3(PLAIN, V2_PATH, FORM),
    "JSON on the v2 URL": _v3(PLAIN, V2_PATH),
    "JSON on Send": _v3(_send(Password=CANARY), "/v3/Send"),
    "JSON for the session": _v3(_send(SessionId={"Password": CANARY}), "/v3/Send"),
    "JSON text for the session": _v3(_send(SessionId=json.dumps({"Password": CANARY})), "/v3/Send"),
    "JSON for the sender": _v3(_send(Sender=[{"Password": CANARY}]), "/v3/Send"),
    "JSON for the messages": _v3(_send(Messages={"Password": CANARY}), "/v3/Send"),
    "JSON for a message": _v3(_send(Messages=[{"Password": CANARY}]), "/v3/Send"),
    "JSON for a recipient": _v3(_send(Messages=[{"Recipient": {"Password": CANARY}, "Body": "x"}]), "/v3/Send"),
    "JSON for a reference": _v3(json.dumps({"SessionId": "x", "References": [DOCUMENT]}), "/v3/QueryMessages"),
    "JSON for the hours": _v3(_send(SendWithinHours={"Password": CANARY}), "/v3/Send"),
    "JSON for the date": _v3(_send(ScheduledDate={"Password": CANARY}), "/v3/Send"),
    "JSON for the flag": _v3(_send(IsWapPush={"Password": CANARY}), "/v3/Send"),
    "multipart": _v3(
        f'--x\r\nContent-Disposition: form-data; name="Password"\r\n\r\n{CANARY}\r\n--x--\r\n',
        "/v3/authorize",
        "Content-Type: multipart/form-data; boundary=x",
    ),
    "GET with a body": request("GET", V2_PATH, f"Content-Length: {len(PLAIN)}", JSON) + PLAIN.encode(),
    # At an address that is none.
    "404": _v2(f"{QUERY}&password={CANARY}", "/API_2_0/HTTP_API.asp"),
    "404 with a body": _v3(PLAIN, "/v3/login"),
    "404 with a form": _v3(f"password={CANARY}", "/login", FORM),
    "no question mark": request("GET", f"{V2_PATH}&{QUERY}&password={CANARY}"),
    "escaped question mark": request("GET", f"{V2_PATH}%3F{QUERY}&password={CANARY}"),
    "wholly escaped": request("GET", quote(f"{V2_PATH}?{QUERY}&password={CANARY}")),
    "as path segments": request("GET", f"/v3/authorize/username/{WHO}/password/{CANARY}"),
    "a short path": request("GET", f"/password={CANARY}"),
    "405": request("PUT", f"{V2_PATH}?password={CANARY}"),
    "at the control API": _v2(f"password={CANARY}", "/_control/nothing"),
    # In a header.
    "Basic": request("GET", V2_PATH, f"Authorization: Basic {SECRETS[2]}"),
    "Basic, lower case": request("GET", V2_PATH, f"authorization: basic {SECRETS[2]}"),
    "Bearer": _v3("{}", "/v3/authorize", JSON, f"Authorization: Bearer {CANARY}"),
    "to a proxy": request("GET", V2_PATH, f"Proxy-Authorization: Basic {SECRETS[2]}"),
    "cookie": request("GET", V2_PATH, f"Cookie: password={CANARY}"),
    "header of that name": _v3("{}", "/v3/authorize", JSON, f"Password: {CANARY}"),
    "header with that name in it": _v3("{}", "/v3/authorize", JSON, f"X-Mobipace-Password: {CANARY}"),
    "referer": request("GET", V2_PATH, f"Referer: http://localhost{V2_PATH}?{QUERY}&password={CANARY}"),
    "content type": _v3("{}", "/v3/authorize", f"Content-Type: application/json; password={CANARY}"),
    "user info": request("GET", f"http://{WHO.replace('@', '%40')}:{CANARY}@localhost{V2_PATH}?{QUERY}"),
}


def every() -> dict[str, bytes]:
    """Every placement by its name."""
    bodies = {f"v3 body: {name}": _v3(body) for name, body in V3_BODIES.items()}
    queries = {f"v2 query: {name}": _v2(query) for name, query in V2_QUERIES.items()}
    return {**bodies, **queries, **OTHER}


CARRIERS: dict[str, Callable[[bytes], bytes]] = {
    "authorize": _v3,
    "Send": lambda body: _v3(body, "/v3/Send"),
    "v2 form": lambda body: _v3(body, V2_PATH, FORM),
    "v2 JSON": lambda body: _v3(body, V2_PATH),
    "404": lambda body: _v3(body, "/nowhere"),
    "no type": lambda body: post("/v3/authorize", body),
    "chunked": lambda body: (
        request("POST", "/v3/authorize", "Transfer-Encoding: chunked") + b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body)
    ),
}
"""Ways to bring a body, for mixing."""
