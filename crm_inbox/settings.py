"""Settings of CRM Inbox. Everything that differs between installations comes from the environment.

``.env.example`` explains each name; :mod:`crm_inbox.environment` checks the values.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from crm_inbox import environment
from crm_inbox.environment import BASE_DIR, env
from crm_inbox.logs import configure_structlog, logging_config

SECRET_KEY = environment.secret_key()
CREDENTIAL_KEYS = environment.credential_keys(SECRET_KEY)
DEBUG = environment.boolean("DEBUG", False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# What people type to come here, such as https://crm.example.com. Providers send them back to it.
PUBLIC_URL = environment.public_url()
BEHIND_HTTPS = environment.boolean("BEHIND_HTTPS", False)

INSTALLED_APPS = [
    "crm_inbox",
    "cards",
    "accounts",
    "mail",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_htmx",
]

MIDDLEWARE = [
    "crm_inbox.log_context.request_id",
    "crm_inbox.health.probes.answer_probes",
    "django.middleware.security.SecurityMiddleware",
    "crm_inbox.middleware.PageCompression",
    "csp.middleware.CSPMiddleware",
    "crm_inbox.middleware.security_headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "crm_inbox.middleware.norwegian_is_nb",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.reader_preferences",
    "crm_inbox.log_context.reader_id",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "crm_inbox.signed_out.back_to_the_page",
]

ROOT_URLCONF = "crm_inbox.urls"
WSGI_APPLICATION = "crm_inbox.wsgi.application"
ASGI_APPLICATION = "crm_inbox.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "libraries": {"lucide": "crm_inbox.icons"},
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "accounts.context_processors.preferences",
                "mail.context_processors.navigation",
            ],
        },
    }
]

# Data

DATABASES = {"default": environment.database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
VAR_DIR = BASE_DIR / "var"

# Failed sign-ins and codes that were used are counted here. In the database, because every process
# of every machine must see the same count, and because signing in must neither fail nor lose its
# limits while Redis is away. It is written when somebody signs in, not when a page is shown.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "crm_inbox_cache",
        # What is counted is small. The default, 300, would let a stranger with many addresses push
        # the counts of others out.
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}

# People and sign-in

AUTH_USER_MODEL = "crm_inbox.User"
AUTHENTICATION_BACKENDS = ["crm_inbox.sign_in.Backend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "crm_inbox.sign_in.Adapter"
ACCOUNT_FORMS = {
    "change_password": "accounts.sign_in_forms.ChangePasswordForm",
    "reauthenticate": "accounts.sign_in_forms.ConfirmForm",
}
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/inbox/"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"

# Behind proxies, attempts are counted for the address that they vouch for; else one stranger who
# guesses would lock out everybody. This many entries of X-Forwarded-For, from the right, are
# theirs; what stands further left the client wrote.
ALLAUTH_TRUSTED_PROXY_COUNT = environment.integer(
    "TRUSTED_PROXIES", 1 if BEHIND_HTTPS else 0, least=0, most=9
)

MFA_ADAPTER = "accounts.two_step.SealedSecrets"
MFA_FORMS = {
    "activate_totp": "accounts.sign_in_forms.SwitchOnForm",
    "authenticate": "accounts.sign_in_forms.CodeForm",
    "reauthenticate": "accounts.sign_in_forms.ConfirmWithCodeForm",
}
MFA_TOTP_ISSUER = "CRM Inbox"
# One step of 30 s to either side: clocks drift, and people type slowly (RFC 6238 §5.2).
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODES_SHOW_ONCE = True
# Addresses come from the administrator; nobody verifies theirs with a link.
MFA_ALLOW_UNVERIFIED_EMAIL = True

SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = BEHIND_HTTPS
SESSION_COOKIE_NAME = "__Host-session" if BEHIND_HTTPS else "session"
CSRF_COOKIE_HTTPONLY = False
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if BEHIND_HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# What a page may load: nothing but our own files (the mail frame has a policy of its own).
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "frame-src": ["'self'"],
        "manifest-src": ["'self'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}

# Languages: the reader's preference, else the browser, else English.

LANGUAGES = [
    ("da", _("Danish")),
    ("nl", _("Dutch")),
    ("en", _("English")),
    ("de", _("German")),
    ("nb", _("Norwegian")),
    ("sv", _("Swedish")),
]
LANGUAGE_CODE = "en"
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["crm_inbox.formats"]
USE_I18N = USE_TZ = True
TIME_ZONE = env.str("TIME_ZONE", "Europe/Oslo")

# Static files

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "servestatic.storage.CompressedManifestStaticFilesStorage",
    },
}

# Work

CELERY_BROKER_URL = environment.broker_url()

# Mail servers

MAIL_ALLOWED_PRIVATE_NETWORKS = environment.networks("MAIL_ALLOWED_PRIVATE_NETWORKS")
MAIL_EXTRA_CA_FILE = environment.readable_file("MAIL_EXTRA_CA_FILE")
MAIL_ALLOW_PLAINTEXT = env.list("MAIL_ALLOW_PLAINTEXT", default=[])
ISPDB_URL = environment.ispdb_url()
DNS_SERVERS = environment.host_ports("DNS_SERVERS")
ACCOUNTS_PER_USER = environment.integer("ACCOUNTS_PER_USER", 1, least=1, most=50)
LEASE_S = environment.integer("LEASE_S", 60, least=2, most=3600)
GONE_MAIL_KEPT_DAYS = environment.integer("GONE_MAIL_KEPT_DAYS", 30, least=1, most=3650)
# Idle connections that one watcher holds open; further accounts are looked at now and then.
WATCHER_CONNECTIONS = environment.integer("WATCHER_CONNECTIONS", 5_000, least=0, most=50_000)
UNDO_SEND_S = environment.integer("UNDO_SEND_S", 0, least=0, most=60)

# Watching: who may read the numbers, and one line per event, never a subject or a password.

METRICS_TOKEN = environment.metrics_token()
LOGGING = logging_config(
    environment.log_format(),
    environment.log_level(),
    secrets=environment.secrets_of_logs(SECRET_KEY, CREDENTIAL_KEYS),
)
configure_structlog()
