"""Folium pages and printed sheets from plain values, written to a folder that opens from disk.

Read ``values/`` for what goes in. The caller writes what comes out below one folder, under the paths of
``paths.py``; nothing there asks for anything outside the folder.

    asset_files(basemap)                 -> {path: bytes}   asset_files.py   Leaflet, own CSS and JS, streets
    draw_index(edition, ...)             -> str             index_page.py
    draw_hotspots(edition, basemap, ...) -> str             hotspots_page.py
    draw_coverage(edition, basemap, ...) -> str             coverage_page.py
    draw_routes(edition, basemap, ...)   -> str             routes_page.py
    draw_patrol(edition, basemap, sheet) -> str             patrol_page.py
    prepare_font(characters, source)     -> bytes           fonts.py         once for all files of sheets
    draw_sheets(edition, sheets, basemap, font) -> bytes    sheets.py        one A4 page a patrol
"""
