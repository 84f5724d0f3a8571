"""Pages: each checks its form, calls one step and renders; who may open it says ``permissions/pages.py``."""
