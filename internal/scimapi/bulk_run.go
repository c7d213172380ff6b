package scimapi

import (
	"log/slog"
	"net/http"
	"slices"
	"strconv"

	"usersync/internal/fault"
	"usersync/internal/scim"
	"usersync/internal/web"
)

// bulkRun is a bulk request on its way.
type bulkRun struct {
	api      *api
	call     *call
	request  bulkRequest
	creates  map[string]int // a bulkId to its POST
	begun    []bool
	outcomes []*bulkOutcome // nil: not yet, or never
	failures int
}

// bulkOutcome is what became of one operation.
type bulkOutcome struct {
	status   int
	location string
	version  string // the entity tag; "": none
	id       string // of the created resource
	failure  scim.Object
	circular bool
}

// newBulkRun fails when two POSTs have one bulkId: what refers to it could mean either.
func newBulkRun(a *api, c *call, request bulkRequest) (*bulkRun, error) {
	n := len(request.operations)
	r := &bulkRun{api: a, call: c, request: request, creates: map[string]int{}, begun: make([]bool, n), outcomes: make([]*bulkOutcome, n)}
	for i, o := range request.operations {
		if o.method != http.MethodPost || o.bulkID == "" {
			continue
		}
		if _, taken := r.creates[o.bulkID]; taken {
			return nil, fault.New(fault.Invalid, scim.InvalidValue, "Two operations have the same bulkId. Give each POST its own.")
		}
		r.creates[o.bulkID] = i
	}
	return r, nil
}

// over reports whether failOnErrors is reached.
func (r *bulkRun) over() bool {
	return r.request.failOnErrors > 0 && r.failures >= r.request.failOnErrors
}

// perform carries out one operation, and before it those that it refers to, each once. It fails when the time of the request is over.
func (r *bulkRun) perform(i int) error {
	if r.begun[i] || r.over() {
		return nil
	}
	r.begun[i] = true
	o := r.request.operations[i]
	refused, err := r.performReferences(o)
	if err != nil || r.over() {
		return err
	}
	if err := r.call.ctx().Err(); err != nil {
		return err
	}
	if refused == nil {
		refused = o.check()
	}
	if refused != nil {
		r.note(i, r.api.refusal(r.call, refused))
		return nil
	}
	r.note(i, r.api.operate(r.call, o.resolved(func(bulkID string) string { return r.outcomes[r.creates[bulkID]].id })))
	return nil
}

func (r *bulkRun) note(i int, out *bulkOutcome) {
	r.outcomes[i] = out
	if out.failure != nil {
		r.failures++
	}
}

// performReferences carries out what an operation refers to. refused says why the operation itself cannot be.
func (r *bulkRun) performReferences(o bulkOperation) (refused *fault.Error, err error) {
	for _, bulkID := range o.references() {
		i, known := r.creates[bulkID]
		if !known {
			return errNoReference, nil
		}
		if err := r.perform(i); err != nil || r.over() {
			return nil, err
		}
		switch out := r.outcomes[i]; {
		case out == nil || out.circular: // under way further up, or found to be in a circle there
			return errCircle, nil
		case out.failure != nil:
			return errFailedReference, nil
		}
	}
	return nil, nil
}

// bulkMethods are those that an operation may have (RFC 7644 section 3.7). Of another one nothing is repeated.
var bulkMethods = []string{http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete}

// check finds what an operation lacks before it can be a request. What its path leads to, the router says.
func (o bulkOperation) check() *fault.Error {
	if !slices.Contains(bulkMethods, o.method) {
		return fault.New(fault.Malformed, scim.InvalidSyntax, "The method of a bulk operation is POST, PUT, PATCH or DELETE.")
	}
	if o.path == "" || o.path[0] != '/' {
		return fault.New(fault.Malformed, scim.InvalidSyntax, "The path of a bulk operation begins with a slash and is relative to the base, as in /Users.")
	}
	if o.method == http.MethodPost && o.bulkID == "" {
		return fault.New(fault.Malformed, scim.InvalidSyntax, "A POST in a bulk request needs a bulkId.")
	}
	return nil
}

// refusal is the outcome of an operation that failed. The cause of a failure of ours goes to the log, as it would for a request.
func (a *api) refusal(c *call, e *fault.Error) *bulkOutcome {
	if e.Kind == fault.Internal || e.Kind == fault.Unavailable {
		a.log.LogAttrs(c.ctx(), slog.LevelError, "bulk operation failed", slog.String("request", web.RequestID(c.ctx())), slog.String("error", e.Error()))
	}
	status, body := errorBody(e)
	return &bulkOutcome{status: status, failure: body, circular: e == errCircle}
}

// answers lists the outcomes of what was tried, in the order of the request.
func (r *bulkRun) answers() []any {
	answers := []any{}
	for i, out := range r.outcomes {
		if out == nil {
			continue
		}
		o := r.request.operations[i]
		answer := scim.Object{"status": strconv.Itoa(out.status)}
		if slices.Contains(bulkMethods, o.method) {
			answer["method"] = o.method
		}
		for name, text := range map[string]string{"bulkId": o.bulkID, "location": out.location, "version": out.version} {
			if text != "" {
				answer[name] = text
			}
		}
		if out.failure != nil {
			answer["response"] = out.failure
		}
		answers = append(answers, answer)
	}
	return answers
}
