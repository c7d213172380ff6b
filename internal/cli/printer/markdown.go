package printer

import (
	"bytes"
	"strings"
)

// writeMarkdown writes GitHub's Markdown. Every cell and sentence is plain text in it: nothing of a name becomes a link, an image or HTML.
func writeMarkdown(out *bytes.Buffer, parts []Part) {
	for i, p := range parts {
		if i > 0 {
			out.WriteByte('\n')
		}
		switch p := p.(type) {
		case Heading:
			out.WriteString("### " + literal(string(p)) + "\n")
		case Note:
			for _, line := range strings.Split(string(p), "\n") {
				out.WriteString(literal(strings.TrimSpace(line)) + "  \n")
			}
		case Facts:
			for _, f := range p {
				if f.Value != "" {
					out.WriteString("- **" + literal(f.Name) + "**: " + literal(f.Value) + "\n")
				}
			}
		case Table:
			markdownTable(out, p)
		}
	}
}

func markdownTable(out *bytes.Buffer, t Table) {
	if len(t.Rows) == 0 {
		out.WriteString(literal(or(t.Empty, "None.")) + "\n")
		return
	}
	markdownRow(out, t.Columns)
	out.WriteString(strings.Repeat("| --- ", len(t.Columns)) + "|\n")
	for _, row := range t.Rows {
		markdownRow(out, row)
	}
}

func markdownRow(out *bytes.Buffer, cells []string) {
	for _, cell := range cells {
		out.WriteString("| " + literal(cell) + " ")
	}
	out.WriteString("|\n")
}

// signs that Markdown or HTML would take for more than themselves. A mention of somebody (@) is broken up by an entity.
var signs = strings.NewReplacer(
	`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", "&lt;", ">", "&gt;", "&", "&amp;", "|", `\|`, "#", `\#`, "~", `\~`, "!", `\!`, "@", "&#64;",
	"://", ":&#47;&#47;",
)

func literal(text string) string { return signs.Replace(Clean(text)) }
