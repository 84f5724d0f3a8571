"""The district as imports need it: where it is, its metric system and its clock."""

from dataclasses import dataclass

import numpy as np
import shapely
from django.utils.translation import gettext as _
from pyproj import Transformer
from shapely.geometry.base import BaseGeometry

from geoapp.importing.frames import FloatArray
from geoapp.importing.options import BORDER_M
from geoapp.importing.problems import BadFile
from geoapp.importing.table import BoolArray
from geoapp.models import Area, District, Level


@dataclass(frozen=True, eq=False)
class Ground:
    """The district and its outline with the border, in its metric system."""

    district: District
    outline_m: BaseGeometry

    def metric(self, lon: FloatArray, lat: FloatArray) -> FloatArray:
        """Project to the district's metric system, metres, shape (n, 2)."""
        to_metres = Transformer.from_crs("EPSG:4326", f"EPSG:{self.district.metric_srid}", always_xy=True)
        return np.column_stack(to_metres.transform(lon, lat))

    def contains(self, lon: FloatArray, lat: FloatArray) -> BoolArray:
        """Which points are in the district or within its border, shape (n,)."""
        xy_m = self.metric(lon, lat)
        return np.asarray(shapely.contains_xy(self.outline_m, xy_m[:, 0], xy_m[:, 1]))

    def outline_lon_lat(self) -> BaseGeometry:
        """The outline with the border, WGS 84 degrees."""
        to_degrees = Transformer.from_crs(f"EPSG:{self.district.metric_srid}", "EPSG:4326", always_xy=True)
        return shapely.transform(
            self.outline_m, lambda xy: np.column_stack(to_degrees.transform(xy[:, 0], xy[:, 1]))
        )

    def distance_m(self, lon: float, lat: float) -> float:
        """How far outside a point is."""
        (xy_m,) = self.metric(np.array([lon]), np.array([lat]))
        return (
            float(shapely.distance(self.outline_m, shapely.Point(xy_m)))
            if np.isfinite(xy_m).all()
            else np.inf
        )


def load_ground(border_m: float = BORDER_M) -> Ground:
    """Load the district with its newest outline.

    Args:
        border_m: How far around it still belongs to it.

    Raises:
        BadFile: If no areas have been imported.
    """
    district = District.objects.first()
    area = Area.objects.filter(level=Level.DISTRICT).order_by("valid_from").last()
    if district is None or area is None:
        raise BadFile(_("There is no district yet: import its areas first, with import_areas."))
    shape = shapely.from_wkb(bytes(area.shape.wkb))
    to_metres = Transformer.from_crs("EPSG:4326", f"EPSG:{district.metric_srid}", always_xy=True)
    shape_m = shapely.transform(shape, lambda xy: np.column_stack(to_metres.transform(xy[:, 0], xy[:, 1])))
    outline_m = shapely.buffer(shape_m, border_m)
    shapely.prepare(outline_m)
    return Ground(district, outline_m)
