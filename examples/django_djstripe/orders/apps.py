from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "orders"

    def ready(self):
        from orders import payments, receivers  # noqa: F401

        payments.set_up()
