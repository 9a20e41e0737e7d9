from __future__ import annotations

import pytest

from mail.core.errors import Code
from mail.core.smtp.reply import Stage, auth_problem, submission_problem


@pytest.mark.parametrize(
    ("code", "said", "problem"),
    [
        (535, "5.7.8 Username and Password not accepted. BadCredentials", Code.AUTH_FAILED),
        (
            534,
            "5.7.9 Application-specific password required. InvalidSecondFactor",
            Code.APP_PASSWORD_NEEDED,
        ),
        (
            534,
            "5.7.14 Please log in with your web browser WebLoginRequired",
            Code.WEB_LOGIN_NEEDED,
        ),
        (535, "Login Fail. Please enter your authorization code", Code.APP_PASSWORD_NEEDED),
        (535, "5.7.139 Authentication unsuccessful, basic authentication is disabled.",
         Code.OAUTH_NEEDED),
        (535, "5.7.139 SmtpClientAuthentication is disabled for the Tenant.",
         Code.SMTP_DISABLED),
        (550, "5.7.30 Basic authentication is not supported for Client Submission",
         Code.OAUTH_NEEDED),
        (530, "5.7.0 Must issue a STARTTLS command first", Code.PLAINTEXT_FORBIDDEN),
        (504, "5.7.4 Unrecognized authentication type", Code.AUTH_UNSUPPORTED),
        (454, "4.7.0 Temporary authentication failure", Code.AUTH_TEMPORARY),
        (503, "5.5.1 AUTH not available", Code.AUTH_UNSUPPORTED),
        (535, "Authentication failed. Restarting authentication process.", Code.AUTH_FAILED),
        (421, "4.7.0 Try again later", Code.AUTH_TEMPORARY),
    ],
)  # fmt: skip
def test_a_refused_sign_in_says_what_to_do(code: int, said: str, problem: Code) -> None:
    assert auth_problem(code, said) is problem


@pytest.mark.parametrize(
    ("stage", "code", "said", "problem"),
    [
        (Stage.RECIPIENT, 451, "4.7.1 Greylisted", Code.DEFERRED),
        (Stage.RECIPIENT, 550, "5.1.1 User unknown", Code.RECIPIENTS_REFUSED),
        (Stage.SENDER, 550, "5.4.5 Daily user sending limit exceeded", Code.SENDING_LIMIT),
        (Stage.SENDER, 553, "5.7.1 Sender address rejected: not owned by user",
         Code.SENDER_REFUSED),
        (Stage.RECIPIENT, 553, "5.7.1 Sender address rejected: not owned by user",
         Code.SENDER_REFUSED),
        (Stage.SENDER, 530, "5.7.57 Client not authenticated to send mail", Code.AUTH_UNSUPPORTED),
        (Stage.DATA, 554, "5.7.1 Spam message rejected", Code.MESSAGE_REFUSED),
        (Stage.DATA, 552, "5.3.4 Message too big", Code.MESSAGE_REFUSED),
        (Stage.DATA, 452, "4.3.1 Insufficient storage", Code.DEFERRED),
        (Stage.CONNECT, 554, "5.7.1 Blocked", Code.IP_BLOCKED),
        (Stage.RECIPIENT, 552, "5.2.2 Quota exceeded", Code.RECIPIENTS_REFUSED),
        (Stage.RECIPIENT, 554, "5.7.1 Relay access denied", Code.RELAY_DENIED),
    ],
)  # fmt: skip
def test_a_refused_message_says_whether_to_try_again(
    stage: Stage, code: int, said: str, problem: Code
) -> None:
    assert submission_problem(stage, code, said) is problem
