"""Settings, all from the environment. README lists the variables; a wrong one fails with its name."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from embassy.environment import Environment

BASE_DIR = Path(__file__).resolve().parent.parent
env = Environment()

DEBUG = env.switch("DEBUG", default=False)
LOG_LEVELS = ("INFO", "DEBUG", "WARNING", "ERROR", "CRITICAL")
SECRET_KEY = env.secret("SECRET_KEY", default="for-development-only" if DEBUG else "")
if not SECRET_KEY.strip():
    raise ImproperlyConfigured("Set SECRET_KEY to a long random text (or DEBUG=1 on a development machine).")
ALLOWED_HOSTS = env.hosts("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"] if DEBUG else [])
CSRF_TRUSTED_ORIGINS = env.origins("CSRF_TRUSTED_ORIGINS")

# Who runs this site, for the foot of every page, the accessibility statement and security.txt. Until name, e-mail
# and phone are set, search engines are kept out.
OPERATOR = {
    "name": env.text("OPERATOR_NAME", default=""),
    "email": env.text("OPERATOR_EMAIL", default=""),
    "phone": env.text("OPERATOR_PHONE", default=""),
    "address": env.text("OPERATOR_ADDRESS", default=""),
}
SITE_URL = env.site("SITE_URL")
# What may be done with the lists, feeds and data that readers take away.
DATA_LICENCE = env.text("DATA_LICENCE", default="CC BY 4.0")
DATA_LICENCE_URL = env.web_address("DATA_LICENCE_URL", default="https://creativecommons.org/licenses/by/4.0/")

# On: every page says that the site is closed for a moment.
MAINTENANCE = env.switch("MAINTENANCE", default=False)

INSTALLED_APPS = [
    "embassy",
    "programmes",
    "embassy.apps.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "import_export",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "embassy.middleware.OtherOriginsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "embassy.middleware.MaintenanceMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "embassy.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "embassy.auth.StaffPagesMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "embassy.auth.SecondFactorMiddleware",
]

ROOT_URLCONF = "embassy.urls"
WSGI_APPLICATION = "embassy.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "embassy.context.site",
            ],
            # Its `csrf_token` writes into every form for whom it was drawn, too.
            "builtins": [
                "embassy.templatetags.unsent",
                "programmes.words.titles",
                "programmes.words.written",
            ],
        },
    },
]
FORM_RENDERER = "embassy.forms.DesignSystemRenderer"

# --- Databases: an embedded SQLite file by default, PostgreSQL in production -----------------------------------
DATABASES = {"default": env.database("DATABASE_URL", default=f"sqlite:///{BASE_DIR / 'var' / 'db.sqlite3'}")}
_database = DATABASES["default"]
_pool_size = env.number("DATABASE_POOL", default=8, least=1)
if _database["ENGINE"] == "django.db.backends.sqlite3":
    # IMMEDIATE takes the write lock at the start of a transaction: a read-then-write never fails half way.
    # Opening the file and reading its schema anew would be a third of a page's work.
    _database["CONN_MAX_AGE"] = 60
    _database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }
else:
    _database["ENGINE"] = "embassy.postgresql"  # looks itself whether a connection is alive
    _database["CONN_HEALTH_CHECKS"] = False
    _database["CONN_MAX_AGE"] = 0
    # Nobody waits longer than two seconds for a connection; a new one is tried at once after a failed one.
    _database["OPTIONS"] = {
        **_database["OPTIONS"],
        "pool": {"min_size": 1, "max_size": _pool_size, "timeout": 2, "reconnect_timeout": 1},
    }

# Throttling of sign-in needs a cache that all workers share: Redis when it is there, else a table. It holds far more
# than can be tried while a count lasts, so that nobody's count is crowded out by guessing other names.
_redis = env.redis("REDIS_URL")
_cache = (
    ("django.core.cache.backends.redis.RedisCache", _redis)
    if _redis
    else ("embassy.counted.CountingTable", "embassy_cache")
)
CACHES = {
    "default": {
        "BACKEND": _cache[0],
        "LOCATION": _cache[1],
        "OPTIONS": {} if _redis else {"MAX_ENTRIES": 100_000},
    }
}

# --- Public pages, kept ready in each server process: embassy/page_cache --------------------------------------
# A file that grows with every change; every process that writes to or reads from the database must see the same one.
_is_file = _database["ENGINE"] == "django.db.backends.sqlite3" and _database["NAME"] != ":memory:"
PAGE_STAMP = env.file_name(
    "PAGE_STAMP", default=f"{_database['NAME'] if _is_file else BASE_DIR / 'var' / 'db'}-pages"
)
PAGE_CACHE: dict[str, Any] = {
    "size": env.number("PAGE_CACHE_MB", default=0 if DEBUG else 64) * 1024 * 1024,
    "pages": r"/(?:da|en)/(?!work/|account/)",
    "parameters": "programmes.public.parameters.NAMES",
    "next_change": "programmes.public.serving.next_change",
}

# --- Work that takes longer than a request: embassy/long_work --------------------------------------------------
LONG_WORK = env.one_of("LONG_WORK", ("process", "worker", "here"))
# How many processes of this machine are at it at once: what readers ask for, and what staff do.
LONG_WORK_LANES = {"readers": 1, "staff": 2}
LONG_WORK_FOLDER = f"{PAGE_STAMP}-long-work"
TASKS = {
    "default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": [*LONG_WORK_LANES]},
    "here": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend", "QUEUES": [*LONG_WORK_LANES]},
}

# --- Languages and time ---------------------------------------------------------------------------------------
LANGUAGE_CODE = "da"
LANGUAGES = [("da", _("Danish")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["embassy.formats"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Copenhagen"

# --- Static files ---------------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "var" / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # What long work begins with and what comes of it; no address leads here.
    "long_work": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": f"{LONG_WORK_FOLDER}/results",
            "allow_overwrite": True,
            "file_permissions_mode": 0o600,
        },
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["map", "woff2", "png", "jpg", "gz", "br"]
MEDIA_ROOT = env.path("MEDIA_ROOT", default=BASE_DIR / "var" / "media")

# --- Signing in -----------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "embassy.User"
AUTHENTICATION_BACKENDS = ["embassy.auth.StaffBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "workspace:my-team"
ACCOUNT_ADAPTER = "embassy.auth.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "embassy.auth.SocialAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {"login_failed": "5/15m/key"}  # the key is user and address together: embassy.auth
ALLAUTH_TRUSTED_PROXY_COUNT = env.number(
    "TRUSTED_PROXY_COUNT", default=0
)  # 0: X-Forwarded-For changes nothing
MFA_TOTP_TOLERANCE = 1  # the code of the step before still counts: phones run late, and people type slowly
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
REQUIRE_SECOND_FACTOR = env.switch("REQUIRE_SECOND_FACTOR", default=False)

# Single sign-on by OpenID Connect, when its three variables are set.
OIDC_SERVER_URL = env.web_address("OIDC_SERVER_URL")
if not OIDC_SERVER_URL:
    env.without("OIDC_SERVER_URL", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET", "OIDC_TRUST_EMAIL")
# Some providers never say whether an address is verified (Entra ID): whether their word is enough all the same.
OIDC_TRUST_EMAIL = env.switch("OIDC_TRUST_EMAIL", default=False)
OIDC_ORIGIN = "{0.scheme}://{0.netloc}".format(urlsplit(OIDC_SERVER_URL))
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "sso",
                "name": env.text("OIDC_NAME", default="Single sign-on"),
                "client_id": env.required("OIDC_CLIENT_ID"),
                "secret": env.required("OIDC_CLIENT_SECRET"),
                "settings": {"server_url": OIDC_SERVER_URL},
            }
        ]
        if OIDC_SERVER_URL
        else [],
    }
}

# --- Headers and cookies --------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        # Without the provider's origin the browser would block the way to single sign-on.
        "form-action": [SELF, OIDC_ORIGIN] if OIDC_SERVER_URL else [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    feature: [] for feature in ("camera", "geolocation", "microphone", "payment", "usb")
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "embassy.refusals.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
if not DEBUG:
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = env.switch("SECURE_SSL_REDIRECT", default=True)
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    if env.switch("BEHIND_TLS_PROXY", default=False):
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

DATA_UPLOAD_MAX_MEMORY_SIZE = 11 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 10
FILE_UPLOAD_HANDLERS = ["programmes.intake.uploads.BoundedHandler"]
IMPORT_EXPORT_USE_TRANSACTIONS = True
IMPORT_EXPORT_SKIP_ADMIN_LOG = True

MAIL_FOLDER = env.path("MAIL_FOLDER", default=BASE_DIR / "var" / "mail")  # for embassy.mail.FolderBackend
EMAIL_TIMEOUT = 20
EMAIL_BACKEND = env.text("EMAIL_BACKEND", default="django.core.mail.backends.console.EmailBackend")
# Backends besides Django's SMTP and our folder that hand mail on. What others take has not been sent.
MAIL_DELIVERED_BY = env.names("MAIL_DELIVERED_BY", default=[])
EMAIL_HOST = env.text("EMAIL_HOST", default="localhost")
EMAIL_PORT = env.number("EMAIL_PORT", default=25)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER", default="")
EMAIL_HOST_PASSWORD = env.secret("EMAIL_HOST_PASSWORD", default="")
EMAIL_USE_TLS = env.switch("EMAIL_USE_TLS", default=False)
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", default="noreply@localhost")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env.one_of("LOG_LEVEL", LOG_LEVELS)},
}
