// Package printer writes what a command found: as text for people, as JSON or YAML as the server said it, as CSV for spreadsheets, or as Markdown for pull requests.
//
// It asks nobody anything and decides nothing: a command hands it a Document. Whatever it writes for people is free of control characters.
package printer

import (
	"bytes"
	"fmt"
	"io"
)

// Format is how a document is written.
type Format string

// The formats.
const (
	Text     Format = "text"
	JSON     Format = "json"
	YAML     Format = "yaml"
	CSV      Format = "csv"
	Markdown Format = "markdown"
)

// Document is what a command has to say: for programs what the server sent, for people parts in their order.
type Document struct {
	JSON  []byte // valid JSON; nil: there is nothing for programs, and the formats for them write nothing
	Parts []Part
}

// Part is a Heading, a Note, Facts or a Table.
type Part interface{ part() }

// Heading stands above what follows it.
type Heading string

// Note is a sentence or more.
type Note string

// Facts are names with values. Those without a value are left out.
type Facts []Fact

// Fact is a name with a value.
type Fact struct{ Name, Value string }

// Table has as many cells in a row as it has columns.
type Table struct {
	Columns []string
	Rows    [][]string
	Empty   string // what is said instead of a table without rows
}

func (Heading) part() {}
func (Note) part()    {}
func (Facts) part()   {}
func (Table) part()   {}

// Style is what the place that is written to can show.
type Style struct {
	Terminal bool // a person is looking: JSON gets its invisible control characters escaped
	Color    bool
}

// Print writes a document. The error is of w.
func Print(w io.Writer, f Format, s Style, d Document) error {
	var out bytes.Buffer
	switch f {
	case JSON:
		writeJSON(&out, s, d.JSON)
	case YAML:
		if err := writeYAML(&out, d.JSON); err != nil {
			return fmt.Errorf("write YAML: %w", err)
		}
	case CSV:
		writeCSV(&out, d.Parts)
	case Markdown:
		writeMarkdown(&out, d.Parts)
	case Text:
		writeText(&out, s, d.Parts)
	}
	_, err := w.Write(out.Bytes())
	return err
}
