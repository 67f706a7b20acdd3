"""Pelican's settings: the same pages as the other generators make."""

SITENAME = "Benchmark News"
SITEURL = "https://bench.example"
AUTHOR = "The Desk"
TIMEZONE = "UTC"
THEME = "theme"
PATH = "content"
STATIC_PATHS: list[str] = []
DEFAULT_PAGINATION = 20
PAGINATED_TEMPLATES = {"index": None, "tag": None}
PAGINATION_PATTERNS = [
    (1, "{url}", "{save_as}"),
    (2, "{base_name}/page/{number}/", "{base_name}/page/{number}/index.html"),
]

DIRECT_TEMPLATES = ["index", "tags", "sitemap"]
TAGS_SAVE_AS = "tags/index.html"
SITEMAP_SAVE_AS = "sitemap.xml"
ARTICLE_URL = "posts/{slug}/"
ARTICLE_SAVE_AS = "posts/{slug}/index.html"
TAG_URL = "tags/{slug}/"
TAG_SAVE_AS = "tags/{slug}/index.html"
AUTHOR_SAVE_AS = ""
CATEGORY_SAVE_AS = ""

FEED_ALL_RSS = "feed.xml"
TAG_FEED_RSS = "tags/{slug}/feed.xml"
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = TRANSLATION_FEED_ATOM = None
FEED_MAX_ITEMS = 20

FORMATTED_FIELDS = ["summary", "key_points"]
MARKDOWN = {
    "extension_configs": {
        "markdown.extensions.codehilite": {"css_class": "highlight", "guess_lang": False},
        "markdown.extensions.extra": {},
        "markdown.extensions.meta": {},
        "markdown.extensions.toc": {"toc_class": "contents"},
    },
    "output_format": "html5",
}
