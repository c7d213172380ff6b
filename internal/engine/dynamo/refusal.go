package dynamo

import (
	"context"
	"errors"
	"fmt"
	"net"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"usersync/internal/table"
)

// The codes of errors, and of reasons within a canceled transaction, that have a meaning of their own: Amazon DynamoDB
// Developer Guide, "Error handling with DynamoDB", and API Reference, TransactWriteItems.
var (
	throttles = map[string]bool{
		"ProvisionedThroughputExceededException": true, "ThrottlingException": true, "RequestLimitExceeded": true,
		"ProvisionedThroughputExceeded": true, "ThrottlingError": true,
	}
	limits = map[string]bool{
		"ValidationException": true, "ItemCollectionSizeLimitExceededException": true,
		"ValidationError": true, "ItemCollectionSizeLimitExceeded": true,
	}
)

// refusal is the error of an attempt in the words of package table, nil for nil. The actions are those of a write.
func refusal(ctx context.Context, err error, actions []table.Action) error {
	var (
		failed   *types.ConditionalCheckFailedException
		canceled *types.TransactionCanceledException
		conflict *types.TransactionConflictException
	)
	switch {
	case errors.As(err, &failed):
		return refused(actions[:1], types.CancellationReason{Code: aws.String(conditionFailed), Item: failed.Item})
	case errors.As(err, &conflict):
		return refused(actions[:1], types.CancellationReason{Code: aws.String(conflictCode)})
	case errors.As(err, &canceled):
		return cancellation(err, actions, canceled.CancellationReasons)
	}
	return failure(ctx, err)
}

// failure is the same where no item can be blamed, as in a read.
func failure(ctx context.Context, err error) error {
	var api smithy.APIError
	switch {
	case err == nil:
		return nil
	case unsent(err):
		return &table.ThrottledError{Cause: err}
	case errors.As(err, &api) && throttles[api.ErrorCode()]:
		return &table.ThrottledError{Cause: err}
	case errors.As(err, &api) && limits[api.ErrorCode()]:
		return &table.LimitError{What: "the database refuses it: " + api.ErrorMessage()}
	case lost(ctx, err):
		return &table.AmbiguousError{Cause: err}
	}
	return fmt.Errorf("engine/dynamo: %w", err)
}

// unsent reports whether there was not even a connection.
func unsent(err error) bool {
	var (
		op  *net.OpError
		dns *net.DNSError
	)
	return errors.As(err, &dns) || errors.As(err, &op) && op.Op == "dial"
}

// lost reports whether the request was sent, and no answer says what became of it: none came, one that cannot be
// read, an error of the service's own, or the news that the attempt before is still at work.
func lost(ctx context.Context, err error) bool {
	var (
		running *types.TransactionInProgressException
		send    *smithyhttp.RequestSendError
		answer  *smithyhttp.ResponseError
	)
	switch {
	case errors.As(err, &running), errors.As(err, &send):
		return true
	case errors.As(err, &answer):
		return answer.HTTPStatusCode() < 300 || answer.HTTPStatusCode() >= 500
	}
	return ctx.Err() != nil
}
