"""How the server is run, whoever starts it: `make serve`, systemd, a container."""

from config import Config

bind = f"[{Config.HOST}]:{Config.PORT}" if ":" in Config.HOST else f"{Config.HOST}:{Config.PORT}"
workers = Config.WORKERS
worker_class = "gthread"
threads = 8
timeout = 90
graceful_timeout = 20
loglevel = "warning"
control_socket_disable = True
