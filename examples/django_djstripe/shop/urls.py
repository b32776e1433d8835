from django.urls import include, path

urlpatterns = [
    path("stripe/", include("djstripe.urls", namespace="djstripe")),
    path("", include("members.urls")),
    path("", include("orders.urls")),
]
