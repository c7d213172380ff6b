package scimapi

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	"usersync/internal/fault"
	"usersync/internal/scim"
	"usersync/internal/scim/schema"
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

// byCursor reports how to page. A bare "cursor" beside a startIndex that is not the first comes from a client that pages by index.
func (req *listRequest) byCursor() bool { return req.paged && (req.cursor != "" || req.start <= 1) }

// question is all that decides what is in the list and in which order.
func (req *listRequest) question(of string) string {
	return strings.Join([]string{of, strconv.FormatBool(req.filtered), strconv.FormatBool(req.descending), strconv.Quote(req.sortBy), req.filter}, " ")
}

// asksForLocations reports whether the filter or the order may look at meta.location or a $ref, which have to be made up for them.
func (req *listRequest) asksForLocations() bool {
	text := strings.ToLower(req.filter + " " + req.sortBy)
	return strings.Contains(text, "location") || strings.Contains(text, "$ref")
}

// checkCount holds a page by cursor to the announced size (RFC 9865 section 2.1). A page by index is cut to it.
func (req *listRequest) checkCount() error {
	if req.byCursor() && (req.count < 0 || req.count > maxCount) {
		return fault.New(fault.Invalid, scim.InvalidCount, "With a cursor, count must be from 1 to %d.", maxCount)
	}
	return nil
}

// order reads sortBy; nil without one. Relations are read for the page alone, so nothing can be sorted by them.
func (req *listRequest) order(rt *schema.ResourceType, relation string, others ...*schema.ResourceType) (*schema.Order, error) {
	if strings.TrimSpace(req.sortBy) == "" {
		return nil, nil
	}
	order, err := rt.Order(req.sortBy, req.descending)
	for _, other := range others {
		if _, theirs := other.Order(req.sortBy, req.descending); err != nil && theirs == nil {
			return &schema.Order{Descending: req.descending}, nil
		}
	}
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

// list reads a list request, by URL or by .search.
func (c *call) list() (listRequest, error) {
	if c.r.Method == http.MethodPost {
		return c.listFromBody()
	}
	return c.listFromQuery()
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
