"""Sentences of PayPal's errors, by name and issue. Not: when they are said."""

from __future__ import annotations

from collections.abc import Mapping

MESSAGES: Mapping[str, str] = {
    "INVALID_REQUEST": "Request is not well-formed, syntactically incorrect, or violates schema.",
    "UNPROCESSABLE_ENTITY": (
        "The requested action could not be performed, semantically incorrect, or failed business validation."
    ),
    "RESOURCE_NOT_FOUND": "The specified resource does not exist.",
    "NOT_AUTHORIZED": "Authorization failed due to insufficient permissions.",
    "INTERNAL_SERVER_ERROR": "An internal server error occurred.",
    "VALIDATION_ERROR": "Invalid data provided",
    "RESOURCE_CONFLICT": "The request conflicts with one that is being processed.",
    "UNSUPPORTED_MEDIA_TYPE": "The server does not support the media type of the request.",
    "METHOD_NOT_SUPPORTED": "The server does not support this method here.",
    "RATE_LIMIT_REACHED": "Too many requests. Blocked due to rate limiting.",
    "SERVICE_UNAVAILABLE": "Service Unavailable.",
    "AUTHENTICATION_FAILURE": "Authentication failed.",
}
"""The first five are recorded, and so is VALIDATION_ERROR; others are ours."""

RECORDED: Mapping[str, str] = {
    "MISSING_REQUIRED_PARAMETER": "A required field / parameter is missing.",
    "INVALID_PARAMETER_SYNTAX": "The value of a field does not conform to the expected format.",
    "INVALID_PARAMETER_VALUE": "The value of a field is invalid.",
    "PAYPAL_REQUEST_ID_REQUIRED": (
        "A PayPal-Request-Id is required if you are trying to process payment for an Order. Please specify a "
        "PayPal-Request-Id or Create the Order without a 'payment_source' specified."
    ),
    "PERMISSION_DENIED": "You do not have permission to access or perform operations on this resource.",
    "INVALID_RESOURCE_ID": "Specified resource ID does not exist. Please check the resource ID and try again.",
    "AMOUNT_MISMATCH": (
        "Should equal item_total + tax_total + shipping + handling + insurance + gratuity - shipping_discount - "
        "discount."
    ),
    "CANNOT_BE_ZERO_OR_NEGATIVE": (
        "Must be greater than zero. If the currency supports decimals, only two decimal place precision is supported."
    ),
    "ORDER_NOT_APPROVED": (
        "Payer has not yet approved the Order for payment. Please redirect the payer to the 'rel':'approve' url "
        "returned as part of the HATEOAS links within the Create Order call or provide a valid payment_source in the "
        "request."
    ),
    "ORDER_ALREADY_CAPTURED": ("Order already captured.If 'intent=CAPTURE' only one capture per order is allowed."),
    "DUPLICATE_INVOICE_ID": (
        "Duplicate Invoice ID detected. To avoid a potential duplicate transaction your account setting requires that "
        "Invoice Id be unique for each transaction."
    ),
    "INSTRUMENT_DECLINED": (
        "The instrument presented  was either declined by the processor or bank, or it can't be used for this payment."
    ),
    "TRANSACTION_REFUSED": "The request was refused.",
    "CAPTURE_FULLY_REFUNDED": "The capture has already been fully refunded",
    "PREVIOUSLY_VOIDED": "Authorization has been previously voided and hence cannot be voided again.",
    "REAUTHORIZATION_TOO_SOON": (
        "A reauthorization is only allowed once from Day 4 to Day 29 since the date of the original authorization."
    ),
    "CAPTURE_STATUS_NOT_VALID": (
        "Invalid capture status. Tracker information can only be added to captures in `COMPLETED` state."
    ),
}

OURS: Mapping[str, str] = {
    "ORDER_ALREADY_AUTHORIZED": "The order is authorized already: one authorization of it is allowed.",
    "ACTION_DOES_NOT_MATCH_INTENT": "The order was created with another intent than this action is for.",
    "ORDER_EXPIRED": "The order was not approved or completed in time.",
    "ORDER_ALREADY_COMPLETED": "The order is completed and cannot be changed.",
    "ORDER_COMPLETED_OR_VOIDED": "The order is completed or voided.",
    "ORDER_IS_PENDING_APPROVAL": "The order waits for the payer.",
    "PAYMENT_ALREADY_APPROVED": "The payment is approved already.",
    "PAYER_ACTION_REQUIRED": "The payer has to act before this is possible: send them to the payer-action link.",
    "PAYMENT_SOURCE_DECLINED_BY_PROCESSOR": "The processor declined the payment source.",
    "ITEM_TOTAL_REQUIRED": "Items need an item_total in the breakdown.",
    "ITEM_TOTAL_MISMATCH": "Should equal the sum of unit_amount times quantity of all items.",
    "TAX_TOTAL_REQUIRED": "Items with tax need a tax_total in the breakdown.",
    "TAX_TOTAL_MISMATCH": "Should equal the sum of tax times quantity of all items.",
    "DECIMAL_PRECISION": "There are more decimals than the currency has.",
    "CANNOT_BE_NEGATIVE": "Must be zero or greater.",
    "INVALID_CURRENCY_CODE": "The currency is not supported.",
    "MAX_VALUE_EXCEEDED": "The value is greater than the greatest that is allowed.",
    "DUPLICATE_REFERENCE_ID": "Each purchase unit needs a reference_id of its own.",
    "REFERENCE_ID_REQUIRED": "With several purchase units each needs a reference_id.",
    "MULTI_CURRENCY_ORDER": "All amounts of an order have one currency.",
    "CARD_EXPIRED": "The card has expired.",
    "CURRENCY_NOT_SUPPORTED_FOR_CARD": "The currency is not supported for this card.",
    "MALFORMED_REQUEST_JSON": "The request is no JSON.",
    "INVALID_STRING_LENGTH": "The text is too short or too long.",
    "INVALID_STRING_MIN_LENGTH": "The text is too short.",
    "INVALID_STRING_MAX_LENGTH": "The text is too long.",
    "INVALID_ARRAY_MIN_ITEMS": "The list has too few items.",
    "INVALID_ARRAY_MAX_ITEMS": "The list has too many items.",
    "FIELD_NOT_PATCHABLE": "The field cannot be changed.",
    "INVALID_PATCH_OPERATION": "The operation is not allowed here.",
    "INVALID_JSON_POINTER_FORMAT": "The path is no JSON pointer.",
    "PATCH_VALUE_REQUIRED": "The operation needs a value.",
    "PATCH_PATH_REQUIRED": "The operation needs a path.",
    "REFERENCE_ID_NOT_FOUND": "No purchase unit has this reference_id.",
    "NO_PAYMENT_SOURCE_PROVIDED": "A payment source is needed.",
    "REFUND_AMOUNT_EXCEEDED": "The refund is greater than what is left of the capture.",
    "REFUND_CAPTURE_CURRENCY_MISMATCH": "The refund must be in the currency of the capture.",
    "REFUND_NOT_ALLOWED": "The capture cannot be refunded.",
    "REFUND_TIME_LIMIT_EXCEEDED": "The time in which the capture could be refunded is over.",
    "MAX_NUMBER_OF_REFUNDS_EXCEEDED": "The capture was refunded as often as it can be.",
    "PENDING_CAPTURE": "The capture is pending and cannot be refunded.",
    "TRANSACTION_DISPUTED": "The payment is disputed: refund it through the dispute.",
    "REFUND_NOT_PERMITTED_DUE_TO_CHARGEBACK": "The buyer has had the money back through a dispute.",
    "MAX_CAPTURE_AMOUNT_EXCEEDED": "The captures are more than the authorization allows.",
    "MAX_CAPTURE_COUNT_EXCEEDED": "The authorization was captured as often as it can be.",
    "AUTHORIZATION_VOIDED": "The authorization is voided.",
    "AUTHORIZATION_EXPIRED": "The authorization has expired.",
    "AUTHORIZATION_DENIED": "The authorization was denied.",
    "AUTHORIZATION_ALREADY_CAPTURED": "The authorization is captured already.",
    "AUTH_CAPTURE_CURRENCY_MISMATCH": "The capture must be in the currency of the authorization.",
    "AUTH_CURRENCY_MISMATCH": "The currency must be that of the authorization.",
    "REAUTHORIZATION_NOT_SUPPORTED": "The payment cannot be authorized again.",
    "PREVIOUSLY_CAPTURED": "The authorization is captured and cannot be voided.",
    "BILLING_AGREEMENT_NOT_FOUND": "The buyer's agreement was not found.",
    "ORDER_COMPLETION_IN_PROGRESS": "The order is being completed.",
    "AMOUNT_CHANGE_NOT_ALLOWED": "The amount cannot be changed in this way.",
    "AUTHORIZATION_AMOUNT_EXCEEDED": "The amount is more than may be authorized.",
    "INVALID_CARD_NUMBER": "The number is no card's.",
    "VALIDATION_ERROR": "The number is no card's.",
    "DUPLICATE_RESOURCE_IDENTIFIER": "The id is taken.",
    "MISSING_OR_INVALID_REQUEST_BODY": "The request body is missing, or is not valid.",
    "PREVIOUS_REQUEST_IN_PROGRESS": "An earlier request with this PayPal-Request-Id is being processed.",
    "ACTION_NOT_ALLOWED_IN_CURRENT_DISPUTE_STATE": "The dispute is in a state that does not allow this.",
    "TOKEN_NOT_FOUND": "There is no such token.",
    "CANNOT_BE_VOIDED": "The authorization cannot be voided.",
    "RETURN_URL_REQUIRED": "A return_url is needed.",
    "CANCEL_URL_REQUIRED": "A cancel_url is needed.",
}
"""Where no sentence is recorded: what the issue means, in words of ours."""

BILLING: Mapping[str, str] = {
    "MISSING_REQUIRED_PARAMETER": "A required field is missing.",
    "INVALID_RESOURCE_ID": "Requested resource ID was not found.",
    "INVALID_STRING_MIN_LENGTH": "The value of a field is too short.",
    "INVALID_STRING_MAX_LENGTH": "The value of a field is too long.",
}
"""What Subscriptions v1 says in other words than other APIs: the first two recorded, the others of its documents."""

OF_BILLING: Mapping[str, str] = {
    "INVALID_INTEGER_MIN_VALUE": "The integer value of a field is too small.",
    "INVALID_INTEGER_MAX_VALUE": "The integer value of a field is too large.",
    "INVALID_SUBSCRIBER_SHIPPING_INFO_NAME": "Invalid name in subscriber shipping information",
    "PLAN_STATUS_INACTIVE": "Status update is the only patchable filed on an inactive plan.",
    "CURRENCY_MISMATCH": "The currency code is different from the plan's currency code.",
    "INVALID_BILLING_CYCLE_SEQUENCE": "The provided billing cycle sequence is not available.",
    "SUBSCRIPTION_CANNOT_HAVE_QUANTITY": "Subscription can't have quantity as the plan does not support quantity.",
    "PLAN_PRODUCT_NOT_COMPATIBLE": "The old and the new plans should be for the same product.",
    "INVALID_PATCH_PATH": "The specified field cannot be patched.",
    "UNSUPPORTED_PATCH_OPERATION": "The specified patch operation not supported for this field.",
    "BILLING_CYCLE_EXECUTION_COMPLETED": "Update cannot be performed on a billing cycle that has completed execution.",
    "INVALID_BILLING_TOTAL_CYCLES": "The total cycles cannot be less than the number of billing cycles completed.",
    "INVALID_START_TIME": "The start time cannot be updated for a subscription that has been activated.",
    "ZERO_OUTSTANDING_BALANCE": "Current outstanding balance should be greater than zero.",
    "PRICING_SCHEME_UPDATE_NOT_ALLOWED": "Pricing scheme update is not allowed for the plan.",
    "TRANSACTION_ALREADY_REFUNDED": "Transaction has already been refunded.",
    "REFUND_EXCEEDED_TRANSACTION_AMOUNT": "Refund amount exceeds the amount of the transaction.",
}
"""Issues of Subscriptions v1, as its documents have them; of the last two, which are of sales, the words are ours."""

TEXTS: Mapping[str, str] = {**OURS, **OF_BILLING, **RECORDED}
