package table

import (
	"errors"
	"fmt"
	"strings"
)

// ReasonCode says what became of one action of a refused transaction.
type ReasonCode uint8

// The reasons.
const (
	None            ReasonCode = iota // nothing wrong with this one
	ConditionFailed                   // a condition did not hold; Reason.Item is the item as it was
	Conflicted                        // another transaction is at work on the item; try again
)

// Reason is the verdict on one action, in the order of the actions.
type Reason struct {
	Code ReasonCode
	Item *Item // ConditionFailed: the item as it was, nil when there was none
}

// CanceledError says that a transaction did nothing, with a reason per action.
type CanceledError struct{ Reasons []Reason }

func (e *CanceledError) Error() string {
	var failed []string
	for i, r := range e.Reasons {
		if r.Code != None {
			failed = append(failed, fmt.Sprintf("action %d: %s", i, [...]string{"", "condition failed", "conflict"}[r.Code]))
		}
	}
	return "transaction canceled: " + strings.Join(failed, "; ")
}

// Failed reports whether the condition of action i failed; it is false of nil, so that
// Canceled(err).Failed(0) asks any error.
func (e *CanceledError) Failed(i int) bool {
	return e != nil && i < len(e.Reasons) && e.Reasons[i].Code == ConditionFailed
}

// Canceled finds the *CanceledError in err's chain, or nil.
func Canceled(err error) *CanceledError {
	var c *CanceledError
	if errors.As(err, &c) {
		return c
	}
	return nil
}

// LimitError says that a request breaks one of DynamoDB's limits and was not tried.
type LimitError struct{ What string }

func (e *LimitError) Error() string { return "over a table limit: " + e.What }

// ThrottledError says that the database refused for load; nothing happened.
type ThrottledError struct{ Cause error }

func (e *ThrottledError) Error() string { return "throttled: " + fmt.Sprint(e.Cause) }
func (e *ThrottledError) Unwrap() error { return e.Cause }

// AmbiguousError says that a write may or may not have happened (a time-out or a lost answer).
type AmbiguousError struct{ Cause error }

func (e *AmbiguousError) Error() string { return "outcome unknown: " + fmt.Sprint(e.Cause) }
func (e *AmbiguousError) Unwrap() error { return e.Cause }
