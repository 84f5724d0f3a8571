"""What the web server knows before its first request."""

import json
import subprocess
import sys

from django.conf import settings

SAY = """
import json, sys
import geoapp.wsgi
from django.db import connections
from django.template import engines
loader = engines["django"].engine.template_loaders[0]
print(json.dumps({
    "views": "geoapp.views.board" in sys.modules,
    "templates": sorted(str(key) for key in loader.get_template_cache),
    "connections": [c.connection is not None for c in connections.all(initialized_only=True)],
}))
"""


def test_code_and_templates_are_read_before_the_first_request_without_a_connection():
    done = subprocess.run(
        [sys.executable, "-c", SAY], cwd=settings.BASE_DIR, capture_output=True, text=True, check=True
    )

    found = json.loads(done.stdout)
    assert found["views"]
    assert {"base.html", "field/route.html", "board/board.html"} <= set(found["templates"])
    # A process that inherits one from its parent would talk over the same line as its siblings.
    assert not any(found["connections"])
