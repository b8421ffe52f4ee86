"""The product's addresses, and beside them the simplest page that Django can answer with."""

from django.http import HttpResponse
from django.urls import path

from embassy.urls import urlpatterns as product
from tests.bench.plain_page import urlpatterns as plain


def hello(_request):
    return HttpResponse("Hello, world!")


urlpatterns = [path("hello-world/", hello), *plain, *product]
