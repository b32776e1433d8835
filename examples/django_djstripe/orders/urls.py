from django.urls import path

from orders import views

app_name = "orders"
urlpatterns = [
    path("", views.things, name="things"),
    path("things/<slug:sku>/", views.buy, name="buy"),
    path("orders/<int:number>/", views.show, name="show"),
    path("orders/<int:number>/pay/", views.pay, name="pay"),
]
