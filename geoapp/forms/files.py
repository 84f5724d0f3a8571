"""The form of an upload."""

from pathlib import Path
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from geoapp.staged_import import KINDS, MOST_BYTES, SUFFIXES

# As ``importing.frames`` knows them; the file's own when left open.
FRAMES = (("wgs84", "WGS 84"), ("cgcs2000", "CGCS2000"), ("gcj02", "GCJ-02"), ("bd09", "BD-09"))


class UploadForm(forms.Form):
    kind = forms.ChoiceField(
        label=gettext_lazy("What the file holds"),
        choices=[(code, kind.label) for code, kind in KINDS.items()],
    )
    file = forms.FileField(
        label=gettext_lazy("File (CSV or XLSX)"), widget=forms.FileInput(attrs={"accept": ",".join(SUFFIXES)})
    )
    frame = forms.ChoiceField(
        label=gettext_lazy("Coordinate frame of the homes"),
        choices=FRAMES,
        help_text=gettext_lazy("A map of a Chinese provider gives GCJ-02 or BD-09; a GPS device WGS 84."),
    )
    encoding = forms.ChoiceField(
        label=gettext_lazy("Encoding of a CSV"),
        required=False,
        choices=[("", gettext_lazy("found out")), ("utf-8", "UTF-8"), ("gb18030", "GB18030")],
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if Path(file.name).suffix.lower() not in SUFFIXES:
            raise forms.ValidationError(_("Save it as CSV or XLSX first."))
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("Larger than 20 MB: split it."))
        return file
