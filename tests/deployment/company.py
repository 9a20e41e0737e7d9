"""The whole of docker-compose.yml on loopback: its commands, its environment, its health checks.

Only host names and ports differ. PostgreSQL and Redis are Debian's, the image is a directory.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from contextlib import ExitStack

from tests.deployment.compose import Service, interpolated, services
from tests.deployment.image import BIN, build
from tests.deployment.process import Process
from tests.deployment.proxy import write_configuration
from tests.servers.leash import free_ports, new_directory, remove_directory
from tests.servers.postgres import Postgres
from tests.servers.redis import Redis
from tests.servers.world import MailWorld

OURS = ("web", "events", "worker", "worker-sync", "beat", "watcher")
PASSWORD = "a long enough password"
START_S = 40.0


class Company:
    def __init__(self, world: MailWorld) -> None:
        self.world = world
        self.services = services()
        self.postgres, self.redis = Postgres(), Redis()
        self.web_port, self.events_port, self.http_port, self.https_port, self.check_port = (
            free_ports(5)
        )
        self.processes: dict[str, Process] = {}
        self._stack = ExitStack()

    def start(self) -> None:
        with ExitStack() as stack:
            self.directory = new_directory("company")
            stack.callback(remove_directory, self.directory)
            stack.enter_context(self.postgres)
            stack.enter_context(self.redis)
            self.app = self.directory / "app"
            build(self.app)
            self._values = self._env_file()
            self.manage(self.services["migrate"].command.removeprefix("python manage.py"))
            stack.callback(self._remove_processes)
            for name in (*OURS, "proxy"):
                self.launch(name)
            self.wait_until_healthy()
            self._stack = stack.pop_all()

    def stop(self) -> None:
        self._stack.close()

    def __enter__(self) -> Company:
        self.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self.stop()

    def launch(self, name: str) -> None:
        """Start a service, again if it was started before."""
        if old := self.processes.pop(name, None):
            old.remove()
        service = self.services[name]
        command = self._here(service.command) if service.is_ours else self._nginx(service)
        self.processes[name] = Process(name, command, self.environment(service), self.app)

    def check(self, name: str) -> subprocess.CompletedProcess[str]:
        """The health check of a service, of ours or of the others."""
        service = self.services[name]
        process = self.processes.get(name) or self.processes["proxy"]
        return process.check(self._here(service.check))

    def wait_until_healthy(self) -> None:
        deadline = time.monotonic() + START_S
        for name, process in self.processes.items():
            while (done := self.check(name)).returncode:
                assert time.monotonic() < deadline, f"{name}: {done.stderr} {process.output}"
                time.sleep(0.3)

    def manage(self, arguments: str, stdin: str = "") -> str:
        """``docker compose run web python manage.py …``; its standard output."""
        done = subprocess.run(
            ["python", "manage.py", *arguments.split()],
            cwd=self.app,
            env=self.environment(self.services["web"]),
            input=stdin,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, f"{arguments}: {done.stdout}{done.stderr}"
        return done.stdout

    def environment(self, service: Service) -> dict[str, str]:
        """What the container would have, leading to this machine."""
        own = {name: self._here(value) for name, value in service.environment.items()}
        given = self._values if service.reads_env_file else {}
        return {"PATH": f"{BIN}:{os.environ['PATH']}", **given, **own,
                "ALIVE_DIR": str(self.directory / "alive" / service.name)}  # fmt: skip

    def _here(self, text: str) -> str:
        """*text* of docker-compose.yml with the values of .env and this machine's addresses."""
        text = interpolated(text, self._values)
        for there, here in {
            "db:5432": f"127.0.0.1:{self.postgres.port}",
            "redis:6379": f"127.0.0.1:{self.redis.port}",
            "web:8000": f"127.0.0.1:{self.web_port}",
            "events:8001": f"127.0.0.1:{self.events_port}",
            "127.0.0.1:8000": f"127.0.0.1:{self.web_port}",
            "127.0.0.1:8001": f"127.0.0.1:{self.events_port}",
            "127.0.0.1:8081": f"127.0.0.1:{self.check_port}",
            "0.0.0.0 --port 8000": f"127.0.0.1 --port {self.web_port}",
            "0.0.0.0 --port 8001": f"127.0.0.1 --port {self.events_port}",
            "pg_isready": f"pg_isready -p {self.postgres.port}",
            "redis-cli": f"redis-cli -p {self.redis.port}",
        }.items():
            text = text.replace(there, here)
        return text

    def _nginx(self, service: Service) -> str:
        values = self.environment(service) | {
            "PROXY_LISTEN": f"127.0.0.1:{self.http_port}",
            "PROXY_TLS_LISTEN": f"127.0.0.1:{self.https_port}",
            "RESOLVER": "127.0.0.1",
        }
        directory = self.directory / "nginx"
        shutil.rmtree(directory, ignore_errors=True)
        write_configuration(directory, values, self.world.authority.certificate("localhost"))
        return f"nginx -p {directory} -c {directory}/nginx.conf"

    def _env_file(self) -> dict[str, str]:
        """.env as tools/new_env.py writes it, with this test's mail servers."""
        printed = subprocess.run(
            [BIN / "python", "tools/new_env.py"], cwd=self.app, capture_output=True, text=True,
            check=True,
        ).stdout  # fmt: skip
        lines = (line.partition("=") for line in printed.splitlines() if not line.startswith("#"))
        written = {name: value for name, _, value in lines if name}
        return {**written, **self.world.environment(), "ALLOWED_HOSTS": "localhost"}

    def _remove_processes(self) -> None:
        for process in self.processes.values():
            process.remove()
