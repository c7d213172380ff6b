package scimapi

import (
	"net/http"
	"strings"

	"usersync/internal/fault"
	"usersync/internal/scim"
)

// The limits of a bulk request, as ServiceProviderConfig announces them. What one operation may carry is limited as it is outside of bulk.
const (
	maxBulkOperations = 100
	maxBulkBody       = 1 << 20 // bytes
)

// bulkOperation is one operation as it came.
type bulkOperation struct {
	method  string
	path    string
	bulkID  string // "": none
	version string // for If-Match; "": none
	data    any    // nil: none
}

// bulkRequest is a BulkRequest message as it came.
type bulkRequest struct {
	operations   []bulkOperation
	failOnErrors int // after so many failures nothing more is tried; 0: everything is
}

// bulk is POST /Bulk (RFC 7644 section 3.7). Every operation goes through the same handler as a request of its own would, in the order
// given, but for an operation that others before it refer to by its bulkId: it goes first. It answers 200 whatever became of
// the operations, and fails as a whole only before the first of them, or when its time is over.
func (a *api) bulk(c *call) (reply, error) {
	body, err := c.object(maxBulkBody)
	if err != nil {
		return reply{}, err
	}
	request, err := readBulk(body)
	if err != nil {
		return reply{}, err
	}
	if err := a.owe(c, len(request.operations)); err != nil {
		return reply{}, err
	}
	run, err := newBulkRun(a, c, request)
	if err != nil {
		return reply{}, err
	}
	for i := range request.operations {
		if err := run.perform(i); err != nil {
			return reply{}, err
		}
	}
	return reply{status: http.StatusOK, body: encode(scim.Object{
		"schemas":    []any{scim.BulkAnswer},
		"Operations": run.answers(),
	})}, nil
}

// readBulk reads the message; names of members are compared without case. What is wrong with one operation fails that operation
// later, unless it is no object at all.
func readBulk(body map[string]any) (bulkRequest, error) {
	list, ok := memberOf(body, "Operations").([]any)
	if !ok {
		return bulkRequest{}, fault.New(fault.Malformed, scim.InvalidSyntax, "The message has no list of Operations.")
	}
	if len(list) > maxBulkOperations {
		return bulkRequest{}, fault.New(fault.TooLarge, scim.TooMany, "A bulk request holds at most %d operations (maxOperations). Send them in several requests.", maxBulkOperations)
	}
	request := bulkRequest{operations: make([]bulkOperation, len(list))}
	for i, item := range list {
		o, isObject := item.(map[string]any)
		if !isObject {
			return bulkRequest{}, fault.New(fault.Malformed, scim.InvalidSyntax, "Operation %d is not an object.", i+1)
		}
		request.operations[i] = readBulkOperation(o)
	}
	limit, err := failOnErrors(memberOf(body, "failOnErrors"))
	request.failOnErrors = limit
	return request, err
}

// readBulkOperation leaves empty what is absent or no text: an operation without it will fail.
func readBulkOperation(o map[string]any) bulkOperation {
	text := func(name string) string {
		s, _ := memberOf(o, name).(string)
		return s
	}
	return bulkOperation{
		method: strings.ToUpper(text("method")), path: text("path"), bulkID: text("bulkId"), version: text("version"),
		data: memberOf(o, "data"),
	}
}

// failOnErrors reads the number of failures after which to stop; 0 and null are as good as absent.
func failOnErrors(v any) (int, error) {
	if v == nil {
		return 0, nil
	}
	n, ok := wholeNumber(v)
	if !ok || n < 0 {
		return 0, fault.New(fault.Invalid, scim.InvalidValue, "failOnErrors must be a whole number of failures.").At("failOnErrors", "is not a whole number above zero")
	}
	return int(min(n, maxBulkOperations+1)), nil
}

// memberOf finds a member of a message by its name without case.
func memberOf(o map[string]any, name string) any {
	if v, ok := o[name]; ok {
		return v
	}
	for key, v := range o {
		if strings.EqualFold(key, name) {
			return v
		}
	}
	return nil
}
