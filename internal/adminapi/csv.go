package adminapi

import (
	"bytes"
	"context"
	"encoding/csv"
	"net/url"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"usersync/internal/access"
)

// How much a CSV answer holds at most; a Link header leads to the rest.
const (
	maxCSVRows  = 20_000
	maxCSVBytes = 4 << 20
)

// TableInput asks for one page of a list that can be had as CSV.
type TableInput struct {
	PageInput
	Accept string `header:"Accept" hidden:"true"`
}

func (in TableInput) csv() bool { return strings.Contains(strings.ToLower(in.Accept), "text/csv") }

func (in TableInput) page() *PageInput { return &in.PageInput }

// tabled is the input of a list that can be had as CSV.
type tabled interface {
	csv() bool
	page() *PageInput
}

// column is one column of a CSV answer.
type column[V any] struct {
	name  string
	value func(V) string
}

// tableAnswer is a page as JSON, or many of them as CSV.
type tableAnswer struct {
	ContentType string `header:"Content-Type"`
	Disposition string `header:"Content-Disposition"`
	Link        string `header:"Link"`
	Body        any
}

// readTable registers a list that is JSON, or CSV for whoever accepts that: with every page behind the one that is asked for, as far as an answer
// holds them.
func readTable[I any, V any](s *server, op operation, columns []column[V], list func(context.Context, *I) (*listOutput[V], error)) {
	schema := s.api.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[List[V]](), true, "")
	success := map[string]*huma.MediaType{
		"application/json": {Schema: schema},
		"text/csv":         {Schema: &huma.Schema{Type: huma.TypeString}},
	}
	registerAs(s, access.Read, op, success, func(ctx context.Context, in *I) (*tableAnswer, error) {
		asked, ok := any(in).(tabled)
		if !ok || !asked.csv() {
			out, err := list(ctx, in)
			if err != nil {
				return nil, err
			}
			return &tableAnswer{Body: out.Body}, nil
		}
		return csvAnswer(ctx, in, asked, columns, list, op.id)
	})
}

func csvAnswer[I any, V any](
	ctx context.Context, in *I, asked tabled, columns []column[V], list func(context.Context, *I) (*listOutput[V], error), name string,
) (*tableAnswer, error) {
	var body bytes.Buffer
	w := csv.NewWriter(&body)
	w.UseCRLF = true
	header := make([]string, len(columns))
	for i, c := range columns {
		header[i] = c.name
	}
	_ = w.Write(header) // into memory
	answer := &tableAnswer{ContentType: "text/csv; charset=utf-8; header=present", Disposition: `attachment; filename="` + name + `.csv"`}
	page := asked.page()
	for rows, limit := 0, page.limit(maxCSVRows); ; {
		page.Limit = min(limit-rows, maxLimit)
		out, err := list(ctx, in)
		if err != nil {
			return nil, err
		}
		for _, item := range out.Body.Items {
			_ = w.Write(cells(item, columns))
		}
		w.Flush()
		rows, page.Cursor = rows+len(out.Body.Items), out.Body.Next
		if page.Cursor == "" {
			break
		}
		if rows >= limit || body.Len() > maxCSVBytes {
			answer.Link = `<?cursor=` + url.QueryEscape(page.Cursor) + `>; rel="next"`
			break
		}
	}
	answer.Body = body.Bytes()
	return answer, nil
}

func cells[V any](item V, columns []column[V]) []string {
	out := make([]string, len(columns))
	for i, c := range columns {
		out[i] = cell(c.value(item))
	}
	return out
}

// cell keeps a spreadsheet from taking a text for a formula.
func cell(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r", rune(text[0])) {
		return "'" + text
	}
	return text
}
