"""One JSON line for each thing that happened, in UTC. JSON escapes whatever somebody typed."""

import json
import logging
import logging.config
from datetime import UTC, datetime


class JsonLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line)


CONFIG = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": JsonLines}},
    "handlers": {"stdout": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout", "formatter": "json"}},
    "root": {"level": "INFO", "handlers": ["stdout"]},
    "loggers": {
        "uvicorn": {"handlers": [], "propagate": True},
        "uvicorn.access": {"level": "CRITICAL"},  # addresses of orders open them
        "uvicorn.error": {"handlers": [], "propagate": True},
        "arq": {"level": "WARNING"},
        "httpx": {"level": "WARNING"},
        "stripe": {"level": "WARNING"},
    },
}

logging.raiseExceptions = False  # a full disk under the log must not close the shop
log = logging.getLogger("shop")


def configure() -> None:
    logging.config.dictConfig(CONFIG)


def note(level: int, message: str, **fields: object) -> None:
    log.log(level, message, extra={"fields": fields})


def audit(*, actor: str, action: str, of: str | None, result: str, origin: str, **more: object) -> None:
    """Tell what an auditor asks about money: who did what to which object, from where, and what came of it."""
    fields = {"audit": True, "actor": actor, "action": action, "object": of, "result": result, "origin": origin}
    log.info(action, extra={"fields": {**fields, **more}})
