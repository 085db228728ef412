"""Chunks carried by a Dask cluster, and what is said where it does not answer.

Dask reads its own configuration, certificates for `tls://` among it. A cluster is trusted wholly:
its workers run the pickles that they are sent, and so does this process with what they send back.
"""

from __future__ import annotations

import contextlib
import ipaddress
import re
import socket
import threading
import time
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from typing import Any, NamedTuple, TypeVar

from crossings.batches.work import Result
from crossings.errors import SurroundingsError

_T = TypeVar("_T")
_PATIENCE = 10
"""Seconds that a scheduler may take to answer."""
_PAUSE = 1
"""Seconds without a finished chunk after which it is asked."""
_ADDRESS = re.compile(r"(tcp|tls)://(?:\[([^\]]+)\]|([^\s:/?#@\[\]]+)):([0-9]{1,5})")
_TLS = "DASK_DISTRIBUTED__COMM__TLS"
_HOW = (
    f"name files of PEM in {_TLS}__CA_FILE, {_TLS}__CLIENT__CERT and {_TLS}__CLIENT__KEY, "
    "or under distributed.comm.tls in Dask's configuration"
)


class Address(NamedTuple):
    """Where a scheduler is, and the certificates to show it."""

    text: str
    host: str
    port: int
    security: Any
    """Dask's, as its configuration says."""
    tls: Any
    """The context for `tls://`, else None."""


def scheduler_address(text: str) -> Address:
    """What an address such as tcp://10.0.0.5:8786 says; `ValueError` with what is wrong with it."""
    found = _ADDRESS.fullmatch(text)
    if found is None or not (_is_host(*found.group(2, 3)) and 0 < int(found[4]) < 65_536):
        raise ValueError(f"expected an address such as tcp://10.0.0.5:8786, got {text!r}")
    security, tls = _security()
    if found[1] == "tcp":
        if security.require_encryption:
            raise ValueError(f"Dask's configuration requires encryption, tls://, got {text!r}")
        tls = None
    elif tls is None:
        raise ValueError(f"tls:// needs certificates: {_HOW}")
    return Address(text, found[2] or found[3], int(found[4]), security, tls)


def _security() -> tuple[Any, Any]:
    """Dask's settings for a client, and the context for TLS where they name certificates."""
    try:
        from distributed import Security

        security = Security()
        return security, security.get_connection_args("client")["ssl_context"]
    except ImportError as error:
        raise SurroundingsError("a cluster needs Dask: pip install 'crossings[dask]'") from error
    except Exception as error:  # of many kinds: files, certificates, settings
        reason = f"{type(error).__name__}: {error}"
        raise ValueError(f"Dask's configuration cannot be used: {reason}") from error


def _is_host(ip: str | None, name: str | None) -> bool:
    try:
        if ip is not None:
            ipaddress.IPv6Address(ip)
        else:
            str(name).encode("idna")
    except ValueError:
        return False
    return True


class Cluster:
    """A Dask cluster; it sends a dead worker's chunks to others by itself.

    The work lies with the workers. Where the last one to hold it dies, it is sent again.
    """

    remote = True

    def __init__(self, client: Any, work: bytes, carry: Callable[..., Result]) -> None:
        self._client, self._sent, self._simulate = client, work, carry
        self.at_once = 2 * _answered(self._threads)
        self._executor: Executor = client.get_executor(pure=False)
        self._payload = self._scattered()

    def _threads(self) -> int:
        return sum(self._client.nthreads().values())

    def _scattered(self) -> Any:
        """The work with the workers, for which they may take as long as the scheduler answers."""
        scatter = self._client.scatter
        sent = _begun(lambda: scatter(self._sent, broadcast=True, hash=False, timeout=_PATIENCE))
        self.finished([sent])
        return sent.result()

    def submit(self, position: int, numbers: range) -> Future[Result]:
        """Begin one chunk of one candidate."""
        return self._executor.submit(self._simulate, self._payload, position, numbers)

    def finished(self, running: Collection[Future[_T]]) -> set[Future[_T]]:
        """Those that have ended; an error where nobody is left who could end one."""
        last_seen = time.monotonic()
        while not (ended := wait(running, _PAUSE, return_when=FIRST_COMPLETED).done):
            if _answered(self._threads):
                last_seen = time.monotonic()
            elif time.monotonic() - last_seen > _PATIENCE:  # a worker that died may be replaced
                text = "the cluster has no workers left; what was finished is kept"
                raise SurroundingsError(text)
        return ended

    def renew(self) -> bool:
        """Send the work again."""
        try:
            self._payload = self._scattered()
        except Exception as error:
            raise gone(error) from error
        return True


def gone(error: Exception) -> SurroundingsError:
    """What is said where a cluster is out of reach."""
    if isinstance(error, SurroundingsError):
        return error
    text = f"the cluster is gone ({type(error).__name__}); what was finished is kept"
    return SurroundingsError(text)


@contextlib.contextmanager
def connected(scheduler: str, work: bytes, carry: Callable[..., Result]) -> Iterator[Cluster]:
    """The cluster of a scheduler, whose workers `carry` chunks of `work`."""
    at = scheduler_address(scheduler)
    client = _client(at)
    try:
        try:
            if not _answered(client.nthreads):
                raise SurroundingsError(f"the scheduler at {scheduler} has no workers")
            cluster = Cluster(client, work, carry)
        except Exception as error:
            raise gone(error) from error
        yield cluster
    finally:
        with contextlib.suppress(Exception):  # what is gone need not be left in order
            _answered(lambda: client.close(timeout=2))


def _client(at: Address) -> Any:
    from distributed import Client

    def connect() -> Any:
        _knock(at)  # where nobody answers, a client would leave a trace of its own behind
        return Client(at.text, timeout=_PATIENCE, security=at.security, set_as_default=False)

    try:
        return _answered(connect)
    except Exception as error:
        kind = type(error).__name__
        reason = "" if isinstance(error, TimeoutError | ConnectionError) else f" ({kind}: {error})"
        raise SurroundingsError(f"no scheduler answers at {at.text}{reason}") from error


def _knock(at: Address) -> None:
    """Raise `OSError` where nothing listens, or where it will not speak TLS with us."""
    with socket.create_connection((at.host, at.port), timeout=_PATIENCE) as plain:
        if at.tls is not None:
            at.tls.wrap_socket(plain, server_hostname=at.host).close()


def _answered(ask: Callable[[], _T]) -> _T:
    """What `ask` gives; `TimeoutError` where it takes longer than a scheduler may.

    Dask itself waits without end for one that took the connection and then falls silent.
    """
    return _begun(ask).result(_PATIENCE)


def _begun(ask: Callable[[], _T]) -> Future[_T]:
    """`ask` in a thread of its own, which nobody has to wait for."""
    future: Future[_T] = Future()

    def run() -> None:
        try:
            future.set_result(ask())
        except BaseException as error:
            future.set_exception(error)

    threading.Thread(target=run, daemon=True).start()
    return future
