import { describe, expect, it } from "vitest";
import { toHtml } from "../../src/page/model/markdown.js";

describe("a card's Markdown", () => {
  it("becomes HTML, tables among it", () => {
    expect(toHtml("# A gene\n\n**Clothes** in `grey`.")).toBe(
      "<h1>A gene</h1>\n<p><strong>Clothes</strong> in <code>grey</code>.</p>",
    );
    expect(toHtml("| a |\n| - |\n| 1 |")).toContain("<td>1</td>");
  });

  it("brings no HTML and no scripts' addresses of its writer's", () => {
    const attacks = [
      "<script>alert(1)</script>",
      '<img src="x" onerror="alert(1)">',
      "[click](javascript:alert(1))",
      "![x](data:text/html,<script>alert(1)</script>)",
    ];
    for (const attack of attacks) {
      const html = toHtml(attack);
      expect(html).not.toMatch(/<script|<img[^>]*onerror|="(javascript|data):/);
    }
    expect(toHtml(attacks[0] ?? "")).toContain("&lt;script&gt;");
  });
});
