from django import forms
from django.contrib.auth.forms import BaseUserCreationForm

from members.plans import PLANS


class Account(BaseUserCreationForm):
    """Members are known by their e-mail address."""

    username = forms.EmailField(label="E-mail", max_length=150)

    def save(self, commit=True):
        self.instance.email = self.cleaned_data["username"]
        return super().save(commit)


class Choice(forms.Form):
    """What a member may say: which plan. Never what it costs, and how long it costs nothing."""

    plan = forms.ChoiceField(choices=[(plan.name, plan.title) for plan in PLANS.values()])


class Change(Choice):
    """A trial is where a membership begins: nobody changes to one."""

    plan = forms.ChoiceField(choices=[(plan.name, plan.title) for plan in PLANS.values() if not plan.trial_days])
