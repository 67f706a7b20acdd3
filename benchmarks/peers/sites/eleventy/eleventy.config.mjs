import rss from "@11ty/eleventy-plugin-rss";
import syntaxHighlight from "@11ty/eleventy-plugin-syntaxhighlight";
import markdownIt from "markdown-it";
import anchor from "markdown-it-anchor";

const PER_PAGE = 20;
const HEADING = /<h([23]) id="([^"]*)"[^>]*>(.*?)<\/h\1>/g;
const longDate = new Intl.DateTimeFormat("en-US", { dateStyle: "long", timeZone: "UTC" });

function newestFirst(api) {
  return api.getFilteredByGlob("content/posts/**/*.md").sort((a, b) => b.date - a.date);
}

function tagList(api, slugify) {
  const posts = new Map();
  for (const post of newestFirst(api)) {
    for (const tag of post.data.tags) {
      if (!posts.has(tag)) posts.set(tag, []);
      posts.get(tag).push(post);
    }
  }
  return [...posts.keys()].sort().map((tag) => ({ title: tag, slug: slugify(tag), posts: posts.get(tag) }));
}

// Eleventy paginates over one list; a page of a tag is therefore an item of one list of all of them.
function tagPages(tags) {
  return tags.flatMap((tag) => {
    const total = Math.ceil(tag.posts.length / PER_PAGE);
    return Array.from({ length: total }, (_, at) => ({
      tag,
      number: at + 1,
      last: at + 1 === total,
      posts: tag.posts.slice(at * PER_PAGE, (at + 1) * PER_PAGE),
    }));
  });
}

export default function (config) {
  const markdown = markdownIt({ html: true }).use(anchor);
  const slugify = config.getFilter("slugify");
  config.setLibrary("md", markdown);
  config.addPlugin(rss);
  config.addPlugin(syntaxHighlight);
  config.addPassthroughCopy("content/site.css");
  config.addFilter("inline", (text) => markdown.renderInline(text));
  config.addFilter("longDate", (date) => longDate.format(date));
  config.addFilter("iso", (date) => date.toISOString());
  config.addFilter("contents", (html) => [...html.matchAll(HEADING)].map(([, , id, text]) => ({ id, text })));
  config.addCollection("news", newestFirst);
  config.addCollection("tagList", (api) => tagList(api, slugify));
  config.addCollection("tagPages", (api) => tagPages(tagList(api, slugify)));
  return {
    dir: { input: "content", includes: "../includes", output: "output" },
    htmlTemplateEngine: "njk",
    markdownTemplateEngine: false,
  };
}
