"""Fits on a dask cluster, whose workers may die.

joblib has a backend for dask, which finds the client but waits for ever for a fit that dask has
given up. Here such a fit is tried once more when nothing else is running, and then given up too.
"""

from itertools import islice

from joblib.parallel import get_active_backend

# Calls under way for each thread of the workers: the next is there when one ends.
_AHEAD = 2


def active_client():
    """The client of dask that joblib was told to use, or None."""
    return getattr(get_active_backend()[0], "client", None)


def on_cluster(client, calls, given_up):
    """Make the calls on the cluster and yield what they return, in the order in which they end.

    `calls` are (function, args, kwargs); for one that keeps killing its workers comes what
    `given_up` makes of it.
    """
    yield from _as_they_end(client, calls, lost := [])
    for call in lost:
        yield from _as_they_end(client, iter([call]), again := [])
        yield from map(given_up, again)


def _as_they_end(client, calls, lost):
    """Results as they come; calls that killed their workers go to `lost`."""
    from distributed import KilledWorker, as_completed

    under_way, ended = {}, as_completed(loop=client.loop)

    def submit(some):
        for function, args, kwargs in some:
            future = client.submit(function, *args, **kwargs, pure=False)
            under_way[future] = function, args, kwargs
            ended.add(future)

    try:
        submit(islice(calls, _AHEAD))
        for future in ended:
            call = under_way.pop(future)
            if future.status == "finished":
                yield future.result()
            elif future.status == "error" and isinstance(future.exception(), KilledWorker):
                lost.append(call)
            elif future.status == "error":
                raise future.exception()
            else:
                _raise_if_closed(client)
                submit([call])
            room = _AHEAD * sum(client.nthreads().values()) - len(under_way)
            submit(islice(calls, max(room, 1)))
    finally:
        client.cancel(list(under_way))


def _raise_if_closed(client):
    """ConnectionError where there is no cluster any more."""
    if client.status != "running":
        raise ConnectionError(
            "The dask cluster is gone. All fits finished before are in the store; the same call "
            "goes on from there."
        )
