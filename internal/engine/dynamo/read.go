package dynamo

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"usersync/internal/table"
)

// Get reads one item, strongly consistent.
func (t *Table) Get(ctx context.Context, key table.Key) (item table.Item, ok bool, err error) {
	if err := table.CheckKey(key); err != nil {
		return table.Item{}, false, err
	}
	var out *dynamodb.GetItemOutput
	err = t.persist(ctx, read, func(bool) (err error) {
		out, err = t.client.GetItem(ctx, &dynamodb.GetItemInput{
			TableName: t.names.of(key.Table), Key: encodeKey(key), ConsistentRead: aws.Bool(true), ReturnConsumedCapacity: total,
		}, once)
		return failure(ctx, err)
	})
	if err != nil {
		return table.Item{}, false, err
	}
	chargeRead(ctx, reported(out.ConsumedCapacity))
	if len(out.Item) == 0 {
		return table.Item{}, false, nil
	}
	item, err = decodeItem(key.Table, out.Item)
	return item, err == nil, err
}

// errLeft is why a batch is asked for again when the service answered with nothing of it.
var errLeft = errors.New("the database left all of a batch unread")

// BatchGet reads up to table.MaxBatchGet items, strongly consistent. What the service leaves unread is asked for again; a
// batch of large items needs several requests, and each is charged as a call.
func (t *Table) BatchGet(ctx context.Context, keys []table.Key) ([]table.Item, error) {
	if err := table.CheckKeys(keys); err != nil {
		return nil, err
	}
	items := make([]table.Item, 0, len(keys))
	for pending := t.requests(keys); len(pending) > 0; {
		out, err := t.batch(ctx, pending)
		if err != nil {
			return nil, err
		}
		for physical, images := range out.Responses {
			name, ok := t.names.find(physical)
			if !ok {
				return nil, fmt.Errorf("engine/dynamo: an answer from a table that was not asked")
			}
			page, err := decodeItems(name, images)
			if err != nil {
				return nil, err
			}
			items = append(items, page...)
		}
		pending = out.UnprocessedKeys
	}
	return items, nil
}

// batch makes one request, again and again while it brings nothing at all.
func (t *Table) batch(ctx context.Context, pending map[string]types.KeysAndAttributes) (out *dynamodb.BatchGetItemOutput, err error) {
	err = t.persist(ctx, read, func(bool) (err error) {
		out, err = t.client.BatchGetItem(ctx, &dynamodb.BatchGetItemInput{RequestItems: pending, ReturnConsumedCapacity: total}, once)
		if err != nil {
			return failure(ctx, err)
		}
		chargeRead(ctx, out.ConsumedCapacity...)
		if count(out.UnprocessedKeys) >= count(pending) {
			return &table.ThrottledError{Cause: errLeft}
		}
		return nil
	})
	return out, err
}

// requests is the keys by their tables.
func (t *Table) requests(keys []table.Key) map[string]types.KeysAndAttributes {
	pending := map[string]types.KeysAndAttributes{}
	for _, key := range keys {
		name := *t.names.of(key.Table)
		request := pending[name]
		request.ConsistentRead = aws.Bool(true)
		request.Keys = append(request.Keys, encodeKey(key))
		pending[name] = request
	}
	return pending
}

func count(pending map[string]types.KeysAndAttributes) (n int) {
	for _, request := range pending {
		n += len(request.Keys)
	}
	return n
}
