"""An OpenID Connect provider on the loopback, for tests: whoever comes is the person it was told to vouch for."""

from __future__ import annotations

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwk, jwt

CLIENT = "evidence-search"


class Provider:
    """Vouches for `claims`; `address` is where it listens."""

    def __init__(self) -> None:
        self.claims: dict[str, Any] = {}
        self._key = jwk.RSAKey.generate_key(2048, {"kid": "test", "use": "sig", "alg": "RS256"})
        self._nonces: dict[str, str] = {}
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                provider.get(self)

            def do_POST(self) -> None:
                provider.token(self)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def get(self, request: BaseHTTPRequestHandler) -> None:
        """Answer discovery, keys and the visit of a browser."""
        url = urlsplit(request.path)
        if url.path == "/.well-known/openid-configuration":
            _json(request, self._discovery())
        elif url.path == "/keys":
            _json(request, {"keys": [self._key.as_dict(private=False)]})
        elif url.path == "/authorize":
            asked = {key: values[0] for key, values in parse_qs(url.query).items()}
            code = f"code-{len(self._nonces)}"
            self._nonces[code] = asked.get("nonce", "")
            request.send_response(302)
            request.send_header("Location", f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}")
            request.end_headers()
        else:
            request.send_error(404)

    def token(self, request: BaseHTTPRequestHandler) -> None:
        """Answer who a code stands for."""
        body = request.rfile.read(int(request.headers["Content-Length"])).decode()
        code = parse_qs(body)["code"][0]
        now = int(time.time())
        said = {"iss": self.address, "aud": CLIENT, "sub": "1", "iat": now, "exp": now + 600, "nonce": self._nonces[code]}
        token = jwt.encode({"alg": "RS256", "kid": "test"}, said | self.claims, self._key)
        _json(request, {"access_token": "x", "token_type": "Bearer", "expires_in": 600, "id_token": token})

    def _discovery(self) -> dict[str, Any]:
        return {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "jwks_uri": f"{self.address}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "scopes_supported": ["openid", "email", "profile"],
        }


def _json(request: BaseHTTPRequestHandler, value: object) -> None:
    body = json.dumps(value).encode()
    request.send_response(200)
    request.send_header("Content-Type", "application/json")
    request.send_header("Content-Length", str(len(body)))
    request.end_headers()
    request.wfile.write(body)
