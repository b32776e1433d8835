from django.db import migrations

THINGS = [
    ("oak-desk", "Oak desk", 24900, "eur"),
    ("wool-rug", "Wool rug", 6150, "eur"),
    ("desk-lamp", "Desk lamp", 1990, "usd"),
]


def bring_in(apps, schema_editor):
    thing = apps.get_model("orders", "Thing")
    thing.objects.bulk_create(
        thing(sku=sku, name=name, price=price, currency=currency) for sku, name, price, currency in THINGS
    )


class Migration(migrations.Migration):
    dependencies = [("orders", "0001_initial")]
    operations = [migrations.RunPython(bring_in, migrations.RunPython.noop)]
