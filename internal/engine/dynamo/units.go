package dynamo

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"usersync/internal/table"
)

// total asks every request what it consumed, index included.
const total = types.ReturnConsumedCapacityTotal

func chargeRead(ctx context.Context, consumed ...types.ConsumedCapacity) {
	table.Charge(ctx, sum(consumed), 0)
}

func chargeWrite(ctx context.Context, consumed ...types.ConsumedCapacity) {
	table.Charge(ctx, 0, sum(consumed))
}

func sum(consumed []types.ConsumedCapacity) (units float64) {
	for _, c := range consumed {
		if c.CapacityUnits != nil {
			units += *c.CapacityUnits
		}
	}
	return units
}

// reported is what a single request consumed; some stand-ins leave it out.
func reported(c *types.ConsumedCapacity) types.ConsumedCapacity {
	if c == nil {
		return types.ConsumedCapacity{}
	}
	return *c
}
