"""From documents to a site: order, addresses, lists, relations. Other pages are seen only as summaries."""
