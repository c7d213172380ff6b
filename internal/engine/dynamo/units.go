package dynamo

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"usersync/internal/table"
)

// total asks every request what it consumed, index included.
const total = types.ReturnConsumedCapacityTotal

// chargeRead counts the requests of a read, chargeWrite those of a plain write. Neither counts a request that failed:
// the service does not say what it consumed.
func chargeRead(ctx context.Context, consumed ...types.ConsumedCapacity) {
	units := 0.0
	for _, c := range consumed {
		units += aws.ToFloat64(c.CapacityUnits)
	}
	table.Charge(ctx, units, 0)
}

func chargeWrite(ctx context.Context, consumed *types.ConsumedCapacity) {
	if consumed != nil {
		table.Charge(ctx, 0, aws.ToFloat64(consumed.CapacityUnits))
	}
}

// chargeTransaction counts a transaction. One that was repeated under its token and had worked the first time has only
// read (API Reference, TransactWriteItems, "Idempotency"), and says so.
func chargeTransaction(ctx context.Context, consumed []types.ConsumedCapacity) {
	var reads, writes float64
	for _, c := range consumed {
		read := aws.ToFloat64(c.ReadCapacityUnits)
		reads += read
		writes += aws.ToFloat64(c.CapacityUnits) - read
	}
	table.Charge(ctx, reads, writes)
}

// reported is what a single read consumed, as a list.
func reported(c *types.ConsumedCapacity) types.ConsumedCapacity {
	if c == nil {
		return types.ConsumedCapacity{}
	}
	return *c
}
