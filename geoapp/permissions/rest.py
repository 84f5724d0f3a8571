"""The gate's decision as REST framework wants to hear it."""

from django.contrib.auth.models import AnonymousUser, User
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request


class GateUser(BaseAuthentication):
    """Whom the gate has let in; without this, REST framework would forget them again."""

    def authenticate(self, request: Request) -> tuple[User | AnonymousUser, None]:
        return request._request.user, None
