"""Settings of gunicorn, for `make serve` and for a real site."""

import gc
import os

bind = os.environ.get("PATROLGRID_BIND", "127.0.0.1:8000")
worker_class = "gthread"
workers = int(os.environ.get("PATROLGRID_WEB_WORKERS", "0")) or len(os.sched_getaffinity(0)) + 1
threads = 4
preload_app = True
# Gunicorn's heartbeat files on a disk that is busy would make it kill its workers.
worker_tmp_dir = "/dev/shm"
control_socket_disable = True
timeout = 60
graceful_timeout = 10
keepalive = 5
# No access log: it would say which address looked at which person.
accesslog = None
errorlog = "-"
loglevel = "warning"


def when_ready(_server: object) -> None:
    """Leave all that was read ahead out of garbage collection.

    A full collection of its 300,000 objects took 0.17 s, in the middle of somebody's request. Frozen, they
    also stay in pages that the processes share. Twenty times fewer small collections are due after that.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(14_000, 10, 10)
