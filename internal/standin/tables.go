package standin

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"usersync/internal/engine/dynamo"
	"usersync/internal/table"
)

// Tables makes a set of empty tables as template.yaml describes them, under names of their own.
func (d *DynamoDB) Tables(t testing.TB) dynamo.Names {
	t.Helper()
	prefix := d.next()
	names := dynamo.Names{Core: prefix + "-core", Work: prefix + "-work", Audit: prefix + "-audit"}
	client := d.Client()
	for _, name := range []string{names.Core, names.Work, names.Audit} {
		input := describe(name)
		if name == names.Core {
			input.StreamSpecification = &types.StreamSpecification{
				StreamEnabled: aws.Bool(true), StreamViewType: types.StreamViewTypeNewAndOldImages,
			}
		}
		if _, err := client.CreateTable(t.Context(), input); err != nil {
			t.Fatalf("create table: %v", err)
		}
	}
	_, err := client.UpdateTimeToLive(t.Context(), &dynamodb.UpdateTimeToLiveInput{
		TableName:               &names.Work,
		TimeToLiveSpecification: &types.TimeToLiveSpecification{AttributeName: aws.String(table.TTL), Enabled: aws.Bool(true)},
	})
	if err != nil {
		t.Fatalf("time to live: %v", err)
	}
	return names
}

func describe(name string) *dynamodb.CreateTableInput {
	return &dynamodb.CreateTableInput{
		TableName: &name, BillingMode: types.BillingModePayPerRequest,
		AttributeDefinitions: []types.AttributeDefinition{text("P"), text("S"), text(table.G1P), text(table.G1S)},
		KeySchema:            keys("P", "S"),
		GlobalSecondaryIndexes: []types.GlobalSecondaryIndex{{
			IndexName: aws.String(dynamo.IndexName), KeySchema: keys(table.G1P, table.G1S),
			Projection: &types.Projection{ProjectionType: types.ProjectionTypeKeysOnly},
		}},
	}
}

func text(name string) types.AttributeDefinition {
	return types.AttributeDefinition{AttributeName: &name, AttributeType: types.ScalarAttributeTypeS}
}

func keys(partition, sort string) []types.KeySchemaElement {
	return []types.KeySchemaElement{
		{AttributeName: &partition, KeyType: types.KeyTypeHash},
		{AttributeName: &sort, KeyType: types.KeyTypeRange},
	}
}

// Open is an engine on a set of empty tables.
func (d *DynamoDB) Open(t testing.TB, options ...func(*dynamodb.Options)) *dynamo.Table {
	t.Helper()
	return dynamo.New(d.Client(options...), d.Tables(t))
}
