"""Signing in, out and changing a password, below /<language>/account/. Names are allauth's own."""

from django.urls import path

from embassy import accounts

urlpatterns = [
    path("login/", accounts.SignIn.as_view(), name="account_login"),
    path("logout/", accounts.SignOut.as_view(), name="account_logout"),
    path("password/change/", accounts.ChangePassword.as_view(), name="account_change_password"),
    path("reauthenticate/", accounts.Reauthenticate.as_view(), name="account_reauthenticate"),
    # The second factor, for whoever sets one up.
    path("2fa/", accounts.SecondFactor.as_view(), name="mfa_index"),
    path("2fa/authenticate/", accounts.EnterCode.as_view(), name="mfa_authenticate"),
    path("2fa/reauthenticate/", accounts.ReauthenticateByCode.as_view(), name="mfa_reauthenticate"),
    path("2fa/totp/activate/", accounts.ActivateApp.as_view(), name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", accounts.DeactivateApp.as_view(), name="mfa_deactivate_totp"),
    path("2fa/recovery-codes/", accounts.RecoveryCodes.as_view(), name="mfa_view_recovery_codes"),
    path(
        "2fa/recovery-codes/generate/",
        accounts.GenerateRecoveryCodes.as_view(),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "2fa/recovery-codes/download/",
        accounts.DownloadRecoveryCodes.as_view(),
        name="mfa_download_recovery_codes",
    ),
    # Single sign-on; 404 where no provider is set up.
    path("oidc/<slug:provider_id>/login/", accounts.single_sign_on, name="openid_connect_login"),
    path(
        "oidc/<slug:provider_id>/login/callback/",
        accounts.single_sign_on_callback,
        name="openid_connect_callback",
    ),
    path("oidc/cancelled/", accounts.SingleSignOnCancelled.as_view(), name="socialaccount_login_cancelled"),
]
