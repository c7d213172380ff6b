package dynamo

import (
	"context"
	"math"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"usersync/internal/table"
)

// Query reads a page of one partition of a table or of its index. A range that nothing can be in is not asked for.
func (t *Table) Query(ctx context.Context, q table.Query) (table.Page, error) {
	if err := table.CheckQuery(q); err != nil {
		return table.Page{}, err
	}
	s := spanOf(q)
	if !s.holds(q) { // a stand-in may let it pass
		return table.Page{}, &table.LimitError{What: "a cursor outside of the query's range"}
	}
	if err := ctx.Err(); err != nil || s.empty() {
		return table.Page{}, err
	}
	var out *dynamodb.QueryOutput
	input := t.question(q, s)
	err := t.persist(ctx, read, func(bool) (err error) {
		out, err = t.client.Query(ctx, input, once)
		return failure(ctx, err)
	})
	if err != nil {
		return table.Page{}, err
	}
	chargeRead(ctx, reported(out.ConsumedCapacity))
	return page(q, out)
}

// question is the request of a query.
func (t *Table) question(q table.Query, s span) *dynamodb.QueryInput {
	partition, sort := partitionKey, sortKey
	input := &dynamodb.QueryInput{
		TableName: t.names.of(q.Table), ScanIndexForward: aws.Bool(!q.Desc), ConsistentRead: aws.Bool(!q.Eventual && !q.Index),
		ExclusiveStartKey: startKey(q), ReturnConsumedCapacity: total,
	}
	if q.Index {
		input.IndexName = aws.String(IndexName)
		partition, sort = table.G1P, table.G1S
	}
	if q.Limit > 0 {
		input.Limit = aws.Int32(int32(min(q.Limit, math.MaxInt32)))
	}
	var e statement
	text := e.name(partition) + " = " + e.value(table.S(q.P))
	if where := s.demand(&e, sort); where != "" {
		text += " AND " + where
	}
	input.KeyConditionExpression = &text
	input.ExpressionAttributeNames, input.ExpressionAttributeValues = e.names, e.values
	return input
}

func startKey(q table.Query) image {
	if q.Start.IsZero() {
		return nil
	}
	start := encodeKey(table.Key{P: q.Start.P, S: q.Start.S})
	if q.Index {
		start[table.G1P], start[table.G1S] = encode(table.S(q.P)), encode(table.S(q.Start.G1S))
	}
	return start
}

func page(q table.Query, out *dynamodb.QueryOutput) (table.Page, error) {
	items, err := decodeItems(q.Table, out.Items)
	if err != nil {
		return table.Page{}, err
	}
	last, err := decodeItem(q.Table, out.LastEvaluatedKey)
	if err != nil {
		return table.Page{}, err
	}
	return table.Page{Items: items, Next: table.Cursor{P: last.Key.P, S: last.Key.S, G1S: last.Attrs[table.G1S].Str()}}, nil
}
