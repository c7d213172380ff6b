package dynamo

import (
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"usersync/internal/table"
)

// The codes of reasons that are about one action.
const (
	conditionFailed = "ConditionalCheckFailed"
	conflictCode    = "TransactionConflict"
)

// cancellation is why a transaction did nothing. A failed condition goes before all else: it will not go away by
// trying again. Then come a limit, the load and other transactions.
func cancellation(err error, actions []table.Action, reasons []types.CancellationReason) error {
	if len(reasons) != len(actions) {
		return fmt.Errorf("engine/dynamo: a canceled transaction of %d actions with %d reasons: %w", len(actions), len(reasons), err)
	}
	var limited, throttled, conflicted bool
	for _, r := range reasons {
		switch code := aws.ToString(r.Code); {
		case code == conditionFailed:
			return refused(actions, reasons...)
		case limits[code]:
			limited = true
		case throttles[code]:
			throttled = true
		case code == conflictCode:
			conflicted = true
		}
	}
	switch {
	case limited:
		return &table.LimitError{What: "the database refuses it: " + message(reasons)}
	case throttled:
		return &table.ThrottledError{Cause: err}
	case conflicted:
		return refused(actions, reasons...)
	}
	return fmt.Errorf("engine/dynamo: %w", err)
}

// message is what the service says of the first limit among the reasons.
func message(reasons []types.CancellationReason) string {
	for _, r := range reasons {
		if limits[aws.ToString(r.Code)] {
			return aws.ToString(r.Message)
		}
	}
	return ""
}

// refused is the verdict on each action.
func refused(actions []table.Action, reasons ...types.CancellationReason) error {
	canceled := &table.CanceledError{Reasons: make([]table.Reason, len(reasons))}
	for i, r := range reasons {
		switch aws.ToString(r.Code) {
		case conflictCode:
			canceled.Reasons[i].Code = table.Conflicted
		case conditionFailed:
			canceled.Reasons[i].Code = table.ConditionFailed
			if len(r.Item) == 0 {
				continue
			}
			item, err := decodeItem(actions[i].Key.Table, r.Item)
			if err != nil {
				return err
			}
			item.Key = actions[i].Key
			canceled.Reasons[i].Item = &item
		}
	}
	return canceled
}
