"""On what a program is built: its framework and the SDKs of providers, by its manifests, else by what it imports."""

from __future__ import annotations

import re
from collections.abc import Mapping

import msgspec

from harness.descriptor.rules import PROVIDERS
from harness.drafting.found import Found, Stack, line_of


class Framework(msgspec.Struct, frozen=True):
    """One that is known: how a manifest names it, and how a program does."""

    title: str
    language: str
    package: str
    """Regular expression for a line of a manifest."""
    imported: str
    """Regular expression for a line of a program."""


FRAMEWORKS: dict[str, Framework] = {
    "django": Framework("Django", "python", r"(?i)\bdjango\b(?!-)", r"^(?:from|import) django\b"),
    "fastapi": Framework("FastAPI", "python", r"(?i)\bfastapi\b", r"^(?:from|import) fastapi\b"),
    "flask": Framework("Flask", "python", r"(?i)\bflask\b(?!-)", r"^(?:from|import) flask\b"),
    "starlette": Framework("Starlette", "python", r"(?i)\bstarlette\b", r"^(?:from|import) starlette\b"),
    "next": Framework("Next.js", "javascript", r'"next"\s*:', r"from ['\"]next/"),
    "nest": Framework("Nest", "javascript", r'"@nestjs/core"\s*:', r"from ['\"]@nestjs/"),
    "fastify": Framework("Fastify", "javascript", r'"fastify"\s*:', r"['\"]fastify['\"]"),
    "express": Framework("Express", "javascript", r'"express"\s*:', r"['\"]express['\"]"),
    "laravel": Framework("Laravel", "php", r'"laravel/framework"\s*:', r"^use Illuminate\\"),
    "symfony": Framework("Symfony", "php", r'"symfony/(?:framework-bundle|runtime)"\s*:', r"^use Symfony\\"),
    "rails": Framework("Rails", "ruby", r"""gem ['"]rails['"]""", r"Rails\.application"),
    "sinatra": Framework("Sinatra", "ruby", r"""gem ['"]sinatra['"]""", r"require ['\"]sinatra"),
    "spring": Framework("Spring", "java", r"spring-boot", r"^import org\.springframework\."),
}
SUFFIXES = {
    ".py": "python", ".js": "javascript", ".mjs": "javascript", ".cjs": "javascript", ".ts": "javascript",
    ".tsx": "javascript", ".jsx": "javascript", ".php": "php", ".rb": "ruby", ".go": "go",
    ".java": "java", ".kt": "java",
}  # fmt: skip
LANGUAGES = {
    "python": "Python", "javascript": "JavaScript", "php": "PHP", "ruby": "Ruby", "go": "Go", "java": "Java",
}  # fmt: skip
MANIFESTS_OF: dict[str, tuple[str, ...]] = {
    "python": ("pyproject.toml", "requirements.txt", "Pipfile", "setup.cfg", "setup.py"),
    "javascript": ("package.json",),
    "php": ("composer.json",),
    "ruby": ("Gemfile",),
    "go": ("go.mod",),
    "java": ("pom.xml", "build.gradle", "build.gradle.kts"),
}
SDKS: dict[str, dict[str, tuple[str, str]]] = {
    "stripe": {
        "python": (r"(?i)[\"'\s,]?\b(?:dj-)?stripe\b", r"^\s*(?:from|import) (?:dj)?stripe\b"),
        "javascript": (r'"stripe"\s*:', r"""['"]stripe['"]"""),
        "php": (r'"(?:stripe/stripe-php|laravel/cashier)"\s*:', r"\\?Stripe\\"),
        "ruby": (r"""gem ['"]stripe['"]""", r"require ['\"]stripe['\"]|Stripe\.api_key"),
        "go": (r"github\.com/stripe/stripe-go", r"github\.com/stripe/stripe-go"),
        "java": (r"stripe-java", r"^import com\.stripe\."),
    },
    "paypal": {
        "python": (r"(?i)\bpaypal-?(?:server-?sdk|rest|checkout)", r"\bpaypal(?:server|rest|checkout)sdk\b"),
        "javascript": (r'"@?paypal[/-][\w/-]*(?:server|rest)-?sdk"\s*:', r"""['"]@?paypal[/-][\w/-]*sdk['"]"""),
        "php": (r'"paypal/[\w-]+"\s*:', r"PaypalServerSdkLib|PayPalCheckoutSdk"),
        "ruby": (r"""gem ['"]paypal""", r"(?i)require ['\"]paypal"),
        "go": (r"paypal", r"github\.com/[\w-]+/[\w-]*paypal"),
        "java": (r"paypal-server-sdk|checkout-sdk", r"^import com\.paypal\."),
    },
    "square": {
        "python": (r"(?i)\bsquareup\b", r"^\s*(?:from|import) square\b"),
        "javascript": (r'"square"\s*:', r"""['"]square(?:/legacy)?['"]"""),
        "php": (r'"square/square"\s*:', r"\\?Square\\"),
        "ruby": (r"""gem ['"]square(?:\.rb)?['"]""", r"require ['\"]square"),
        "go": (r"github\.com/square/square-go-sdk", r"github\.com/square/square-go-sdk"),
        "java": (r"<artifactId>square<|com\.squareup:square", r"^import com\.squareup\.square\."),
    },
}  # fmt: skip
"""By provider and language: how a manifest names the SDK, and how a program does."""
HOSTS = {
    "stripe": r"api\.stripe\.com",
    "paypal": r"api-m\.(?:sandbox\.)?paypal\.com|/v2/checkout/orders",
    "square": r"connect\.squareup(?:sandbox)?\.com",
}
"""How a program names a provider that it calls without an SDK."""


def stack(texts: Mapping[str, str]) -> Stack:
    """Return language, framework and SDKs; the manifest's word counts before the program's."""
    language = _language(texts)
    if language is None:
        return Stack(language=None, framework=None, sdks=())
    of_manifest = {file: text for file, text in texts.items() if _is_manifest(file, language)}
    programs = {file: text for file, text in texts.items() if language_of(file) == language}
    framework = None
    for name, one in FRAMEWORKS.items():
        if one.language == language and framework is None:
            framework = first(of_manifest, one.package, name) or first(programs, one.imported, name)
    sdks = [_sdk(name, language, of_manifest, programs) for name in PROVIDERS]
    return Stack(language=language, framework=framework, sdks=tuple(sdk for sdk in sdks if sdk is not None))


def language_of(file: str) -> str | None:
    return SUFFIXES.get("." + file.rsplit(".", 1)[-1]) if "." in file else None


def first(texts: Mapping[str, str], pattern: str, value: str) -> Found | None:
    """Return where a pattern stands first, as `value`."""
    compiled = re.compile(pattern, re.MULTILINE)
    for file, text in texts.items():
        if match := compiled.search(text):
            return Found(value, file, line_of(text, match.start() + len(match[0]) - len(match[0].lstrip())))
    return None


def _language(texts: Mapping[str, str]) -> str | None:
    """Return the language whose manifest lies nearest to the root; else the one with the most text."""
    for file in texts:
        for language in MANIFESTS_OF:
            builds_pages = language == "javascript" and _has_another_server(texts)
            spoken = any(language_of(other) == language for other in texts)
            if _is_manifest(file, language) and spoken and not builds_pages:
                return language
    sizes: dict[str, int] = {}
    for file, text in texts.items():
        if spoken_in := language_of(file):
            sizes[spoken_in] = sizes.get(spoken_in, 0) + len(text)
    return max(sizes, key=lambda name: sizes[name], default=None)


def _has_another_server(texts: Mapping[str, str]) -> bool:
    """Say whether a package.json is there for the pages of a program in another language."""
    return any(name in texts for name in ("artisan", "composer.json", "Gemfile", "manage.py"))


def _is_manifest(file: str, language: str | None) -> bool:
    name = file.rsplit("/", 1)[-1]
    if language == "python" and re.fullmatch(r"requirements[\w.-]*\.txt", name):
        return True
    return name in MANIFESTS_OF.get(language or "", ())


def _sdk(
    provider: str, language: str, manifests: Mapping[str, str], programs: Mapping[str, str]
) -> Found | None:  # fmt: skip
    package, imported = SDKS[provider][language]
    return (
        first(manifests, package, provider)
        or first(programs, imported, provider)
        or first(programs, HOSTS[provider], provider)
    )
