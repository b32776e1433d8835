"""How a program is likely started on a port that is told to it. Not: starting it."""

from __future__ import annotations

import importlib.util
import json
import re
from collections.abc import Mapping
from pathlib import Path

import msgspec

from harness.drafting.draft import Answer
from harness.drafting.found import Found, Stack, line_of
from harness.drafting.stacks import language_of

MODULES = {"flask": "flask", "django": "django", "fastapi": "fastapi", "starlette": "starlette"}
_ASGI = re.compile(r"^(\w+)\s*(?::\s*\w+\s*)?=\s*(FastAPI|Starlette)\(", re.MULTILINE)
_FLASK = re.compile(r"^(\s*)(\w+)\s*=\s*(?:flask\.)?Flask\(", re.MULTILINE)
_MAIN = re.compile(r"^if __name__ == [\"']__main__[\"']", re.MULTILINE)
_LISTENS = re.compile(r"\.listen\(|createServer\(|NestFactory\.create")
_PROCFILE = re.compile(r"^(\w+):\s*(.+)$", re.MULTILINE)


class Start(msgspec.Struct, frozen=True):
    start: Answer | None = None
    prepare: Answer | None = None
    worker: Answer | None = None
    port_env: Answer | None = None
    """The variable by which the port is told, where no command holds it."""


def start(texts: Mapping[str, str], stack: Stack, root: Path, variables: tuple[Found, ...]) -> Start:
    """Return what is likely typed to start it: a Procfile's word, else the framework's usual one."""
    port = next((one for one in variables if one.value in ("PORT", "HTTP_PORT", "APP_PORT", "SERVER_PORT")), None)
    told = Answer.of(port) if port else None
    if procfile := texts.get("Procfile"):
        return _of_procfile(procfile, told)
    ways = {
        "python": lambda: _python(texts, stack, root, told),
        "javascript": lambda: _javascript(texts, stack, told),
        "php": lambda: _php(texts),
        "ruby": lambda: _ruby(texts, stack),
        "go": lambda: _go(texts, told),
        "java": lambda: _java(texts),
    }
    return ways[stack.language]() if stack.language else Start()


def _of_procfile(text: str, told: Answer | None) -> Start:
    found: dict[str, Answer] = {}
    for match in _PROCFILE.finditer(text):
        command = re.sub(r"\$\{?PORT(?::-\d+)?\}?", "{port}", match[2].strip())
        found[match[1]] = Answer.of(Found(command, "Procfile", line_of(text, match.start())))
    web = found.get("web")
    prepare = found.get("release")
    return Start(
        start=web,
        prepare=prepare,
        worker=found.get("worker"),
        port_env=None
        if web is None or "{port}" in web.value
        else told or Answer.guess("PORT", "what a Procfile's programs read"),
    )


def interpreter(texts: Mapping[str, str], stack: Stack, root: Path) -> tuple[str, str]:
    """Return how the program's own Python is called, and why so."""
    for folder in (".venv", "venv"):
        if (root / folder / "bin" / "python").exists():
            return f"{folder}/bin/python", f"{folder} is there"
    if "uv.lock" in texts:
        return "uv run python", "uv.lock is there"
    if "poetry.lock" in texts:
        return "poetry run python", "poetry.lock is there"
    module = MODULES.get(stack.framework.value) if stack.framework else None
    if module and importlib.util.find_spec(module):
        return "{python}", f"the Python that runs Assay has {module} too"
    return "python3", "no virtual environment was found"


def _python(texts: Mapping[str, str], stack: Stack, root: Path, told: Answer | None) -> Start:
    python, why = interpreter(texts, stack, root)
    framework = stack.framework.value if stack.framework else None
    if framework == "django" and (manage := next((file for file in texts if file.endswith("manage.py")), None)):
        return Start(
            start=Answer.guess(
                f"{python} {manage} runserver 127.0.0.1:{{port}} --noreload", f"{manage} is there; {why}"
            ),
            prepare=Answer.guess(f"{python} {manage} migrate --noinput", f"{manage} is there"),
        )
    for file, text in texts.items():
        if file.endswith(".py") and framework in ("fastapi", "starlette") and (match := _ASGI.search(text)):
            module = file.removesuffix(".py").replace("/", ".")
            command = f"{python} -m uvicorn {module}:{match[1]} --host 127.0.0.1 --port {{port}}"
            return Start(Answer.guess(command, f"{match[2]} in {file}:{line_of(text, match.start())}; {why}"))
    if script := _script(texts, python, why, told):
        return script
    for file, text in texts.items():
        if file.endswith(".py") and (match := _FLASK.search(text)):
            app = file.removesuffix(".py").replace("/", ".")
            factory = re.findall(r"^def (\w+)\(", text[: match.start()], re.MULTILINE) if match[1] else []
            app += f":{factory[-1]}" if factory else ("" if match[2] in ("app", "application") else f":{match[2]}")
            command = f"{python} -m flask --app {app} run --host 127.0.0.1 --port {{port}}"
            return Start(Answer.guess(command, f"Flask in {file}:{line_of(text, match.start())}; {why}"))
    return Start()


def _script(texts: Mapping[str, str], python: str, why: str, told: Answer | None) -> Start | None:
    """Return how a file that serves when it is run learns of its port."""
    for file, text in texts.items():
        main = _MAIN.search(text) if file.endswith(".py") else None
        after = text[main.start() :] if main else ""
        if not main or not re.search(r"serve|\.run\(|listen|bind|main\(", after):
            continue
        place = f"{file}:{line_of(text, main.start())}"
        if "sys.argv[1]" in after:
            return Start(Answer.guess(f"{python} {file} {{port}}", f"{place} takes its port from there; {why}"))
        if file.endswith("__main__.py") and "--port" in text:
            serves = re.search(r"add_parser\(\s*[\"'](web|serve|server|run)[\"']", text)
            module = f"{file.removesuffix('/__main__.py').replace('/', '.')}{f' {serves[1]}' if serves else ''}"
            return Start(Answer.guess(f"{python} -m {module} --port {{port}}", f"{place} has the option; {why}"))
        if "--port" in text:
            return Start(Answer.guess(f"{python} {file} --port {{port}}", f"{place} has the option; {why}"))
        if told and re.search(rf"\b{told.value}\b", text):
            return Start(Answer.guess(f"{python} {file}", f"{place} serves; {why}"), port_env=told)
    return None


def _javascript(texts: Mapping[str, str], stack: Stack, told: Answer | None) -> Start:
    manifest = texts.get("package.json", "")
    try:
        scripts = json.loads(manifest).get("scripts", {}) if manifest else {}
    except (ValueError, AttributeError):
        scripts = {}
    if stack.framework and stack.framework.value == "next":
        return Start(
            start=Answer.guess("npx next start -H 127.0.0.1 -p {port}", "Next.js, as it is built"),
            prepare=Answer.guess(
                "npx next build", "Next.js serves what was built; `npx next dev` builds while it runs"
            ),
        )
    port_env = told or Answer.guess("PORT", "no line that reads its port was found")
    script = next((name for name in ("start", "serve", "dev") if name in scripts), None)
    if script:
        at = manifest.find(json.dumps(script), manifest.find('"scripts"'))
        place = f"package.json:{line_of(manifest, at)}"
        word = "npm start" if script == "start" else f"npm run {script}"
        build = (
            Answer.guess("npm run build", "it has a script of that name")
            if script == "start" and "build" in scripts
            else None
        )
        return Start(Answer(word, f"found in {place}"), prepare=build, port_env=port_env)
    for file, text in texts.items():
        if (
            language_of(file) == "javascript"
            and not file.endswith((".ts", ".tsx"))
            and (match := _LISTENS.search(text))
        ):
            place = f"{file}:{line_of(text, match.start())}"
            return Start(Answer.guess(f"node {file}", f"{place} listens"), port_env=port_env)
    return Start()


def _php(texts: Mapping[str, str]) -> Start:
    if "artisan" in texts:
        return Start(
            start=Answer.guess("php artisan serve --host=127.0.0.1 --port={port} --no-reload", "artisan is there"),
            prepare=Answer.guess("php artisan migrate --force", "artisan is there"),
        )
    root = next(
        (name for name in ("public", "web", "htdocs") if any(file.startswith(f"{name}/") for file in texts)), None
    )
    front = f"{root}/index.php" if root else "index.php"
    where = f" -t {root}" if root else ""
    router = f" {front}" if "REQUEST_URI" in texts.get(front, "") else ""
    reason = f"{root}/ is there" if root else "files of PHP, and no folder of their own for pages"
    return Start(
        Answer.guess(
            f"php -S 127.0.0.1:{{port}}{where}{router}", f"{reason}; PHP's own server takes one request at a time"
        )
    )


def _ruby(texts: Mapping[str, str], stack: Stack) -> Start:
    if stack.framework and stack.framework.value == "rails":
        return Start(
            start=Answer.guess("bin/rails server -b 127.0.0.1 -p {port}", "Rails"),
            prepare=Answer.guess("bin/rails db:prepare", "Rails"),
        )
    if "config.ru" in texts:
        return Start(Answer.guess("bundle exec rackup -o 127.0.0.1 -p {port}", "config.ru is there"))
    for file, text in texts.items():
        if file.endswith(".rb") and re.search(r"require ['\"]sinatra['\"]", text):
            return Start(Answer.guess(f"ruby {file} -o 127.0.0.1 -p {{port}}", f"{file} is a program of Sinatra's"))
    return Start()


def _go(texts: Mapping[str, str], told: Answer | None) -> Start:
    for file, text in texts.items():
        if file.endswith(".go") and re.search(r"^func main\(\)", text, re.MULTILINE):
            folder = "./" + file.rpartition("/")[0] if "/" in file else "."
            flag = re.search(r"flag\.\w+\((?:&\w+,\s*)?\"(port|addr|listen)\"", text)
            options = {
                "port": " -port {port}",
                "addr": " -addr 127.0.0.1:{port}",
                "listen": " -listen 127.0.0.1:{port}",
            }
            command = f"go run {folder}{options[flag[1]] if flag else ''}"
            port_env = None if flag else told or Answer.guess("PORT", "no line that reads its port was found")
            return Start(
                Answer.guess(command, f"{file} has main; a start may take longer than a build has taken"),
                port_env=port_env,
            )
    return Start()


def _java(texts: Mapping[str, str]) -> Start:
    maven = any(file.endswith("pom.xml") for file in texts)
    tool = ("./mvnw" if "mvnw" in texts else "mvn") if maven else ("./gradlew" if "gradlew" in texts else "gradle")
    command = f"{tool} -q spring-boot:run" if maven else f"{tool} --quiet bootRun"
    return Start(
        Answer.guess(command, "Spring Boot"),
        port_env=Answer.guess("SERVER_PORT", "Spring's name for the setting server.port"),
    )
