package scimapi

import (
	"bytes"
	"errors"
	"math"
	"net/http"
	"strconv"
	"strings"

	"usersync/internal/directory"
	"usersync/internal/fault"
	"usersync/internal/scim"
	"usersync/internal/scim/filter"
	"usersync/internal/scim/schema"
)

// The numbers of a list.
const (
	defaultCount = 100
	maxCount     = 1000    // as ServiceProviderConfig announces
	maxAnswer    = 4 << 20 // bytes; a page that would be longer has fewer resources. As text within JSON it must fit a function's answer of 6 MB
)

// listRequest is a list request as it came, by URL or by .search.
type listRequest struct {
	filter     string
	filtered   bool
	attributes []string
	excluded   []string
	start      int64
	count      int64
}

// listing is a list request bound to a resource type.
type listing struct {
	query directory.Query
	view  schema.Projection
}

// listing reads a list request; relation is the attribute ("groups", "members") that costs extra reads.
func (c *call) listing(rt *schema.ResourceType, relation string) (listing, error) {
	read := c.listFromQuery
	if c.r.Method == http.MethodPost {
		read = c.listFromBody
	}
	req, err := read()
	if err != nil {
		return listing{}, err
	}
	view, err := rt.Projection(req.attributes, req.excluded)
	if err != nil {
		return listing{}, err
	}
	q := directory.Query{
		Start:     int(min(max(req.start, 1), math.MaxInt32)),
		Count:     int(min(max(req.count, 0), maxCount)),
		Relations: view.Wants(relation),
	}
	if req.filtered {
		q.Filter, err = compile(req.filter, rt)
	}
	return listing{q, view}, err
}

func compile(text string, rt *schema.ResourceType) (*filter.Filter, error) {
	expr, err := filter.Parse(text)
	if err != nil {
		return nil, err
	}
	return filter.Compile(expr, rt)
}

// listFromQuery reads filter, startIndex, count, attributes and excludedAttributes. sortBy and sortOrder are ignored: sorting
// is announced as unsupported. A bare cursor asks for the first page, which it gets.
func (c *call) listFromQuery() (listRequest, error) {
	req := listRequest{attributes: c.query.list("attributes"), excluded: c.query.list("excludedattributes")}
	var badFilter, badStart, badCount error
	req.filter, req.filtered, badFilter = c.query.one("filter")
	req.start, badStart = c.number("startIndex", 1)
	req.count, badCount = c.number("count", defaultCount)
	return req, errors.Join(badFilter, badStart, badCount)
}

// number reads a whole number from the query; a parameter that is absent or empty has its default.
func (c *call) number(name string, otherwise int64) (int64, error) {
	text, _, err := c.query.one(name)
	if err != nil || strings.TrimSpace(text) == "" {
		return otherwise, err
	}
	n, ok := parseCount(text)
	if !ok {
		return 0, errNumber(name)
	}
	return n, nil
}

func errNumber(name string) error {
	return fault.New(fault.Invalid, scim.InvalidValue, "%s must be a whole number.", name)
}

// parseCount reads a whole number of any size; what does not fit is as good as the largest or smallest that does.
func parseCount(text string) (int64, bool) {
	n, err := strconv.ParseInt(strings.TrimSpace(text), 10, 64)
	return n, err == nil || errors.Is(err, strconv.ErrRange)
}

// listFromBody reads a SearchRequest (RFC 7644 section 3.4.3); names of members are compared without case.
func (c *call) listFromBody() (listRequest, error) {
	body, err := c.object(maxSearchBody)
	if err != nil {
		return listRequest{}, err
	}
	req := listRequest{start: 1, count: defaultCount}
	for name, v := range body {
		if err := req.set(strings.ToLower(name), v); err != nil {
			return listRequest{}, err
		}
	}
	return req, nil
}

// set takes one member of a SearchRequest; null is as good as absent, and unknown members are ignored.
func (req *listRequest) set(name string, v any) error {
	if v == nil {
		return nil
	}
	ok := true
	switch name {
	case "filter":
		req.filter, ok = v.(string)
		req.filtered = true
	case "startindex":
		req.start, ok = wholeNumber(v)
	case "count":
		req.count, ok = wholeNumber(v)
	case "attributes":
		req.attributes, ok = namesOf(v)
	case "excludedattributes":
		req.excluded, ok = namesOf(v)
	}
	if !ok {
		return fault.New(fault.Invalid, scim.InvalidValue, "A member of the search request has the wrong type.").At(name, "has the wrong type")
	}
	return nil
}

// page renders a list response (RFC 7644 section 3.4.2) of resources that are rendered already. It ends early at maxAnswer bytes: itemsPerPage says how
// many came, and the client goes on behind them. Resources is there even when it is empty, for clients that look into it unasked.
func page(total, start int, resources []scim.Object) reply {
	var items bytes.Buffer
	n := 0
	for _, r := range resources {
		item := encode(r)
		if n > 0 && items.Len()+len(item) > maxAnswer {
			break
		}
		if n > 0 {
			items.WriteByte(',')
		}
		items.Write(item)
		n++
	}
	head := `{"schemas":["` + scim.ListMessage + `"],"totalResults":` + strconv.Itoa(total) +
		`,"startIndex":` + strconv.Itoa(start) + `,"itemsPerPage":` + strconv.Itoa(n) + `,"Resources":[`
	body := append([]byte(head), items.Bytes()...)
	return reply{status: http.StatusOK, body: append(body, ']', '}')}
}
