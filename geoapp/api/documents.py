"""What the description of the API says about each of its requests."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse

from geoapp.api.collections import COLLECTIONS as ALL_COLLECTIONS
from geoapp.api.parameters import DEFAULT_LIMIT, MAX_LIMIT, MAX_OFFSET

TEXT: dict[str, Any] = {"type": "string"}
LINK: dict[str, Any] = {
    "type": "object",
    "required": ["href", "rel"],
    "properties": {"href": TEXT, "rel": TEXT, "type": TEXT},
}
LINKS: dict[str, Any] = {"type": "array", "items": LINK}


class KeyOfProgram(OpenApiAuthenticationExtension):
    """How a program says who it is."""

    target_class = "geoapp.permissions.rest.GateUser"
    name = "key"

    def get_security_definition(self, _schema: object) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer"}


def _object(required: dict[str, Any], **optional: Any) -> dict[str, Any]:
    return {"type": "object", "required": list(required), "properties": {**required, **optional}}


ERROR = _object({"detail": TEXT})
CONFORMS = _object({"conformsTo": {"type": "array", "items": TEXT}})
LANDING_PAGE = _object({"links": LINKS}, title=TEXT, description=TEXT)
ONE = _object(
    {"id": TEXT, "links": LINKS}, title=TEXT, description=TEXT, itemType=TEXT, extent={"type": "object"}
)
ALL = _object({"links": LINKS, "collections": {"type": "array", "items": ONE}})
FEATURE = _object(
    {
        "type": {"type": "string", "enum": ["Feature"]},
        "id": {"type": "integer"},
        "geometry": {"type": "object", "nullable": True},
        "properties": {"type": "object", "nullable": True},
    }
)
DEGREES = {"type": "number", "minimum": -180, "maximum": 180}
COUNT = {"type": "integer", "minimum": 0}
FEATURES = _object(
    {
        "type": {"type": "string", "enum": ["FeatureCollection"]},
        "features": {"type": "array", "items": FEATURE},
    },
    numberMatched=COUNT,
    numberReturned=COUNT,
    links=LINKS,
)
REFUSED = {
    (400, "application/json"): OpenApiResponse(ERROR, _("A parameter is unknown or cannot be read.")),
    (401, "text/plain"): OpenApiResponse(TEXT, _("Log in, or send a token: Authorization: Bearer …")),
}
MISSING = {(404, "application/json"): OpenApiResponse(ERROR, _("There is no such collection or feature."))}
COLLECTION_ID = OpenApiParameter(
    "collection", {"type": "string", "enum": list(ALL_COLLECTIONS)}, OpenApiParameter.PATH
)


def _says(
    operation: str, summary: str | Promise, media_type: str, schema: dict[str, Any], **more: Any
) -> dict[str, Any]:
    described = {
        "operation_id": operation,
        "summary": summary,
        "tags": ["Features"],
        "responses": {(200, media_type): OpenApiResponse(schema, summary), **REFUSED},
    }
    described["responses"].update(more.pop("missing", {}))
    return described | more


def _query(name: str, schema: dict[str, Any], description: str | Promise) -> OpenApiParameter:
    return OpenApiParameter(name, schema, OpenApiParameter.QUERY, description=description)


JSON, GEO = "application/json", "application/geo+json"
LANDING = _says("getLandingPage", _("What there is"), JSON, LANDING_PAGE)
CONFORMANCE = _says("getConformance", _("Which parts of the standard are kept"), JSON, CONFORMS)
COLLECTIONS = _says("getCollections", _("All collections"), JSON, ALL)
COLLECTION = _says(
    "describeCollection", _("One collection"), JSON, ONE, missing=MISSING, parameters=[COLLECTION_ID]
)
ITEM = _says(
    "getFeature",
    _("One feature"),
    GEO,
    FEATURE,
    missing=MISSING,
    parameters=[
        COLLECTION_ID,
        OpenApiParameter("feature", {"type": "integer", "minimum": 0}, OpenApiParameter.PATH),
    ],
)
ITEMS = _says(
    "getFeatures",
    _("Features of a collection"),
    GEO,
    FEATURES,
    missing=MISSING,
    parameters=[
        COLLECTION_ID,
        # GDAL 3.6 asks for ten features at a time unless it finds a limit declared here.
        _query(
            "limit",
            {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT},
            _("So many features at most."),
        ),
        _query(
            "offset",
            {"type": "integer", "minimum": 0, "maximum": MAX_OFFSET, "default": 0},
            _("After so many others."),
        ),
        OpenApiParameter(
            "bbox",
            {"type": "array", "items": DEGREES, "oneOf": [{"minItems": n, "maxItems": n} for n in (4, 6)]},
            OpenApiParameter.QUERY,
            description=_("west,south,east,north in degrees; six numbers with heights are understood too."),
            style="form",
            explode=False,
        ),
        _query("datetime", TEXT, _("A moment (RFC 3339), or two with a slash; .. is open.")),
    ],
)
