"""A Django project with the models of the Django backend. Like that one it has no MEDIA_ROOT and a secret key from an example."""

SECRET_KEY = "django-insecure-change-me"
INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.auth", "crm_app"]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "old.sqlite3"}}
AUTH_USER_MODEL = "crm_app.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TIME_ZONE = "Asia/Bangkok"
USE_TZ = True
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2SHA1PasswordHasher",
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.BCryptSHA256PasswordHasher",
    "django.contrib.auth.hashers.ScryptPasswordHasher",
]
