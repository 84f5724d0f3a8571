"""Settings of gunicorn, for `make serve` and for a real site."""

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
