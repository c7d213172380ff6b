package scimapi

import (
	"math"
	"net/http"
	"strconv"

	"usersync/internal/directory"
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

// listing is a list request bound to a resource type.
type listing struct {
	query    directory.Query
	view     schema.Projection
	question string // what a cursor of this list is bound to
}

// listing reads a list request and binds it; relation is the attribute ("groups", "members") that costs extra reads.
func (a *api) listing(c *call, rt *schema.ResourceType, relation string) (listing, error) {
	req, err := c.list()
	if err != nil {
		return listing{}, err
	}
	out, err := req.bind(rt, relation)
	out.query.Base = a.locations(&req)
	if err != nil || !req.byCursor() {
		return out, err
	}
	cur, err := a.unseal(c, out.question, req.cursor)
	at := cur.place()
	out.query.After = &at
	return out, err
}

// locations is what the locations begin with that a request asks for; "" when it asks for none.
func (a *api) locations(req *listRequest) string {
	if req.asksForLocations() {
		return a.baseURL
	}
	return ""
}

// bind binds a request to a resource type, but for its cursor. Attributes of the others may be asked for, and have no value.
func (req *listRequest) bind(rt *schema.ResourceType, relation string, others ...*schema.ResourceType) (listing, error) {
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
	if q.Order, err = req.order(rt, relation, others...); err != nil {
		return listing{}, err
	}
	if req.filtered {
		q.Filter, err = compile(req.filter, rt, others...)
	}
	return listing{q, view, req.question(rt.Name)}, err
}

func compile(text string, rt *schema.ResourceType, others ...*schema.ResourceType) (*filter.Filter, error) {
	expr, err := filter.Parse(text)
	if err != nil {
		return nil, err
	}
	return filter.CompileAmong(expr, rt, others...)
}

// listed is a resource that knows its place in a list.
type listed interface{ Place() directory.Place }

// answerList renders a page of a list; add appends one resource.
func answerList[T listed](a *api, c *call, req listing, list directory.List[T],
	add func(to []byte, item T, view schema.Projection) []byte,
) (reply, error) {
	items, n := pack(len(list.Items), func(to []byte, i int) []byte { return add(to, list.Items[i], req.view) })
	if req.query.After == nil {
		return indexed(list.Total, req.query.Start, items, n), nil
	}
	head := `"itemsPerPage":` + strconv.Itoa(n)
	if n > 0 && (list.More || n < len(list.Items)) {
		next, err := a.seal(c, req.question, cursorTo("", directory.Behind(list, n)))
		if err != nil {
			return reply{}, err
		}
		head += `,"nextCursor":"` + next + `"`
	}
	return listReply(totalOf(list), head, items), nil
}

// totalOf is the total of a list, -1 where it is not known.
func totalOf[T any](list directory.List[T]) int {
	if list.Uncounted {
		return -1
	}
	return list.Total
}

// page renders a list response by index of these resources.
func page(total, start int, resources []scim.Object) reply {
	items, n := packed(resources)
	return indexed(total, start, items, n)
}

// indexed is a list response by index (RFC 7644 section 3.4.2) with n resources that are rendered already.
func indexed(total, start int, items []byte, n int) reply {
	return listReply(total, `"startIndex":`+strconv.Itoa(start)+`,"itemsPerPage":`+strconv.Itoa(n), items)
}

func packed(resources []scim.Object) (items []byte, n int) {
	return pack(len(resources), func(to []byte, i int) []byte { return appendResource(to, resources[i]) })
}

// pack joins resources, and ends early at maxAnswer bytes: itemsPerPage says how many came, and the client goes on behind them. add appends one of them.
func pack(resources int, add func(to []byte, i int) []byte) (items []byte, n int) {
	items = make([]byte, 0, resources*usualBytes)
	for i := range resources {
		whole := len(items)
		if i > 0 {
			items = append(items, ',')
		}
		if items = add(items, i); i > 0 && len(items)-1 > maxAnswer {
			return items[:whole], i
		}
	}
	return items, resources
}

// listReply is a ListResponse. Resources is there even when it is empty, for clients that look into it unasked. A total below 0 is not known and
// left out, which RFC 9865 allows where pages go by cursor.
func listReply(total int, head string, items []byte) reply {
	body := []byte(`{"schemas":["` + scim.ListMessage + `"],`)
	if total >= 0 {
		body = append(body, `"totalResults":`+strconv.Itoa(total)+`,`...)
	}
	body = append(body, head+`,"Resources":[`...)
	body = append(body, items...)
	return reply{status: http.StatusOK, body: append(body, ']', '}')}
}
