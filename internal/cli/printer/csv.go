package printer

import (
	"bytes"
	"encoding/csv"
	"strings"
)

// writeCSV writes the first table, or where there is none the facts as one row.
func writeCSV(out *bytes.Buffer, parts []Part) {
	w := csv.NewWriter(out)
	defer w.Flush()
	for _, p := range parts {
		if t, ok := p.(Table); ok {
			writeRow(w, t.Columns)
			for _, row := range t.Rows {
				writeRow(w, row)
			}
			return
		}
	}
	var names, values []string
	for _, p := range parts {
		facts, _ := p.(Facts)
		for _, f := range facts {
			names, values = append(names, f.Name), append(values, f.Value)
		}
	}
	if len(names) > 0 {
		writeRow(w, names)
		writeRow(w, values)
	}
}

func writeRow(w *csv.Writer, cells []string) {
	row := make([]string, len(cells))
	for i, text := range cells {
		row[i] = cell(text)
	}
	_ = w.Write(row) // into memory
}

// cell keeps a spreadsheet from taking a text for a formula. A number that is negative stays one.
func cell(text string) string {
	if text == "" || !strings.ContainsRune("=+-@\t\r", rune(text[0])) || text[0] == '-' && len(text) > 1 && number(text) {
		return text
	}
	return "'" + text
}
