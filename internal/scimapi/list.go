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
	sortBy     string
	descending bool
	paged      bool // by cursor
	cursor     string
}

// listing is a list request bound to a resource type.
type listing struct {
	query    directory.Query
	view     schema.Projection
	question string // what a cursor of this list is bound to
}

// listing reads a list request; relation is the attribute ("groups", "members") that costs extra reads.
func (a *api) listing(c *call, rt *schema.ResourceType, relation string) (listing, error) {
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
	if err := req.checkCount(); err != nil {
		return listing{}, err
	}
	q := directory.Query{
		Start:     int(min(max(req.start, 1), math.MaxInt32)),
		Count:     int(min(max(req.count, 0), maxCount)),
		Relations: view.Wants(relation),
	}
	out := listing{q, view, req.question(rt)}
	if out.query.Order, err = req.order(rt, relation); err != nil {
		return listing{}, err
	}
	if req.filtered {
		if out.query.Filter, err = compile(req.filter, rt); err != nil {
			return listing{}, err
		}
	}
	if req.byCursor() {
		at, err := a.unseal(c, out.question, req.cursor)
		if err != nil {
			return listing{}, err
		}
		out.query.After = &at
	}
	return out, nil
}

// byCursor reports how to page. A bare "cursor" beside a startIndex that is not the first comes from a client that pages by index.
func (req *listRequest) byCursor() bool { return req.paged && (req.cursor != "" || req.start <= 1) }

// question is all that decides what is in the list and in which order.
func (req *listRequest) question(rt *schema.ResourceType) string {
	return strings.Join([]string{rt.Name, strconv.FormatBool(req.filtered), strconv.FormatBool(req.descending), strconv.Quote(req.sortBy), req.filter}, " ")
}

// checkCount holds a page by cursor to the announced size (RFC 9865 section 2.1). A page by index is cut to it.
func (req *listRequest) checkCount() error {
	if req.byCursor() && (req.count < 0 || req.count > maxCount) {
		return fault.New(fault.Invalid, scim.InvalidCount, "With a cursor, count must be from 1 to %d.", maxCount)
	}
	return nil
}

func compile(text string, rt *schema.ResourceType) (*filter.Filter, error) {
	expr, err := filter.Parse(text)
	if err != nil {
		return nil, err
	}
	return filter.Compile(expr, rt)
}

// order reads sortBy; nil without one. Relations are read for the page alone, so nothing can be sorted by them.
func (req *listRequest) order(rt *schema.ResourceType, relation string) (*schema.Order, error) {
	if strings.TrimSpace(req.sortBy) == "" {
		return nil, nil
	}
	order, err := rt.Order(req.sortBy, req.descending)
	if err != nil {
		return nil, err
	}
	if by, _, _ := strings.Cut(order.By(), "."); by == relation {
		return nil, fault.New(fault.Invalid, scim.InvalidValue, "Lists are not sorted by %s.", relation)
	}
	return &order, nil
}

// setOrder reads sortOrder; the default is ascending.
func (req *listRequest) setOrder(text string) bool {
	text = strings.ToLower(strings.TrimSpace(text))
	req.descending = text == "descending"
	return text == "" || req.descending || text == "ascending"
}

// listFromQuery reads filter, startIndex, count, cursor, sortBy, sortOrder, attributes and excludedAttributes.
func (c *call) listFromQuery() (listRequest, error) {
	req := listRequest{attributes: c.query.list("attributes"), excluded: c.query.list("excludedattributes")}
	var badFilter, badStart, badCount, badCursor, badSort error
	req.filter, req.filtered, badFilter = c.query.one("filter")
	req.start, badStart = c.number("startIndex", 1)
	req.count, badCount = c.number("count", defaultCount)
	req.cursor, req.paged, badCursor = c.query.one("cursor")
	req.sortBy, _, badSort = c.query.one("sortBy")
	if err := errors.Join(badFilter, badStart, badCount, badCursor, badSort); err != nil {
		return req, err
	}
	order, _, err := c.query.one("sortOrder")
	if err == nil && !req.setOrder(order) {
		err = fault.New(fault.Invalid, scim.InvalidValue, "sortOrder must be ascending or descending.")
	}
	return req, err
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
	case "cursor":
		req.cursor, ok = v.(string)
		req.paged = true
	case "sortby":
		req.sortBy, ok = v.(string)
	case "sortorder":
		text, isText := v.(string)
		ok = isText && req.setOrder(text)
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

// listed is a resource that knows its place in a list.
type listed interface{ Place() directory.Place }

// answerList renders a page of a list.
func answerList[T listed](a *api, c *call, req listing, list directory.List[T], object func(T) scim.Object) (reply, error) {
	resources := make([]scim.Object, len(list.Items))
	for i, item := range list.Items {
		resources[i] = req.view.Apply(object(item))
	}
	if req.query.After == nil {
		return page(list.Total, req.query.Start, resources), nil
	}
	items, n := pack(resources)
	head := `"itemsPerPage":` + strconv.Itoa(n)
	if n > 0 && (list.More || n < len(resources)) {
		next, err := a.seal(c, req.question, directory.Behind(list, n))
		if err != nil {
			return reply{}, err
		}
		head += `,"nextCursor":"` + next + `"`
	}
	return listReply(list.Total, head, items), nil
}

// page renders a list response by index (RFC 7644 section 3.4.2) of resources that are rendered already.
func page(total, start int, resources []scim.Object) reply {
	items, n := pack(resources)
	return listReply(total, `"startIndex":`+strconv.Itoa(start)+`,"itemsPerPage":`+strconv.Itoa(n), items)
}

// pack joins resources, and ends early at maxAnswer bytes: itemsPerPage says how many came, and the client goes on behind them.
func pack(resources []scim.Object) (items []byte, n int) {
	var buf bytes.Buffer
	for _, r := range resources {
		item := encode(r)
		if n > 0 && buf.Len()+len(item) > maxAnswer {
			break
		}
		if n > 0 {
			buf.WriteByte(',')
		}
		buf.Write(item)
		n++
	}
	return buf.Bytes(), n
}

// listReply is a ListResponse. Resources is there even when it is empty, for clients that look into it unasked.
func listReply(total int, head string, items []byte) reply {
	body := []byte(`{"schemas":["` + scim.ListMessage + `"],"totalResults":` + strconv.Itoa(total) + `,` + head + `,"Resources":[`)
	body = append(body, items...)
	return reply{status: http.StatusOK, body: append(body, ']', '}')}
}
