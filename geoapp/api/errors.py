"""Errors of the API are plain JSON, whatever the format of the answer would have been."""

from rest_framework.response import Response
from rest_framework.views import exception_handler


def plain_json(error: Exception, context: dict[str, object]) -> Response | None:
    response = exception_handler(error, context)
    if response is not None:
        response.content_type = "application/json"
    return response
