package cli

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"usersync/internal/cli/printer"
	"usersync/internal/client"
)

// shownAtOnce is how many items of a list people are shown unless they ask for more.
const shownAtOnce = 1000

// Paging says how much of a list is wanted.
type Paging struct {
	Limit *int `placeholder:"N" help:"At most so many; 0: all. Default: 1000 for people, all for json, yaml and csv."`
}

func (p Paging) limit(s *Session) int {
	switch {
	case p.Limit != nil:
		return max(0, *p.Limit)
	case s.forPeople():
		return shownAtOnce
	}
	return 0
}

// column is one column of a table of objects.
type column struct {
	name  string
	value func(object) string
}

// col is a column of what is at a path.
func col(name, path string) column {
	return column{name, func(o object) string { return o.text(path) }}
}

func table(empty string, items []object, columns []column) printer.Table {
	t := printer.Table{Empty: empty}
	for _, c := range columns {
		t.Columns = append(t.Columns, c.name)
	}
	for _, item := range items {
		row := make([]string, len(columns))
		for i, c := range columns {
			row[i] = c.value(item)
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// listing is a list that is shown as a table.
type listing struct {
	path    string
	query   url.Values
	empty   string
	columns []column
}

// list reads a list and shows it.
func (s *Session) list(ctx context.Context, p Paging, l listing) error {
	found, err := s.All(ctx, l.path, l.query, p.limit(s))
	if err != nil {
		return err
	}
	items, err := readAll(found)
	if err != nil {
		return err
	}
	s.sayMore(found)
	return s.show(printer.Document{JSON: found.JSON, Parts: []printer.Part{table(l.empty, items, l.columns)}})
}

// sayMore tells people that a list has more than they see.
func (s *Session) sayMore(l client.List) {
	if !l.More {
		return
	}
	of := "There are more"
	if l.Total > len(l.Items) {
		of = "There are " + strconv.Itoa(l.Total)
	}
	s.say("%s; these are the first %d. --limit 0 shows all.", of, len(l.Items))
}

// say tells whoever runs the command something that is no result.
func (s *Session) say(format string, args ...any) {
	_, _ = fmt.Fprintln(s.Err, printer.CleanLines(fmt.Sprintf(format, args...)))
}

// get reads one thing.
func (s *Session) get(ctx context.Context, path string, query url.Values) (client.Answer, object, error) {
	return s.ask(ctx, client.Request{Method: http.MethodGet, Path: path, Query: query})
}

// ask sends a request that is answered with an object, or with nothing.
func (s *Session) ask(ctx context.Context, r client.Request) (client.Answer, object, error) {
	answer, err := s.Do(ctx, r)
	if err != nil || len(answer.Body) == 0 {
		return answer, nil, err
	}
	o, err := read(answer.Body)
	return answer, o, err
}

// send asks for something to be done, with a body of JSON; nil: none.
func (s *Session) send(ctx context.Context, method, path string, body any) (client.Answer, object, error) {
	text, err := encode(body)
	if err != nil {
		return client.Answer{}, nil, err
	}
	return s.ask(ctx, client.Request{Method: method, Path: path, Body: text})
}

// post is send with POST, which nearly everything is.
func (s *Session) post(ctx context.Context, path string, body any) (client.Answer, object, error) {
	return s.send(ctx, http.MethodPost, path, body)
}

// query makes the parameters of an address of pairs of name and value; empty ones are left out.
func query(pairs ...string) url.Values {
	q := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			q.Set(pairs[i], pairs[i+1])
		}
	}
	return q
}
