package printer

import (
	"bytes"
	"strings"
	"unicode"

	"golang.org/x/text/width"
)

// What a terminal that shows colours is told.
const (
	bold       = "\x1b[1m"
	plainAgain = "\x1b[0m"
)

func writeText(out *bytes.Buffer, s Style, parts []Part) {
	for i, p := range parts {
		if i > 0 && apart(parts[i-1], p) {
			out.WriteByte('\n')
		}
		switch p := p.(type) {
		case Heading:
			emphasize(out, s, Clean(string(p)))
			out.WriteByte('\n')
		case Note:
			out.WriteString(CleanLines(string(p)) + "\n")
		case Facts:
			writeFacts(out, p)
		case Table:
			writeTable(out, s, p)
		}
	}
}

// apart reports whether an empty line stands between two parts: not below a heading, and not between notes.
func apart(above, below Part) bool {
	_, heading := above.(Heading)
	_, note := above.(Note)
	_, another := below.(Note)
	return !heading && (!note || !another)
}

func emphasize(out *bytes.Buffer, s Style, text string) {
	if s.Color {
		text = bold + text + plainAgain
	}
	out.WriteString(text)
}

func writeFacts(out *bytes.Buffer, facts Facts) {
	widest := 0
	for _, f := range facts {
		if f.Value != "" {
			widest = max(widest, columns(f.Name))
		}
	}
	for _, f := range facts {
		if f.Value == "" {
			continue
		}
		out.WriteString(f.Name + strings.Repeat(" ", widest-columns(f.Name)+2) + Clean(f.Value) + "\n")
	}
}

// writeTable aligns columns with two spaces between them; a column of numbers is aligned at its right.
func writeTable(out *bytes.Buffer, s Style, t Table) {
	if len(t.Rows) == 0 {
		out.WriteString(or(t.Empty, "None.") + "\n")
		return
	}
	rows := make([][]string, len(t.Rows))
	widths := make([]int, len(t.Columns))
	numbers := make([]bool, len(t.Columns))
	for i, name := range t.Columns {
		widths[i], numbers[i] = columns(name), true
	}
	for r, row := range t.Rows {
		rows[r] = make([]string, len(t.Columns))
		for i := range t.Columns {
			cell := Clean(row[i])
			rows[r][i] = cell
			widths[i] = max(widths[i], columns(cell))
			numbers[i] = numbers[i] && number(cell)
		}
	}
	emphasize(out, s, line(t.Columns, widths, numbers))
	out.WriteByte('\n')
	for _, row := range rows {
		out.WriteString(line(row, widths, numbers) + "\n")
	}
}

func line(cells []string, widths []int, numbers []bool) string {
	var b strings.Builder
	for i, cell := range cells {
		pad := strings.Repeat(" ", widths[i]-columns(cell))
		if i > 0 {
			b.WriteString("  ")
		}
		if numbers[i] {
			b.WriteString(pad + cell)
		} else {
			b.WriteString(cell + pad)
		}
	}
	return strings.TrimRight(b.String(), " ")
}

// number reports whether a cell may stand in a column of numbers: digits, or nothing.
func number(cell string) bool {
	return strings.Trim(cell, "0123456789-+") == ""
}

// columns is how many columns of a terminal a clean text takes.
func columns(text string) int {
	n := 0
	for _, r := range text {
		switch {
		case r < 0x300:
			n++
		case unicode.In(r, unicode.Mn, unicode.Me), r == '\u200c', r == '\u200d':
		default:
			n++
			if kind := width.LookupRune(r).Kind(); kind == width.EastAsianWide || kind == width.EastAsianFullwidth {
				n++
			}
		}
	}
	return n
}

func or(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}
