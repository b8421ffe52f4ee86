"""The product as its server runs it and, beside it in the same process, static files by whitenoise alone."""

from embassy.wsgi import application as product
from tests.bench.measure import Server

PLAIN = Server(
    ["django.middleware.security.SecurityMiddleware", "whitenoise.middleware.WhiteNoiseMiddleware"]
).handler


def application(environ, start_response):
    answer = PLAIN if environ["PATH_INFO"].startswith("/static/") else product
    return answer(environ, start_response)
