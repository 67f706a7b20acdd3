"""From files to documents: scan the folder, split front matter, render Markdown."""
