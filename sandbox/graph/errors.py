"""Errors as the Graph API words them.

Shape and codes: *WhatsApp Business Platform > Support > Error codes*. An error comes as the answer,
or later as a `failed` status.
"""

from ..records import Json

# code -> (HTTP status, title, default details)
CODES: dict[int, tuple[int, str, str]] = {
    0: (401, "AuthException", "Unable to authenticate the app user."),
    1: (400, "API Unknown", "Invalid request or possible server error."),
    2: (503, "API Service", "Temporary: downtime or overload."),
    3: (500, "API Method", "Capability or permissions issue."),
    4: (400, "API Too Many Calls", "The app has reached its API call rate limit."),
    10: (403, "Permission Denied", "Permission is not granted or has been removed."),
    33: (400, "Parameter value is not valid", "The business phone number has been deleted."),
    100: (400, "Invalid parameter", "One or more parameters are unsupported or misspelled."),
    190: (401, "Access token has expired", "Get a new access token."),
    368: (403, "Temporarily blocked for policies violations", "The account is restricted."),
    80007: (400, "Rate limit issues", "The WhatsApp Business Account reached its rate limit."),
    130429: (429, "Rate limit hit", "Cloud API message throughput has been reached."),
    130472: (
        400,
        "User's number is part of an experiment",
        "Failed to send message because this user's phone number is part of an experiment",
    ),
    130497: (
        403,
        "Business account is restricted from messaging users in this country.",
        "The account may not message users in this country.",
    ),
    131000: (500, "Something went wrong", "Message failed to send because of an unknown error."),
    131005: (403, "Access denied", "Permission is not granted or has been removed."),
    131008: (400, "Required parameter is missing", "The request lacks a required parameter."),
    131009: (400, "Parameter value is not valid", "One or more parameter values are invalid."),
    131016: (503, "Service unavailable", "A service is temporarily unavailable."),
    131021: (400, "Recipient cannot be sender", "Sender and recipient phone number are the same."),
    131026: (400, "Message undeliverable", "Unable to deliver message."),
    131030: (
        400,
        "Recipient phone number not in allowed list",
        "Add recipient phone number to recipient list and try again.",
    ),
    131031: (403, "Account has been locked", "The account violated a policy."),
    131037: (400, "Display name approval needed", "The number's display name is not approved."),
    131042: (400, "Business eligibility payment issue", "There is a problem with the payment."),
    131045: (500, "Incorrect certificate", "The number is not registered."),
    131047: (
        400,
        "Re-engagement message",
        "Message failed to send because more than 24 hours have passed since the customer last "
        "replied to this number.",
    ),
    131048: (429, "Spam rate limit hit", "Too many messages of this number were blocked."),
    131049: (
        400,
        "This message was not delivered to maintain healthy ecosystem engagement.",
        "In order to maintain a healthy ecosystem engagement, the message failed to be delivered.",
    ),
    131050: (
        400,
        "User has stopped receipt of marketing messages from this business",
        "The recipient chose to stop receiving marketing messages from your business.",
    ),
    131051: (400, "Unsupported message type", "Message type is currently not supported."),
    131052: (400, "Media download error", "Unable to download the media sent by the user."),
    131053: (400, "Media upload error", "Unable to upload the media used in the message."),
    131056: (
        429,
        "(Business Account, Consumer Account) pair rate limit hit",
        "Too many messages sent from the sender phone number to the same recipient phone number in "
        "a short period of time.",
    ),
    131057: (500, "Account in maintenance mode", "The throughput is being upgraded."),
    131062: (
        400,
        "Message type not available for a business-scoped user ID",
        "This message needs the recipient's phone number.",
    ),
    131063: (400, "Template cannot be used", "The template is not available to this number."),
    131064: (429, "Messaging limit reached", "The number may begin no further conversations."),
    132000: (
        400,
        "Number of parameters does not match the expected number of params",
        "The number of variable values does not match the template's variables.",
    ),
    132001: (404, "Template name does not exist in the translation", "The template is not there."),
    132005: (400, "Translated text too long", "The translated text is too long."),
    132007: (400, "Template format character policy violated", "The content violates a policy."),
    132008: (400, "Template parameter format policy violated", "A value violates a policy."),
    132012: (
        400,
        "Parameter format does not match format in the created template",
        "Variable values are formatted incorrectly.",
    ),
    132015: (400, "Template is paused", "The template is paused because of low quality."),
    132016: (400, "Template is disabled", "The template was paused too often."),
    132068: (400, "Flow is blocked", "The Flow is blocked."),
    132069: (400, "Flow is throttled", "The Flow is throttled."),
    133010: (400, "Phone number not registered", "The number is not registered for the Cloud API."),
    133016: (429, "Account register deregister rate limit exceeded", "Too many attempts."),
    135000: (400, "Generic user error", "Message failed because of an unknown parameter error."),
    137000: (400, "Recipient cannot be resolved", "The recipient cannot be resolved."),
    139000: (400, "Flow is blocked", "The Flow failed an integrity check."),
    139001: (400, "Flow cannot be updated", "The Flow is published."),
    139002: (400, "Flow cannot be published", "The Flow has errors."),
    139003: (400, "Flow cannot be deprecated", "The Flow is not published."),
    139004: (400, "Flow cannot be deleted", "The Flow is published."),
}

HREF = 'https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/'


def known(code: int) -> bool:
    return code in CODES or 200 <= code <= 299


def about(code: int) -> tuple[int, str, str]:
    """(HTTP status, title, details) of a code."""
    if 200 <= code <= 299:
        return 403, "API Permission", "Permission is not granted or has been removed."
    return CODES.get(code, (400, "Unknown error", "Unknown error."))


class GraphError(Exception):
    """What the Graph API refuses a call with."""

    def __init__(
        self,
        code: int,
        details: str = '',
        *,
        message: str = '',
        subcode: int | None = None,
        status: int | None = None,
        kind: str = 'OAuthException',
        retry_after: int | None = None,
        user_title: str = '',
    ) -> None:
        default_status, title, default_details = about(code)
        super().__init__(f'{code} {details or title}')
        self.code = code
        self.title = title
        self.details = details or default_details
        self.message = message or f'(#{code}) {title}'
        self.subcode = subcode
        self.status = status or default_status
        self.kind = kind
        self.retry_after = retry_after
        self.user_title = user_title

    def envelope(self, trace: str) -> Json:
        """`{"error": {message, type, code, error_subcode?, error_data?, fbtrace_id}}`."""
        error: Json = {'message': self.message, 'type': self.kind, 'code': self.code}
        if self.subcode is not None:
            error['error_subcode'] = self.subcode
        if self.code in (1, 2, 4, 80007, 130429, 131000, 131016):
            error['is_transient'] = True
        if self.user_title:
            error |= {'error_user_title': self.user_title, 'error_user_msg': self.details}
        if self.code >= 100 and self.code != 190 and self.kind == 'OAuthException':
            error['error_data'] = {'messaging_product': 'whatsapp', 'details': self.details}
        return {'error': error | {'fbtrace_id': trace}}

    def in_status(self) -> Json:
        """The same error as an entry of a status's `errors`."""
        return {
            'code': self.code,
            'title': self.title,
            'message': self.title,
            'error_data': {'details': self.details},
            'href': HREF,
        }


def unknown_object(name: str, verb: str = 'get') -> GraphError:
    return GraphError(
        100,
        message=(
            f"Unsupported {verb} request. Object with ID '{name}' does not exist, cannot be loaded "
            "due to missing permissions, or does not support this operation. Please read the Graph "
            "API documentation at https://developers.facebook.com/docs/graph-api"
        ),
        subcode=33,
        kind='GraphMethodException',
    )
