"""Fits on a dask cluster whose workers may die.

joblib's own backend for dask waits for ever for a call that dask has given up because it killed
its workers. Here such a call is tried once more when nothing else is running.
"""

from itertools import islice

from joblib.parallel import get_active_backend

_CALLS_PER_THREAD = 2  # so that the next is there when one ends


def active_client():
    return getattr(get_active_backend()[0], "client", None)


def on_cluster(client, calls, given_up):
    """Make the calls, (function, args, kwargs), and yield the results in the order of completion.

    The result of a call that keeps killing its workers is ``given_up(call)``.
    """
    yield from _as_they_end(client, calls, lost := [])
    for call in lost:
        yield from _as_they_end(client, iter([call]), again := [])
        yield from map(given_up, again)


def _as_they_end(client, calls, lost):
    """Yield results; calls that killed their workers go to `lost`."""
    from distributed import KilledWorker, as_completed

    under_way, ended = {}, as_completed(loop=client.loop)

    def submit(some):
        for function, args, kwargs in some:
            future = client.submit(function, *args, **kwargs, pure=False)
            under_way[future] = function, args, kwargs
            ended.add(future)

    try:
        submit(islice(calls, _CALLS_PER_THREAD))
        for future in ended:
            call = under_way.pop(future)
            if future.status == "finished":
                yield future.result()
            elif future.status == "error" and isinstance(future.exception(), KilledWorker):
                lost.append(call)
            elif future.status == "error":
                raise future.exception()
            elif client.status == "running":
                submit([call])
            else:
                raise ConnectionError(
                    "The dask cluster is gone. All fits finished before are in the store; the "
                    "same call continues."
                )
            room = _CALLS_PER_THREAD * sum(client.nthreads().values()) - len(under_way)
            submit(islice(calls, max(room, 1)))
    finally:
        client.cancel(list(under_way))
