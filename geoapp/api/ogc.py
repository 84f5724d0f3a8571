"""OGC API – Features, part 1: areas, posts, streets, risk, coverage and routes for GIS programs.

https://docs.ogc.org/is/17-069r4/17-069r4.html
"""

import json
from datetime import date, datetime

from django.contrib.gis.db.models import Extent
from django.db.models import Max, Min
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularJSONAPIView
from rest_framework.exceptions import NotFound
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from geoapp.api import documents
from geoapp.api.collections import COLLECTIONS, Collection, Features
from geoapp.api.parameters import chosen, only, wanted
from geoapp.queries.features import geometry_text

CONFORMANCE = [
    f"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/{name}" for name in ("core", "oas30", "geojson")
]
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
GEOJSON = "application/geo+json"
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"


class GeoJsonRenderer(JSONRenderer):
    media_type = GEOJSON
    format = "geojson"


class OpenApiRenderer(JSONRenderer):
    media_type = OPENAPI
    format = "openapi"


class Landing(APIView):
    @extend_schema(**documents.LANDING)
    def get(self, request: Request) -> Response:
        only(request.query_params, ())
        return Response(
            {
                "title": _("Patrolgrid"),
                "description": _("Areas, posts, streets, risk, coverage and patrol routes of the district."),
                "links": [
                    link(request, "self", "ogc_landing"),
                    link(request, "service-desc", "ogc_api", OPENAPI),
                    link(request, "service-doc", "ogc_docs", "text/html"),
                    link(request, "conformance", "ogc_conformance"),
                    link(request, "data", "ogc_collections"),
                ],
            }
        )


class Conformance(APIView):
    @extend_schema(**documents.CONFORMANCE)
    def get(self, request: Request) -> Response:
        only(request.query_params, ())
        return Response({"conformsTo": CONFORMANCE})


class Collections(APIView):
    @extend_schema(**documents.COLLECTIONS)
    def get(self, request: Request) -> Response:
        only(request.query_params, ())
        return Response(
            {
                "links": [link(request, "self", "ogc_collections")],
                "collections": [described(request, collection) for collection in COLLECTIONS.values()],
            }
        )


class OneCollection(APIView):
    @extend_schema(**documents.COLLECTION)
    def get(self, request: Request, collection: str) -> Response:
        only(request.query_params, ())
        return Response(described(request, found(collection)))


# A plain renderer stands beside GeoJSON: with it alone, a client that accepts */* would get a 406.
class Items(APIView):
    renderer_classes = (GeoJsonRenderer, JSONRenderer)

    @extend_schema(**documents.ITEMS)
    def get(self, request: Request, collection: str) -> Response:
        features = found(collection).load(request.access)
        asked = wanted(request.query_params)
        rows = chosen(features, asked)
        matched = rows.count()
        page = written(features, rows[asked.offset : asked.offset + asked.limit])
        links = [link(request, "self", "ogc_items", GEOJSON, collection, request.query_params.dict())]
        for rel, offset in (("prev", asked.offset - asked.limit), ("next", asked.offset + asked.limit)):
            if (rel == "prev" and asked.offset > 0) or (rel == "next" and offset < matched):
                query = {**request.query_params.dict(), "limit": asked.limit, "offset": max(offset, 0)}
                links.append(link(request, rel, "ogc_items", GEOJSON, collection, query))
        links.append(link(request, "collection", "ogc_collection", "application/json", collection))
        return Response(
            {
                "type": "FeatureCollection",
                "features": page,
                "numberMatched": matched,
                "numberReturned": len(page),
                "links": links,
            }
        )


class Item(APIView):
    renderer_classes = (GeoJsonRenderer, JSONRenderer)

    @extend_schema(**documents.ITEM)
    def get(self, request: Request, collection: str, feature: int) -> Response:
        only(request.query_params, ())
        features = found(collection).load(request.access)
        # Not beyond what the database can hold as a key.
        page = written(features, features.rows.filter(pk=feature)) if feature < 2**63 else []
        if not page:
            raise NotFound
        own = reverse("ogc_item", args=(collection, feature))
        return Response(
            {
                **page[0],
                "links": [
                    {"rel": "self", "type": GEOJSON, "href": request.build_absolute_uri(own)},
                    link(request, "collection", "ogc_collection", "application/json", collection),
                ],
            }
        )


class Description(SpectacularJSONAPIView):
    """The API in the words of OpenAPI."""

    renderer_classes = (OpenApiRenderer, JSONRenderer)


def docs(request: Request) -> HttpResponse:
    """The same for people."""
    return render(request, "ogc_docs.html")


def found(collection: str) -> Collection:
    if collection not in COLLECTIONS:
        raise NotFound
    return COLLECTIONS[collection]


def link(
    request: Request,
    rel: str,
    name: str,
    media_type: str = "application/json",
    collection: str = "",
    query: dict[str, object] | None = None,
) -> dict[str, str]:
    path = reverse(name, args=(collection,) if collection else ())
    whole = f"{path}?{urlencode(query)}" if query else path
    return {"rel": rel, "type": media_type, "href": request.build_absolute_uri(whole)}


def described(request: Request, collection: Collection) -> dict[str, object]:
    """A collection with where and when the features are that this reader finds."""
    features = collection.load(request.access)
    return {
        "id": collection.id,
        "title": collection.title,
        "description": collection.description,
        "itemType": "feature",
        # No storageCrs: GDAL would take it for part 2 and name the system in every request.
        "crs": [CRS84],
        "extent": extent(features),
        "links": [
            link(request, "self", "ogc_collection", "application/json", collection.id),
            link(request, "items", "ogc_items", GEOJSON, collection.id),
        ],
    }


def extent(features: Features) -> dict[str, object]:
    """Where the features are, and when; what is not known is left out."""
    bounds = features.rows.order_by().aggregate(extent=Extent(features.shape))["extent"]
    whole: dict[str, object] = {"spatial": {"bbox": [bounds], "crs": CRS84}} if bounds else {}
    if bounds and features.starts:
        times = features.rows.order_by().aggregate(first=Min(features.starts), last=Max(features.ends))
        open_end = features.rows.filter(**{features.ends: None}).exists()
        whole["temporal"] = {
            "interval": [[moment(times["first"]), None if open_end else moment(times["last"])]]
        }
    return whole


def moment(value: date | datetime) -> str:
    """A time as RFC 3339 writes it; a day begins at midnight."""
    text = value.isoformat()
    return text.replace("+00:00", "Z") if isinstance(value, datetime) else f"{text}T00:00:00Z"


def written(features: Features, rows: object) -> list[dict[str, object]]:
    """Rows as features of GeoJSON."""
    names, fields = tuple(features.properties), tuple(features.properties.values())
    found_rows = rows.annotate(geometry_text=geometry_text(features.shape))
    return [
        {
            "type": "Feature",
            "id": key,
            "geometry": json.loads(text) if text else None,
            "properties": dict(zip(names, values, strict=True)),
        }
        for key, text, *values in found_rows.values_list("pk", "geometry_text", *fields)
    ]
