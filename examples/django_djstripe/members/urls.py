from django.contrib.auth.views import LoginView, LogoutView
from django.urls import path

from members import views

app_name = "members"
urlpatterns = [
    path("join/", views.join, name="join"),
    path("login/", LoginView.as_view(template_name="members/login.html"), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("plans/", views.plans, name="plans"),
    path("membership/", views.membership, name="membership"),
    path("membership/change/", views.change, name="change"),
    path("membership/cancel/", views.cancel, name="cancel"),
    path("membership/portal/", views.portal, name="portal"),
]
