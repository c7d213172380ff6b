package cli

import (
	_ "embed"
	"fmt"
	"io"
	"strings"

	"github.com/alecthomas/kong"
)

//go:embed reference.md
var referenceText string

// Reference writes docs/cli.md: what there is to know, then every command of a root as Main takes it, with its arguments, flags and examples.
func Reference(w io.Writer, root any) error {
	parser, err := Parser(&Terminal{Out: io.Discard, Err: io.Discard}, root)
	if err != nil {
		return err
	}
	var b strings.Builder
	b.WriteString(referenceText)
	for _, node := range parser.Model.Children {
		describe(&b, node)
	}
	b.WriteString("\n## Flags of every verb but serve and operator-key\n\n")
	for _, node := range parser.Model.Children {
		if node.Name == "doctor" {
			flags(&b, node.Flags, true)
		}
	}
	_, err = io.WriteString(w, b.String())
	if err != nil {
		return fmt.Errorf("write the reference: %w", err)
	}
	return nil
}

// describe writes a command and those below it.
func describe(b *strings.Builder, node *kong.Node) {
	if node.Hidden {
		return
	}
	if node.Parent.Type == kong.ApplicationNode {
		fmt.Fprintf(b, "\n### usersync %s\n\n%s\n", node.Name, node.Help)
	} else {
		fmt.Fprintf(b, "\n#### usersync %s\n\n%s%s\n", usageOf(node), node.Help, byDefault(node))
	}
	if len(node.Children) == 0 && node.Parent.Type == kong.ApplicationNode {
		fmt.Fprintf(b, "\n`usersync %s`\n", usageOf(node))
	}
	if node.Detail != "" {
		b.WriteString("\n" + detail(node.Detail))
	}
	var lines strings.Builder
	for _, argument := range node.Positional {
		fmt.Fprintf(&lines, "- `%s`: %s\n", argument.Summary(), argument.Help)
	}
	flags(&lines, node.Flags, false)
	if lines.Len() > 0 {
		b.WriteString("\n" + lines.String())
	}
	for _, child := range node.Children {
		describe(b, child)
	}
}

// byDefault says that a command is meant where none is named.
func byDefault(node *kong.Node) string {
	if node.Parent.DefaultCmd == node {
		return " This is what `" + strings.TrimSpace(strings.TrimSuffix(node.FullPath(), " "+node.Name)) + "` alone does."
	}
	return ""
}

func usageOf(node *kong.Node) string {
	path := strings.TrimPrefix(node.FullPath(), "usersync ")
	for _, argument := range node.Positional {
		path += " " + strings.NewReplacer("<", "", ">", "").Replace(strings.ToUpper(argument.Summary()))
	}
	return path
}

// detail has examples, which are indented, as code.
func detail(text string) string {
	var b strings.Builder
	code := false
	for _, line := range strings.Split(strings.TrimRight(text, "\n"), "\n") {
		indented := strings.HasPrefix(line, "    ")
		if indented != code {
			b.WriteString("```" + map[bool]string{true: "sh", false: ""}[indented] + "\n")
			code = indented
		}
		b.WriteString(strings.TrimPrefix(line, "    ") + "\n")
	}
	if code {
		b.WriteString("```\n")
	}
	return b.String()
}

// flags writes the flags of a group, or those of none.
func flags(b *strings.Builder, all []*kong.Flag, connection bool) {
	for _, f := range all {
		grouped := f.Group != nil && f.Group.Key == "connection"
		if f.Hidden || f.Name == "help" || f.Name == "version" || grouped != connection {
			continue
		}
		name := "--" + f.Name
		if !f.IsBool() {
			name += "=" + strings.Trim(f.FormatPlaceHolder(), `"`)
		}
		fmt.Fprintf(b, "- `%s`: %s\n", name, f.Help)
	}
}
