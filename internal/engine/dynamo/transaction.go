package dynamo

import (
	"context"
	"crypto/rand"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"usersync/internal/table"
)

// transact sends a TransactWriteItems. While the fate of an attempt is in doubt, the next one carries the same token:
// should the first have worked, the service answers it with success and does nothing.
func (t *Table) transact(ctx context.Context, actions []table.Action) error {
	items := t.items(actions)
	var token string
	return t.persist(ctx, transaction, func(inDoubt bool) error {
		if !inDoubt {
			token = rand.Text()
		}
		out, err := t.client.TransactWriteItems(ctx, &dynamodb.TransactWriteItemsInput{
			TransactItems: items, ClientRequestToken: &token, ReturnConsumedCapacity: total,
		}, once)
		if err != nil {
			return refusal(ctx, err, actions)
		}
		chargeTransaction(ctx, out.ConsumedCapacity)
		return nil
	})
}

func (t *Table) items(actions []table.Action) []types.TransactWriteItem {
	items := make([]types.TransactWriteItem, len(actions))
	for i := range actions {
		items[i] = t.item(&actions[i])
	}
	return items
}

func (t *Table) item(a *table.Action) (item types.TransactWriteItem) {
	s, name := compile(a), t.names.of(a.Key.Table)
	switch a.Verb {
	case table.PutVerb:
		item.Put = &types.Put{
			TableName: name, Item: encodeItem(a.Key, a.Attrs), ConditionExpression: s.condition,
			ExpressionAttributeNames: s.names, ExpressionAttributeValues: s.values, ReturnValuesOnConditionCheckFailure: oldItem,
		}
	case table.UpdateVerb:
		item.Update = &types.Update{
			TableName: name, Key: encodeKey(a.Key), UpdateExpression: s.update, ConditionExpression: s.condition,
			ExpressionAttributeNames: s.names, ExpressionAttributeValues: s.values, ReturnValuesOnConditionCheckFailure: oldItem,
		}
	case table.DeleteVerb:
		item.Delete = &types.Delete{
			TableName: name, Key: encodeKey(a.Key), ConditionExpression: s.condition,
			ExpressionAttributeNames: s.names, ExpressionAttributeValues: s.values, ReturnValuesOnConditionCheckFailure: oldItem,
		}
	case table.CheckVerb:
		item.ConditionCheck = &types.ConditionCheck{
			TableName: name, Key: encodeKey(a.Key), ConditionExpression: s.condition,
			ExpressionAttributeNames: s.names, ExpressionAttributeValues: s.values, ReturnValuesOnConditionCheckFailure: oldItem,
		}
	}
	return item
}
