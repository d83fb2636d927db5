"""Small drawings as SVG insides, our own: status glyphs on a 14 grid, icons on a 24 grid with round 1.5 strokes."""

_RING = '<circle cx="7" cy="7" r="5.1" fill="none" stroke="currentColor" stroke-width="1.8"/>'
_DISC = '<circle cx="7" cy="7" r="6" fill="currentColor"/>'
_CUT = 'fill="none" stroke="var(--pill-bg, var(--surface))" stroke-linecap="round" stroke-linejoin="round"'

RING = _RING
HALF = _RING + '<path d="M7 3.900a3.1 3.1 0 0 1 0 6.200z" fill="currentColor"/>'
BANG = _DISC + f'<path d="M7 3.800v3.600M7 10v.1" stroke-width="1.7" {_CUT}/>'
CLOCK = _RING + (
    '<path d="M7 4.400V7l1.6 1.1" fill="none" stroke="currentColor" stroke-width="1.5" '
    'stroke-linecap="round" stroke-linejoin="round"/>'
)
CHECK = _DISC + f'<path d="M4.4 7.200l1.8 1.8 3.4-3.7" stroke-width="1.6" {_CUT}/>'
SLASH = _RING + '<path d="M3.6 10.400l6.8-6.8" stroke="currentColor" stroke-width="1.6"/>'
DASHES = (
    '<circle cx="7" cy="7" r="5.1" fill="none" stroke="currentColor" stroke-width="1.8" stroke-dasharray="2.1 1.9"/>'
)

ICONS: dict[str, str] = {
    "bank": '<path d="M4 9.5L12 4.5l8 5zM6.5 9.5v7M10.2 9.5v7M13.8 9.5v7M17.5 9.5v7M4 19.5h16"/>',
    "bell": '<path d="M6.5 10a5.5 5.5 0 0 1 11 0c0 4.5 1.5 6 2 6.5h-15c.5-.5 2-2 2-6.5zM10 19.5a2.2 2.2 0 0 0 4 0"/>',
    "calendar": '<rect x="4" y="5.5" width="16" height="14.5" rx="2.5"/><path d="M4 10.2h16M8.3 3.5v4M15.7 3.5v4"/>',
    "card": '<rect x="3" y="5.5" width="18" height="13" rx="2.5"/><path d="M3 10h18M6.5 14.5h3"/>',
    "chart": '<path d="M4.5 19.500h15M7 16v-4M12 16V6M17 16V9.5"/>',
    "check": '<path d="M5 12.5l4.5 4.5L19 7.5"/>',
    "chevron-left": '<path d="M14.5 6l-6 6 6 6"/>',
    "chevron-right": '<path d="M9.5 6l6 6-6 6"/>',
    "clock": '<circle cx="12" cy="12" r="8.5"/><path d="M12 7.2V12l3.2 2"/>',
    "copy": (
        '<rect x="9" y="9" width="11" height="11" rx="2"/><path d="M5.5 15H5a1 1 0 0 1-1-1V5.5A1.5 1.5 0 0 1 '
        '5.5 4H14a1 1 0 0 1 1 1v.5"/>'
    ),
    "cross": '<path d="M6.5 6.5l11 11M17.5 6.5l-11 11"/>',
    "customers": (
        '<circle cx="9" cy="8.5" r="3.3"/><path d="M2.8 19c.6-3.2 3-5 6.2-5s5.6 1.8 6.2 5M15.5 5.4a3.3 3.3 0 '
        '0 1 0 6.2M17.6 14.4c2 .6 3.2 2.2 3.6 4.6"/>'
    ),
    "download": '<path d="M12 4v11M7.5 10.5L12 15l4.5-4.5M5 19.5h14"/>',
    "eye": (
        '<path d="M2.8 12S6.2 5.8 12 5.8 21.2 12 21.2 12 17.8 18.2 12 18.2 2.8 12 2.8 12z"/><circle cx="12" c'
        'y="12" r="2.8"/>'
    ),
    "file": (
        '<path d="M6.5 3.5H14l4.5 4.5v11a1.5 1.5 0 0 1-1.5 1.5H6.5A1.5 1.5 0 0 1 5 19V5a1.5 1.5 0 0 1 1.5-1.5'
        'z"/><path d="M13.5 3.5v5h5"/>'
    ),
    "inbox": (
        '<path d="M4 13.500L6.5 5.500h11L20 13.500v4.500a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1z"/><path d="M4 13.500h'
        '4.500l1.2 2.500h4.600l1.2-2.500H20"/>'
    ),
    "info": '<circle cx="12" cy="12" r="8.5"/><path d="M12 11.200v5M12 8v.1"/>',
    "invoice": '<path d="M6 3.5h12V20l-2.4-1.4L13.2 20l-2.4-1.4L8.4 20 6 18.6z"/><path d="M9.5 8h5M9.5 12h5"/>',
    "link": (
        '<path d="M10 14a4 4 0 0 0 5.7 0l3.1-3.100a4 4 0 0 0-5.7-5.700l-1 1"/><path d="M14 10a4 4 0 0 0-5.7 0'
        'l-3.1 3.100a4 4 0 0 0 5.7 5.700l1-1"/>'
    ),
    "lock": '<rect x="5" y="10.5" width="14" height="9.5" rx="2"/><path d="M8.5 10.5V8a3.5 3.5 0 0 1 7 0v2.5"/>',
    "mail": '<rect x="3" y="5.5" width="18" height="13" rx="2.5"/><path d="M4 7.5l8 5.5 8-5.5"/>',
    "menu": '<path d="M4 7h16M4 12h16M4 17h16"/>',
    "moon": '<path d="M20 14.200A8.3 8.3 0 0 1 9.8 4a8.3 8.3 0 1 0 10.2 10.200z"/>',
    "more": '<circle cx="5.5" cy="12" r=".9"/><circle cx="12" cy="12" r=".9"/><circle cx="18.5" cy="12" r=".9"/>',
    "open": (
        '<path d="M13.5 4.500h6v6M19.5 4.500L11 13M17.5 14v4a1.5 1.5 0 0 1-1.5 1.500H6A1.5 1.5 0 0 1 4.5 18V8'
        'A1.5 1.5 0 0 1 6 6.500h4"/>'
    ),
    "person": '<circle cx="12" cy="8.2" r="3.7"/><path d="M4.8 19.8c.8-3.6 3.6-5.6 7.2-5.6s6.4 2 7.2 5.6"/>',
    "phone": '<rect x="7" y="3" width="10" height="18" rx="2.5"/><path d="M11 18h2"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "receipt": '<path d="M6 3.5h12V20l-2.4-1.4L13.2 20l-2.4-1.4L8.4 20 6 18.6z"/><path d="M9 11.2l2 2 4-4.2"/>',
    "renew": (
        '<path d="M19.5 11A7.6 7.6 0 0 0 6 7.200L4.5 9M4.5 4.500V9H9M4.5 13A7.6 7.6 0 0 0 18 16.800l1.5-1.800'
        'M19.5 19.500V15H15"/>'
    ),
    "search": '<circle cx="11" cy="11" r="6.5"/><path d="M20 20l-4.3-4.3"/>',
    "send": '<path d="M20.5 4L3.5 11l6.5 3 3 6.500z"/><path d="M10 14l10.5-10"/>',
    "settings": (
        '<path d="M4 7.500h9M17 7.500h3M4 16.500h3M11 16.500h9"/><circle cx="15" cy="7.5" r="2"/>'
        '<circle cx="9" cy="16.5" r="2"/>'
    ),
    "sign-out": '<path d="M14 4.500H6.500a1 1 0 0 0-1 1v13a1 1 0 0 0 1 1H14M10.5 12h9M16 8.500l3.5 3.5-3.5 3.5"/>',
    "sun": (
        '<circle cx="12" cy="12" r="3.8"/><path d="M12 3v1.800M12 19.200V21M3 12h1.800M19.2 12H21M5.6 5.600l1'
        '.3 1.300M17.1 17.100l1.3 1.300M18.4 5.600l-1.3 1.300M6.9 17.100l-1.3 1.3"/>'
    ),
    "pencil": (
        '<path d="M4.5 19.500l.8-4L16 4.800a1.5 1.5 0 0 1 2.1 0l1.1 1.100a1.5 1.5 0 0 1 0 2.100L8.5 18.700z'
        'M14 6.800l3.2 3.2"/>'
    ),
    "up": '<path d="M12 19V5.500M6.5 11L12 5.500l5.5 5.5"/>',
    "upload": '<path d="M12 15.500V4.500M7.5 9L12 4.500 16.500 9M5 19.500h14"/>',
    "warning": '<path d="M12 4.500L21 19.500H3z"/><path d="M12 10.500v4M12 16.900v.1"/>',
}
