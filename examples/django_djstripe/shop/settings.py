"""Django's settings. Not: what may be wrong with the environment (`environment.py`)."""

from pathlib import Path

from shop import environment

BASE_DIR = Path(__file__).resolve().parent.parent
ENVIRONMENT = environment.read()

SECRET_KEY = ENVIRONMENT.form_key
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "djstripe",
    "orders",
    "members",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "shop.policy.ContentSecurityPolicy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "shop.urls"
WSGI_APPLICATION = "shop.wsgi.application"
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": ENVIRONMENT.books,
        "OPTIONS": {
            # Whoever will write waits for his turn at the beginning, and not in the middle, where SQLite gives up.
            "transaction_mode": "IMMEDIATE",
            "timeout": 15,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        },
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True

LOGIN_URL, LOGIN_REDIRECT_URL, LOGOUT_REDIRECT_URL = "members:login", "members:membership", "orders:things"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SECURE_HSTS_SECONDS = 31_536_000
SECURE_REFERRER_POLICY = "same-origin"
DATA_UPLOAD_MAX_MEMORY_SIZE = 512 * 1024

EMAIL_HOST, EMAIL_PORT, EMAIL_TIMEOUT = ENVIRONMENT.mail_host, ENVIRONMENT.mail_port, 5
DEFAULT_FROM_EMAIL = "shop@example.com"

STRIPE_LIVE_MODE = ENVIRONMENT.live
STRIPE_SECRET_KEY = ENVIRONMENT.api_key
if ENVIRONMENT.api_base:
    STRIPE_API_HOST = ENVIRONMENT.api_base
DJSTRIPE_FOREIGN_KEY_TO_FIELD = "id"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "shop.logs.Line"}},
    "handlers": {"stdout": {"class": "logging.StreamHandler", "formatter": "line", "stream": "ext://sys.stdout"}},
    "root": {"handlers": ["stdout"], "level": "INFO"},
    "loggers": {"stripe": {"level": "WARNING"}, "django": {"level": "WARNING", "propagate": True, "handlers": []}},
}
