"""A fixed table from a file's name to its content type: never guessed, the same on every machine."""

from __future__ import annotations

from ssg.render.feeds import ATOM_TYPE, JSON_TYPE, RSS_TYPE

HTML = "text/html; charset=utf-8"
TEXT = "text/plain; charset=utf-8"
EVENTS = "text/event-stream; charset=utf-8"
BYTES = "application/octet-stream"

BY_NAME = {
    "feed.xml": f"{RSS_TYPE}; charset=utf-8",
    "atom.xml": f"{ATOM_TYPE}; charset=utf-8",
    "feed.json": f"{JSON_TYPE}; charset=utf-8",
}

BY_SUFFIX = {
    # text
    "html": HTML,
    "htm": HTML,
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "mjs": "text/javascript; charset=utf-8",
    "json": "application/json; charset=utf-8",
    "map": "application/json; charset=utf-8",
    "jsonld": "application/ld+json; charset=utf-8",
    "webmanifest": "application/manifest+json; charset=utf-8",
    "xml": "application/xml; charset=utf-8",
    "xsl": "application/xml; charset=utf-8",
    "rss": f"{RSS_TYPE}; charset=utf-8",
    "atom": f"{ATOM_TYPE}; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "txt": TEXT,
    "log": TEXT,
    "csv": "text/csv; charset=utf-8",
    "tsv": "text/tab-separated-values; charset=utf-8",
    "ics": "text/calendar; charset=utf-8",
    "vcf": "text/vcard; charset=utf-8",
    "vtt": "text/vtt; charset=utf-8",
    "srt": TEXT,
    "bib": TEXT,
    "eml": "message/rfc822",
    # pictures
    "avif": "image/avif",
    "bmp": "image/bmp",
    "gif": "image/gif",
    "ico": "image/x-icon",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "jxl": "image/jxl",
    "png": "image/png",
    "svg": "image/svg+xml; charset=utf-8",
    "tif": "image/tiff",
    "tiff": "image/tiff",
    "webp": "image/webp",
    # sound and film
    "aac": "audio/aac",
    "flac": "audio/flac",
    "m4a": "audio/mp4",
    "mp3": "audio/mpeg",
    "oga": "audio/ogg",
    "ogg": "audio/ogg",
    "opus": "audio/ogg",
    "wav": "audio/wav",
    "m4v": "video/mp4",
    "mov": "video/quicktime",
    "mp4": "video/mp4",
    "ogv": "video/ogg",
    "webm": "video/webm",
    # fonts
    "otf": "font/otf",
    "ttf": "font/ttf",
    "woff": "font/woff",
    "woff2": "font/woff2",
    # documents and programs
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "epub": "application/epub+zip",
    "gz": "application/gzip",
    "ipynb": "application/x-ipynb+json; charset=utf-8",
    "odt": "application/vnd.oasis.opendocument.text",
    "pdf": "application/pdf",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "tar": "application/x-tar",
    "wasm": "application/wasm",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}


def content_type(address: str) -> str:
    """Return the content type of what stands at ``address``; that of a page when it ends in "/"."""
    if address.endswith("/"):
        return HTML
    name = address.rpartition("/")[2].lower()
    return BY_NAME.get(name) or BY_SUFFIX.get(name.rpartition(".")[2] if "." in name else "", BYTES)
