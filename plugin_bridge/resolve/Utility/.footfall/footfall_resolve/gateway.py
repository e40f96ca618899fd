"""Speaks to Footfall's gateway on this machine: loopback HTTP, after it has shown that it knows our token."""

import hashlib
import hmac
import http.client
import json
import secrets
import socket
import urllib.parse
import uuid
from typing import Any, Dict, Iterable, List, Optional

from footfall_resolve.places import Places
from footfall_resolve.versions import VERSION, told
from footfall_resolve.words import Refusal

_PATIENCE = 10.0  # seconds for one answer
_GREETING = 2.0  # seconds for the first: nobody waits long for what does not even greet
_PAGE = 200
AT_ONCE = 100  # orders in one submit: its body stays well below 1 MiB
_NOT_RUNNING = "Footfall is not running: type `footfall daemon` in a terminal, then try again"
_GONE = ("no-daemon", "daemon-gone")
_SILENT = "Footfall does not answer: see `footfall status` in a terminal, then try again"


class Gateway:
    """Built anew by each command. All methods raise `Refusal`."""

    def __init__(self, places: Places, editor: str, host: str) -> None:
        """Who asks, for `footfall doctor`: `resolve`, and `DaVinci Resolve Studio 19.1.2`."""
        self._places = places
        self._editor = editor
        self._client = "%s/%s (%s)" % (editor, VERSION, host)
        self.notice = ""
        """To be said, should Footfall be of another version than this plugin; known after the first answer."""
        self._port = 0
        self._token = ""

    def submit(self, orders: List[Dict[str, Any]]) -> List[str]:
        """Ids of the jobs, in the order of orders and takes. The daemon works on after that: nobody waits."""
        jobs: List[str] = []
        for start in range(0, len(orders), AT_ONCE):
            part = {"request_id": uuid.uuid4().hex, "orders": orders[start : start + AT_ONCE]}
            jobs += self.ask("POST", "/v1/jobs", part)["jobs"]
        return jobs

    def jobs(self, states: Iterable[str] = ()) -> List[Dict[str, Any]]:
        """All jobs (in these states), oldest first."""
        found: List[Dict[str, Any]] = []
        after: Optional[int] = 0
        while after is not None:
            query = [("states", state) for state in states] + [("after", str(after)), ("limit", str(_PAGE))]
            page = self.ask("GET", "/v1/jobs?" + urllib.parse.urlencode(query))
            found += page["jobs"]
            after = page["next"]
        return found

    def status(self) -> Dict[str, Any]:
        return self._dict(self.ask("GET", "/v1/status"))

    def ask(self, method: str, path: str, body: Optional[Dict[str, Any]] = None) -> Any:
        """The answer to one request. Tried twice: the daemon may have been restarted since the last one.

        That is safe for a submit too, because the same request id is one request.
        """
        try:
            return self._asked(method, path, body)
        except _Stale:
            self._port = 0
        try:
            return self._asked(method, path, body)
        except _Stale as stale:
            raise Refusal(stale.code, stale.message) from None

    def _asked(self, method: str, path: str, body: Optional[Dict[str, Any]]) -> Any:
        if not self._port:
            self._find()
        headers = {"Authorization": "Bearer " + self._token, "X-Footfall-Client": self._client}
        text = None if body is None else json.dumps(body).encode("utf-8")
        if text is not None:
            headers["Content-Type"] = "application/json"
        return self._exchange(method, path, text, headers)

    def _find(self) -> None:
        """Read where the gateway is, and see that whoever listens there is it, before it is shown the token."""
        address = self._address()
        self._port = int(address["port"])
        try:
            with open(address["token_file"], encoding="utf-8") as file:
                self._token = file.read().strip()
        except OSError:
            raise _Stale("not-running", _NOT_RUNNING) from None
        nonce = secrets.token_urlsafe(24)
        answer = self._exchange("GET", "/v1/hello?nonce=" + nonce, None, {}, _GREETING)
        signed = ("footfall %d %s" % (self._port, nonce)).encode("utf-8")
        proof = hmac.new(self._token.encode("utf-8"), signed, hashlib.sha256).hexdigest()
        if not hmac.compare_digest(proof, str(answer.get("proof"))):
            words = "port %d is held by something that is not Footfall: restart Footfall, then try again"
            raise _Stale("impostor", words % self._port)
        self.notice = told(answer.get("version"), self._editor)

    def _address(self) -> Dict[str, Any]:
        try:
            with open(self._places.gateway_file, encoding="utf-8") as file:
                return self._dict(json.load(file))
        except (OSError, ValueError):
            raise _Stale("not-running", _NOT_RUNNING) from None

    def _exchange(
        self, method: str, path: str, body: Optional[bytes], headers: Dict[str, str], patience: float = _PATIENCE
    ) -> Any:
        # Not urllib: it would send loopback requests through the proxy of the system's settings.
        line = http.client.HTTPConnection("127.0.0.1", self._port, timeout=patience)
        try:
            line.request(method, path, body, headers)
            response = line.getresponse()
            text = response.read()
        except socket.timeout:
            raise Refusal("silent", _SILENT) from None
        except (OSError, http.client.HTTPException):
            raise _Stale("not-running", _NOT_RUNNING) from None
        finally:
            line.close()
        return self._read(response.status, text)

    def _read(self, status: int, text: bytes) -> Any:
        try:
            answer = json.loads(text.decode("utf-8")) if text else {}
        except ValueError:
            raise _Stale(
                "impostor", "port %d does not answer like Footfall: restart Footfall" % self._port
            ) from None
        if status < 400:
            return answer
        error = answer.get("error", {}) if isinstance(answer, dict) else {}
        code, message = error.get("code", "http-%d" % status), error.get("message", "Footfall answers %d" % status)
        if code in _GONE:  # the gateway outlives its daemon for a moment
            raise _Stale("not-running", _NOT_RUNNING)
        raise (_Stale if status == 401 else Refusal)(code, message)

    def _dict(self, answer: Any) -> Dict[str, Any]:
        if not isinstance(answer, dict):
            raise _Stale("not-running", _NOT_RUNNING)
        return answer


class _Stale(Refusal):
    """What we know of the gateway may be of an earlier start."""
