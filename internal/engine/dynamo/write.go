package dynamo

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"usersync/internal/table"
)

// Transact carries out all the actions or none. A lone put, update or delete goes as a plain request, which costs half;
// the service knows no repetition of those, so that one whose answer is lost is an *table.AmbiguousError at once.
func (t *Table) Transact(ctx context.Context, actions []table.Action) error {
	if err := table.CheckActions(actions); err != nil {
		return err
	}
	if len(actions) > 1 || actions[0].Verb == table.CheckVerb {
		return t.transact(ctx, actions)
	}
	return t.persist(ctx, plain, func(bool) error {
		err := t.write(ctx, &actions[0])
		return refusal(ctx, err, actions)
	})
}

func (t *Table) write(ctx context.Context, a *table.Action) error {
	switch a.Verb {
	case table.PutVerb:
		return t.put(ctx, a)
	case table.UpdateVerb:
		return t.update(ctx, a)
	default:
		return t.delete(ctx, a)
	}
}

func (t *Table) put(ctx context.Context, a *table.Action) error {
	s := compile(a)
	out, err := t.client.PutItem(ctx, &dynamodb.PutItemInput{
		TableName: t.names.of(a.Key.Table), Item: encodeItem(a.Key, a.Attrs), ConditionExpression: s.condition,
		ExpressionAttributeNames: s.names, ExpressionAttributeValues: s.values,
		ReturnConsumedCapacity: total, ReturnValuesOnConditionCheckFailure: oldItem,
	}, once)
	if err != nil {
		return err
	}
	chargeWrite(ctx, out.ConsumedCapacity)
	return nil
}

func (t *Table) update(ctx context.Context, a *table.Action) error {
	s := compile(a)
	out, err := t.client.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName: t.names.of(a.Key.Table), Key: encodeKey(a.Key), UpdateExpression: s.update, ConditionExpression: s.condition,
		ExpressionAttributeNames: s.names, ExpressionAttributeValues: s.values,
		ReturnConsumedCapacity: total, ReturnValuesOnConditionCheckFailure: oldItem,
	}, once)
	if err != nil {
		return err
	}
	chargeWrite(ctx, out.ConsumedCapacity)
	return nil
}

func (t *Table) delete(ctx context.Context, a *table.Action) error {
	s := compile(a)
	out, err := t.client.DeleteItem(ctx, &dynamodb.DeleteItemInput{
		TableName: t.names.of(a.Key.Table), Key: encodeKey(a.Key), ConditionExpression: s.condition,
		ExpressionAttributeNames: s.names, ExpressionAttributeValues: s.values,
		ReturnConsumedCapacity: total, ReturnValuesOnConditionCheckFailure: oldItem,
	}, once)
	if err != nil {
		return err
	}
	chargeWrite(ctx, out.ConsumedCapacity)
	return nil
}
