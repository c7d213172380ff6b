package client

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
)

// Largest page that a server gives.
const maxPage = 1000

// List is a list, or as much of it as was wanted.
type List struct {
	Items []json.RawMessage
	Total int  // how many there are altogether; -1 where the server does not say
	More  bool // there are more than Items
	JSON  []byte
}

// page is one answer of a list.
type page struct {
	Items []json.RawMessage `json:"items"`
	Next  string            `json:"next"`
	Total *int              `json:"total"`
}

// All reads a list page by page, up to limit items; 0 reads it whole. JSON is what the server sent where that was one page, or the pages made one. The errors are
// those of Do; a list whose cursors go in circles is an *AnswerError.
func (c *Client) All(ctx context.Context, path string, query url.Values, limit int) (List, error) {
	list, seen := List{Total: -1, Items: []json.RawMessage{}}, map[string]bool{}
	query = copied(query)
	for first := true; ; first = false {
		query.Set("limit", strconv.Itoa(pageSize(limit, len(list.Items))))
		answer, err := c.Do(ctx, Request{Method: http.MethodGet, Path: path, Query: query})
		if err != nil {
			return List{}, err
		}
		var p page
		if json.Unmarshal(answer.Body, &p) != nil {
			return List{}, &AnswerError{c.Host(), answer.Status, "the list has another shape than expected."}
		}
		list.Items = append(list.Items, p.Items...)
		if p.Total != nil {
			list.Total = *p.Total
		}
		list.More = p.Next != "" || limit > 0 && len(list.Items) > limit
		full := limit > 0 && len(list.Items) >= limit
		if p.Next == "" || full {
			return list.finish(answer.Body, first, limit)
		}
		if seen[p.Next] {
			return List{}, &AnswerError{c.Host(), answer.Status, "the pages of the list go in circles."}
		}
		seen[p.Next] = true
		query.Set("cursor", p.Next)
	}
}

func copied(query url.Values) url.Values {
	out := url.Values{}
	for name, values := range query {
		out[name] = slices.Clone(values)
	}
	return out
}

func pageSize(limit, have int) int {
	if limit <= 0 {
		return maxPage
	}
	return min(limit-have, maxPage)
}

// finish cuts the list to its limit and writes it as JSON.
func (l List) finish(body []byte, single bool, limit int) (List, error) {
	if limit > 0 && len(l.Items) > limit {
		l.Items, single = l.Items[:limit], false
	}
	if single {
		l.JSON = body
		return l, nil
	}
	whole := map[string]any{"items": l.Items}
	if l.Total >= 0 {
		whole["total"] = l.Total
	}
	var err error
	l.JSON, err = json.Marshal(whole)
	return l, err
}
