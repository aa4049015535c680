"""All settings, with safe defaults: the only file that reads the environment."""

import os
import tempfile
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent
MEBIBYTE = 1024 * 1024


def _text(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def _number(name: str, default: int) -> int:
    value = _text(name)
    if value and not value.isdigit():
        raise SystemExit(f"{name} must be a whole number, not {value!r}.")
    return int(value) if value else default


def _yes(name: str, default: bool = False) -> bool:
    value = _text(name).lower()
    return value in {"1", "yes", "true", "on"} if value else default


def database_url(url: str, data_dir: Path) -> str:
    """PostgreSQL by its psycopg driver whatever spelling is given; SQLite in DATA_DIR otherwise."""
    for scheme in ("postgres://", "postgresql://"):
        if url.startswith(scheme):
            return "postgresql+psycopg://" + url.removeprefix(scheme)
    return url or f"sqlite:///{data_dir / 'kedang.db'}"


class Config:
    """A server in earnest."""

    DEBUG = False
    TESTING = False
    DEMO = _yes("DEMO")  # set by `make run` only: demo passwords are refused elsewhere
    HOST = _text("HOST", "127.0.0.1")
    PORT = _number("PORT", 8080)
    WORKERS = _number("WORKERS", 2)
    DATA_DIR = Path(_text("DATA_DIR", str(ROOT / "var"))).resolve()
    PUBLIC_URL = _text("PUBLIC_URL").rstrip("/")
    TRUSTED_PROXIES = _number("TRUSTED_PROXIES", 0)  # how many proxies stand in front
    TIMEZONE = _text("TIMEZONE", "Asia/Shanghai")
    LOG_LEVEL = _text("LOG_LEVEL", "INFO").upper()
    REDIS_URL = _text("REDIS_URL")
    SMTP_HOST = _text("SMTP_HOST")
    SMTP_PORT = _number("SMTP_PORT", 587)
    SMTP_USER = _text("SMTP_USER")
    SMTP_PASSWORD = _text("SMTP_PASSWORD")
    SMTP_FROM = _text("SMTP_FROM")
    SMTP_TLS = _yes("SMTP_TLS", True)
    DIGEST_AT = _text("DIGEST_AT", "08:00")  # the company's clock; working days only
    IMPORT_KEEP_DAYS = _number("IMPORT_KEEP_DAYS", 30)  # rows of files that were brought in
    NOTICE_KEEP_DAYS = _number("NOTICE_KEEP_DAYS", 180)  # read notices and sent letters
    RESULT_KEEP_DAYS = _number("RESULT_KEEP_DAYS", 7)  # files made by background jobs

    BACKUP_DIR = _text("BACKUP_DIR")  # a worker backs up into it every night; empty: it does not
    BACKUP_KEEP = _number("BACKUP_KEEP", 14)  # how many backups stay there
    # a backup of the next night starts a little later and takes a while; W-39: tried monthly
    BACKUP_GRACE_HOURS = _number("BACKUP_GRACE_HOURS", 6)
    BACKUP_DRILL_DAYS = _number("BACKUP_DRILL_DAYS", 31)

    SQLALCHEMY_DATABASE_URI = database_url(_text("DATABASE_URL"), DATA_DIR)
    SQLALCHEMY_TRACK_MODIFICATIONS = False
    SQLALCHEMY_ENGINE_OPTIONS = {"hide_parameters": True}  # no personal data in error messages

    SECRET_KEY = _text("SECRET_KEY")  # made and kept in DATA_DIR when absent (office/keys.py)

    # Sessions: a signed cookie that the server can still end (app/desk/office/sessions.py).
    SECURE = PUBLIC_URL.startswith("https://")
    SESSION_COOKIE_NAME = "__Host-kedang" if SECURE else "kedang"
    SESSION_COOKIE_SECURE = SECURE
    SESSION_COOKIE_HTTPONLY = True
    SESSION_COOKIE_SAMESITE = "Lax"
    SESSION_COOKIE_PATH = "/"
    SESSION_REFRESH_EACH_REQUEST = False  # parallel requests must not overwrite one another
    PERMANENT_SESSION_LIFETIME = timedelta(hours=12)
    REVEAL_MINUTES = _number("REVEAL_MINUTES", 15)  # how long secret fields stay open for a reason
    SESSION_IDLE = timedelta(minutes=_number("SESSION_IDLE_MINUTES", 60))
    PREFERRED_URL_SCHEME = "https" if SECURE else "http"
    TRUSTED_HOSTS = list(
        dict.fromkeys(
            filter(None, [urlsplit(PUBLIC_URL).hostname, HOST, "localhost", "127.0.0.1", "[::1]"])
        )
    )

    WTF_CSRF_TIME_LIMIT = None  # a form left open over lunch must still be saved
    # Behind a proxy that rewrites the scheme the referrer check needs PUBLIC_URL; see hosts.py.
    WTF_CSRF_SSL_STRICT = True

    # Files hung on records (docs/files.md); the register holds no number for these.
    FILE_MAX_BYTES = _number("FILE_MAX_MB", 50) * MEBIBYTE
    FILE_MAX_PIXELS = _number("FILE_MAX_MEGAPIXELS", 120) * 1_000_000
    FILES_PER_RECORD = _number("FILES_PER_RECORD", 300)
    FILE_CHECK_DAYS = _number("FILE_CHECK_DAYS", 30)  # how often each is read whole and compared

    MAX_CONTENT_LENGTH = max(64 * MEBIBYTE, FILE_MAX_BYTES + 8 * MEBIBYTE)
    MAX_FORM_MEMORY_SIZE = 4 * MEBIBYTE
    MAX_FORM_PARTS = 5000

    LANGUAGES = {"zh": {"flag": "cn", "name": "中文"}, "en": {"flag": "gb", "name": "English"}}
    BABEL_DEFAULT_LOCALE = "zh"
    BABEL_DEFAULT_TIMEZONE = TIMEZONE

    # The framework: no tables made behind our back, no API, no own rights at start-up.
    APP_NAME = "客档"
    AUTH_TYPE = 1
    AUTH_ROLE_ADMIN = "Admin"
    AUTH_ROLE_PUBLIC = "Public"
    AUTH_USER_REGISTRATION = False
    AUTH_RATE_LIMITED = True
    AUTH_RATE_LIMIT = "30 per minute"
    FAB_CREATE_DB = False
    FAB_UPDATE_PERMS = False
    FAB_ADD_SECURITY_API = False
    FAB_ADD_OPENAPI_VIEWS = False
    FAB_ADD_MENU_API = False
    FAB_API_SWAGGER_UI = False
    FAB_API_KEY_ENABLED = False
    FAB_ADD_SECURITY_PERMISSION_VIEW = False
    FAB_ADD_SECURITY_VIEW_MENU_VIEW = False
    FAB_ADD_SECURITY_PERMISSION_VIEWS_VIEW = False
    FAB_PASSWORD_COMPLEXITY_ENABLED = True
    FAB_PASSWORD_HASH_METHOD = "scrypt"
    FAB_SAFE_REDIRECT_HOSTS = [urlsplit(PUBLIC_URL).netloc] if PUBLIC_URL else []
    RATELIMIT_ENABLED = True
    RATELIMIT_STORAGE_URI = REDIS_URL or "database://"
    RATELIMIT_HEADERS_ENABLED = False


class TestConfig(Config):
    """The suite: an own folder, quick passwords, no CSRF except where a test turns it on."""

    TESTING = True
    DEMO = True
    DATA_DIR = Path(tempfile.gettempdir()) / f"kedang-test-{os.getuid()}-{os.getpid()}"
    SQLALCHEMY_DATABASE_URI = database_url(_text("TEST_DATABASE_URL"), DATA_DIR)
    SECRET_KEY = "only for tests"
    PUBLIC_URL = ""
    SECURE = False
    SESSION_COOKIE_NAME = "kedang"
    SESSION_COOKIE_SECURE = False
    PREFERRED_URL_SCHEME = "http"
    TRUSTED_PROXIES = 0
    TRUSTED_HOSTS = ["localhost", "127.0.0.1"]
    FAB_SAFE_REDIRECT_HOSTS: list[str] = []
    REDIS_URL = ""
    SMTP_HOST = ""
    BACKUP_DIR = ""
    WTF_CSRF_ENABLED = False
    RATELIMIT_ENABLED = False
    RATELIMIT_STORAGE_URI = "memory://"
    FAB_PASSWORD_HASH_METHOD = "pbkdf2:sha256:1"
