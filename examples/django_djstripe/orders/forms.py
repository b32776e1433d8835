from django import forms


class Purchase(forms.Form):
    """What a buyer may say: how many, and where to write. Never what it costs."""

    quantity = forms.IntegerField(min_value=1, max_value=10, initial=1)
    email = forms.EmailField(max_length=254)
