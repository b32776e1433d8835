"""Where a member goes to pay. Not: the subscription itself, which dj-stripe mirrors."""

from uuid import uuid4

from django.conf import settings
from django.db import models


class SignUp(models.Model):
    """A member has one at a time: the page on which he subscribes, while he has no subscription."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    key = models.UUIDField(default=uuid4)
    """Under which the page is asked for, however often."""
    attempt = models.PositiveIntegerField(default=0)
    session = models.CharField(max_length=255, blank=True)

    def wait_for(self, session, instead_of):
        """Write down which page is paid on, unless somebody else has written another."""
        SignUp.objects.filter(pk=self.pk, session=instead_of).update(session=session, attempt=self.attempt)
