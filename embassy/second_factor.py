"""Taking away an authenticator app that its owner has lost, so that they can set up another."""

from allauth.mfa.models import Authenticator
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import translation

from embassy import clock
from embassy.audit import Recorder
from embassy.mail import MAIL_TROUBLE, why_mail_stays
from embassy.models import User


def has_second_factor(user: User) -> bool:
    return Authenticator.objects.filter(user=user).exists()


def reset_second_factor(user: User, *, record: Recorder) -> None:
    """Forget the app and its recovery codes. The person signs in with the password alone, and sets up another app."""
    record.update(user, second_factor_reset_at=clock.now())
    Authenticator.objects.filter(user=user).delete()


def tell_owner_of_reset(user: User, *, by: User) -> bool:
    """Write to the owner, so that nobody takes a second factor away unseen. False when no mail can leave now."""
    if not user.email or why_mail_stays():
        return False
    with translation.override(user.language):
        subject, _line, body = render_to_string(
            "emails/second_factor_reset.txt", {"user": user, "by": by}
        ).partition("\n")
    try:
        return bool(send_mail(subject, body.lstrip("\n"), None, [user.email]))
    except MAIL_TROUBLE:
        return False
