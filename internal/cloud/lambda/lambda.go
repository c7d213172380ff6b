// Package lambda turns what AWS Lambda hands to a function (requests of API Gateway, batches of queues and of the change stream, schedules)
// into calls of plain Go, and what comes of them into what Lambda reads.
//
// It decides nothing about users, rules or mail, opens no connection and starts no runtime: a function's main does.
package lambda

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"

	"usersync/internal/access"
)

// Handler is what the Lambda runtime calls with an event. An error means that the invocation failed; its text names no data.
type Handler func(ctx context.Context, event json.RawMessage) (any, error)

// Margin is how long before Lambda ends an invocation the work in it is told to stop, so that there is time to answer.
const Margin = 2 * time.Second

// AccountOf names the account of a change or message of our own making.
func AccountOf(id string) access.Account { return access.FromTrigger(id) }

// within is ctx with its end moved forward by Margin.
func within(ctx context.Context) (context.Context, context.CancelFunc) {
	end, ok := ctx.Deadline()
	if !ok {
		return context.WithCancel(ctx)
	}
	return context.WithDeadline(ctx, end.Add(-Margin))
}

// contain calls do and reports whether it panicked, which it logs.
func contain(ctx context.Context, log *slog.Logger, what string, do func()) (panicked bool) {
	defer func() {
		if p := recover(); p != nil {
			panicked = true
			log.ErrorContext(ctx, what+" panicked", "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
		}
	}()
	do()
	return false
}
