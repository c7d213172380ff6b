package adminapi

import (
	"encoding/base64"
	"strconv"
	"strings"

	"usersync/internal/fault"
)

// How many items a page has: at most, and where nothing is asked for. What comes out of the policy is small and comes whole.
const (
	maxLimit     = 1000
	defaultLimit = 100
)

// PageInput asks for one page of a list.
type PageInput struct {
	Limit  int    `query:"limit" minimum:"0" doc:"How many items at most; above 1,000 counts as 1,000, and 0 or none as the list's own default."`
	Cursor string `query:"cursor" doc:"The next of the page before."`
}

func (p PageInput) limit(otherwise int) int {
	if p.Limit == 0 {
		return otherwise
	}
	return min(p.Limit, maxLimit)
}

// List is one page.
type List[T any] struct {
	Items []T    `json:"items" nullable:"false"`
	Next  string `json:"next,omitempty" doc:"The cursor of the next page; absent on the last."`
	Total *int   `json:"total,omitempty" doc:"How many there are on all pages, where that is cheap to say."`
}

// listOutput is a List as an answer.
type listOutput[T any] struct {
	ETag string `header:"ETag"`
	Body List[T]
}

// convert makes views of things.
func convert[T, V any](items []T, view func(T) V) []V {
	views := make([]V, len(items))
	for i, item := range items {
		views[i] = view(item)
	}
	return views
}

// paged is one page of a list that is at hand as a whole.
func paged[T, V any](in PageInput, items []T, view func(T) V) (*listOutput[V], error) {
	start, err := offset(in.Cursor)
	if err != nil {
		return nil, err
	}
	total := len(items)
	start = min(start, total)
	end := min(start+in.limit(maxLimit), total)
	return pageOf(convert(items[start:end], view), total, end), nil
}

// pageOf is a page of a list whose length is known; end is how many items were listed up to here.
func pageOf[V any](items []V, total, end int) *listOutput[V] {
	out := &listOutput[V]{Body: List[V]{Items: items, Total: &total}}
	if end < total && len(items) > 0 {
		out.Body.Next = encodeCursor(strconv.Itoa(end))
	}
	return out
}

// encodeCursor makes a cursor that is safe in URLs out of what its maker understands.
func encodeCursor(text string) string {
	if text == "" {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString([]byte(text))
}

// decodeCursor is the reverse. fault.Malformed.
func decodeCursor(cursor string) (string, error) {
	text, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil {
		return "", errCursor()
	}
	return string(text), nil
}

// offset is how many items a cursor of paged or pageOf skips.
func offset(cursor string) (int, error) {
	text, err := decodeCursor(cursor)
	if err != nil || text == "" {
		return 0, err
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 || strings.HasPrefix(text, "+") {
		return 0, errCursor()
	}
	return n, nil
}

func errCursor() error {
	return fault.New(fault.Malformed, "invalid_cursor", "The cursor is not one of this list. Begin again without.")
}

// orNull is a text that reads null when there is none.
func orNull(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}
